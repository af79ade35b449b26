{{/* Host names in front of a component's public ports, as an Ingress. */}}
{{- define "linea-stack.ingress" -}}
{{- if .c.ingress.enabled -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "linea-stack.metadata" (merge (dict "annotations" .c.ingress.annotations) .) | nindent 2 }}
spec:
  {{- with .c.ingress.className }}
  ingressClassName: {{ . | toYaml }}
  {{- end }}
  {{- with .c.ingress.tls }}
  tls:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    {{- range .c.ingress.hosts }}
    - host: {{ .host | quote }}
      http:
        paths:
          - path: {{ default "/" .path }}
            pathType: Prefix
            backend:
              service:
                name: {{ include "linea-stack.publicServiceName" $ }}
                port:
                  name: {{ .port }}
    {{- end }}
{{- end -}}
{{- end -}}

{{/* The same for the Gateway API: one HTTPRoute for each host. */}}
{{- define "linea-stack.httproutes" -}}
{{- if .c.httpRoute.enabled }}
{{- range $index, $host := .c.httpRoute.hosts }}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  {{- $suffix := printf "%s-%s-%d" (include "linea-stack.componentName" $) $host.port $index }}
  {{- include "linea-stack.metadata" (merge (dict "suffix" $suffix "annotations" $.c.httpRoute.annotations) $) | nindent 2 }}
spec:
  parentRefs:
    {{- toYaml $.c.httpRoute.parentRefs | nindent 4 }}
  hostnames: [{{ $host.host | quote }}]
  rules:
    {{- range include (printf "linea-stack.%s.closedPaths" $.name) $ | fromYamlArray }}
    - matches:
        - path: {type: PathPrefix, value: {{ . }}}
      filters:
        - type: RequestRedirect
          requestRedirect:
            path: {type: ReplaceFullPath, replaceFullPath: /}
    {{- end }}
    - matches:
        - path: {type: PathPrefix, value: {{ default "/" $host.path }}}
      backendRefs:
        - name: {{ include "linea-stack.publicServiceName" $ }}
          port: {{ include "linea-stack.publicPort" (dict "scope" $ "port" $host.port) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "linea-stack.publicServiceName" -}}
{{- include "linea-stack.resource" (dict "ctx" .ctx "suffix" (printf "%s-svc" (include "linea-stack.componentName" .))) -}}
{{- end -}}

{{/* Number of a public port by its name: a backendRef takes no names. */}}
{{- define "linea-stack.publicPort" -}}
{{- range include (printf "linea-stack.%s.ports" .scope.name) .scope | fromYamlArray -}}
{{- if and .public (eq .name $.port) -}}
{{- .port -}}
{{- end -}}
{{- end -}}
{{- end -}}

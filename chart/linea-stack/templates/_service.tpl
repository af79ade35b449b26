{{/* Names of the pods, with every port. It lists pods that are not ready: they find each other before they can get ready. */}}
{{- define "linea-stack.headlessService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- $suffix := include (printf "linea-stack.%s.headless" .name) . }}
  {{- $annotations := ternary (dict) .c.service.annotations (eq .name "besu") }}
  {{- include "linea-stack.metadata" (merge (dict "suffix" $suffix "annotations" $annotations "labels" (dict "linea-stack/metrics" "true")) .) | nindent 2 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  {{- with include "linea-stack.ipFamilies" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  selector:
    {{- include "linea-stack.selectorLabels" . | nindent 4 }}
  ports:
    {{- range include (printf "linea-stack.%s.ports" .name) . | fromYamlArray }}
    {{- include "linea-stack.servicePort" . | nindent 4 }}
    {{- end }}
{{- end -}}

{{/* What clients outside may reach: only the ports marked public, and only pods that are ready. */}}
{{- define "linea-stack.publicService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- $suffix := printf "%s-svc" (include "linea-stack.componentName" .) }}
  {{- include "linea-stack.metadata" (merge (dict "suffix" $suffix "annotations" .c.service.annotations) .) | nindent 2 }}
spec:
  {{- with .c.service }}
  type: {{ .type }}
  {{- if ne .type "ClusterIP" }}
  externalTrafficPolicy: {{ .externalTrafficPolicy }}
  {{- end }}
  {{- if eq .type "LoadBalancer" }}
  allocateLoadBalancerNodePorts: {{ .allocateLoadBalancerNodePorts }}
  {{- with .loadBalancerClass }}
  loadBalancerClass: {{ . | toYaml }}
  {{- end }}
  {{- with .loadBalancerSourceRanges }}
  loadBalancerSourceRanges:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  sessionAffinity: {{ .sessionAffinity }}
  {{- end }}
  {{- with include "linea-stack.ipFamilies" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  selector:
    {{- include "linea-stack.selectorLabels" . | nindent 4 }}
  ports:
    {{- range include (printf "linea-stack.%s.ports" .name) . | fromYamlArray }}
    {{- if .public }}
    {{- include "linea-stack.servicePort" . | nindent 4 }}
    {{- end }}
    {{- end }}
{{- end -}}

{{- define "linea-stack.servicePort" -}}
- name: {{ .name }}
  port: {{ .port }}
  targetPort: {{ .name }}
  protocol: {{ default "TCP" .protocol }}
{{- end -}}

{{- define "linea-stack.ipFamilies" -}}
{{- with .c.service.ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with .c.service.ipFamilies }}
ipFamilies:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Pod of `helm test`: (dict "ctx" $ "name" "tests" "suffix" "test-rpc" "script" "…"). Its labels match no selector. */}}
{{- define "linea-stack.testPod" -}}
{{- if .ctx.Values.tests.enabled -}}
{{- $c := .ctx.Values.defaults -}}
apiVersion: v1
kind: Pod
metadata:
  {{- include "linea-stack.metadata" (merge (dict "annotations" (dict "helm.sh/hook" "test" "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded")) .) | nindent 2 }}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext:
    {{- toYaml $c.podSecurityContext | nindent 4 }}
  {{- with include "linea-stack.scheduling" (merge (dict "c" $c) .) | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with include "linea-stack.pullSecrets" . }}
  {{- . | nindent 2 }}
  {{- end }}
  containers:
    - name: test
      image: {{ include "linea-stack.image" (dict "ctx" .ctx "image" .ctx.Values.tools.image) }}
      imagePullPolicy: {{ $c.imagePullPolicy }}
      command: [/bin/sh, -euc]
      args:
        - |
          {{- .script | trim | nindent 10 }}
      resources:
        {{- toYaml .ctx.Values.tools.resources | nindent 8 }}
      securityContext:
        {{- toYaml $c.securityContext | nindent 8 }}
{{- end -}}
{{- end -}}

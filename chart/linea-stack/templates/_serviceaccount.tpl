{{- define "linea-stack.serviceaccount" -}}
{{- if and .c.serviceAccount.create (not .c.serviceAccount.name) -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "linea-stack.metadata" (merge (dict "annotations" .c.serviceAccount.annotations) .) | nindent 2 }}
automountServiceAccountToken: false
{{- end -}}
{{- end -}}

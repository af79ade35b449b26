{{/* Files of a component: its configuration and its scripts, mounted at /config. */}}
{{- define "linea-stack.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "linea-stack.metadata" (merge (dict "suffix" (printf "%s-config" (include "linea-stack.componentName" .))) .) | nindent 2 }}
data:
  {{- /* Indenting pads the empty lines of scripts. */}}
  {{- regexReplaceAll "(?m)^ +$" (include "linea-stack.files" . | nindent 2) "" }}
{{- end -}}

{{- define "linea-stack.files" -}}
{{ include (printf "linea-stack.%s.files" .name) . | trim }}
{{- include "linea-stack.backup.agentFiles" . }}
{{- end -}}

{{/* Restarts the pods when something changes that they read only once. */}}
{{- define "linea-stack.checksum" -}}
{{- $files := include "linea-stack.files" . -}}
{{- $genesis := ternary (include "linea-stack.genesis" .ctx) "" (has .name (list "sequencer" "maru" "besu")) -}}
{{- /* Keys in plain values are this render's own; others derive secrets from the sequencer's. */}}
{{- $keys := toJson (list (dig "dev" dict .c) (ternary dict .ctx.Values.sequencer.dev (eq .name "txSender"))) -}}
{{- sha256sum (print $files $genesis $keys) -}}
{{- end -}}

{{/* One entry of a ConfigMap's data out of files/scripts: (dict "ctx" $ "script" "start-besu.sh"). */}}
{{- define "linea-stack.script" -}}
{{ .script }}: |
  {{- .ctx.Files.Get (printf "files/scripts/%s" .script) | trim | nindent 2 }}
{{- end -}}

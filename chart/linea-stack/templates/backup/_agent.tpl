{{/* Sidecar of a node whose data is backed up in mode `pause`. */}}
{{- define "linea-stack.backup.agent" -}}
- name: backup-agent
  image: {{ include "linea-stack.image" (dict "ctx" .ctx "image" .ctx.Values.tools.image) }}
  imagePullPolicy: {{ .c.imagePullPolicy }}
  command: [/bin/sh, /config/backup-agent.sh]
  env:
    - name: MAX_PAUSE_SECONDS
      value: {{ .ctx.Values.backup.maxPauseSeconds | int64 | quote }}
  resources:
    {{- toYaml .ctx.Values.tools.resources | nindent 4 }}
  securityContext:
    {{- toYaml .c.securityContext | nindent 4 }}
  volumeMounts:
    - name: data
      mountPath: /data
    - name: config
      mountPath: /config
      readOnly: true
    - name: tmp
      mountPath: /tmp
{{- end -}}

{{- define "linea-stack.backup.agentFiles" -}}
{{- if include "linea-stack.backup.hasAgent" . | eq "true" }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "backup-agent.sh") }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "stage.sh") }}
{{- end }}
{{- end -}}

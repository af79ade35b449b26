{{- define "linea-stack.statefulset" -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "linea-stack.metadata" . | nindent 2 }}
spec:
  {{- if not (.c.autoscaling | default dict).enabled }}
  replicas: {{ int64 .c.replicas }}
  {{- end }}
  serviceName: {{ include "linea-stack.resource" (dict "ctx" .ctx "suffix" (include (printf "linea-stack.%s.headless" .name) .)) }}
  podManagementPolicy: {{ .c.podManagementPolicy }}
  updateStrategy:
    {{- toYaml .c.updateStrategy | nindent 4 }}
  {{- if and .c.persistence.enabled (semverCompare ">=1.27-0" .ctx.Capabilities.KubeVersion.Version) }}
  persistentVolumeClaimRetentionPolicy:
    {{- toYaml .c.persistence.retention | nindent 4 }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "linea-stack.selectorLabels" . | nindent 6 }}
  template:
    {{- include "linea-stack.podTemplate" . | nindent 4 }}
  {{- if and .c.persistence.enabled (not .c.persistence.existingClaim) }}
  volumeClaimTemplates:
    {{- include "linea-stack.claimTemplate" . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Selector labels only: a claim template cannot change, so nothing that moves may stand in it. */}}
{{- define "linea-stack.claimTemplate" -}}
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: data
    labels:
      {{- include "linea-stack.selectorLabels" . | nindent 6 }}
    {{- with .c.persistence.annotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    {{- with .c.persistence }}
    accessModes:
      {{- toYaml .accessModes | nindent 6 }}
    {{- with .storageClass }}
    storageClassName: {{ . | quote }}
    {{- end }}
    {{- with .dataSource }}
    dataSource:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    resources:
      requests:
        storage: {{ .size }}
    {{- end }}
{{- end -}}

{{/* The volume `data` of a pod whose claim does not come from a template. */}}
{{- define "linea-stack.dataVolume" -}}
{{- if not .c.persistence.enabled }}
- name: data
  emptyDir: {}
{{- else if .c.persistence.existingClaim }}
- name: data
  persistentVolumeClaim:
    claimName: {{ .c.persistence.existingClaim | toYaml }}
{{- end }}
{{- end -}}

{{- define "linea-stack.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "linea-stack.metadata" . | nindent 2 }}
spec:
  replicas: {{ int64 .c.replicas }}
  # Never two at once: ethstats keeps its state in memory, and two senders would use the same nonces.
  strategy:
    type: Recreate
  selector:
    matchLabels:
      {{- include "linea-stack.selectorLabels" . | nindent 6 }}
  template:
    {{- include "linea-stack.podTemplate" . | nindent 4 }}
{{- end -}}

{{/* Restores one component's data onto its empty claim, once. validate.yaml makes sure that the component is scaled to 0. */}}
{{- define "linea-stack.restoreJob" -}}
{{- if .c.restore.enabled -}}
{{- $scope := merge (dict "of" .c.restore.component "suffix" (printf "restore-%s" .c.restore.component)) . -}}
{{- $scope = merge (dict "pod" "linea-stack.backup.restorePod" "claim" (include "linea-stack.backup.claim" $scope)) $scope -}}
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "linea-stack.backup.metadata" $scope | nindent 2 }}
spec:
  {{- include "linea-stack.backup.jobSpec" $scope | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "linea-stack.backup.restorePod" -}}
{{- include "linea-stack.scheduling" . }}
containers:
  - name: restore
    {{- include "linea-stack.backup.restic" . | nindent 4 }}
    command: [/bin/sh, /config/restore.sh]
    env:
      - name: SNAPSHOT
        value: {{ .c.restore.snapshot | quote }}
      {{- include "linea-stack.backup.env" . | nindent 6 }}
    volumeMounts:
      {{- include "linea-stack.backup.mounts" . | nindent 6 }}
volumes:
  {{- include "linea-stack.backup.volumes" . | nindent 2 }}
{{- end -}}

{{/* A claim with the name and labels that the StatefulSet would give it, which then finds it there. */}}
{{- define "linea-stack.restoreClaim" -}}
{{- if and .c.restore.enabled .c.restore.createClaim -}}
{{- $component := .c.restore.component -}}
{{- $persistence := (index .ctx.Values $component).persistence -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "linea-stack.backup.claim" (merge (dict "of" $component) .) }}
  namespace: {{ include "linea-stack.namespace" .ctx }}
  labels:
    {{- include "linea-stack.selectorLabels" (dict "ctx" .ctx "name" $component) | nindent 4 }}
  annotations:
    # The data outlives the release, as that of a StatefulSet's own claim does.
    helm.sh/resource-policy: keep
spec:
  accessModes:
    {{- toYaml $persistence.accessModes | nindent 4 }}
  {{- with $persistence.storageClass }}
  storageClassName: {{ . | quote }}
  {{- end }}
  resources:
    requests:
      storage: {{ $persistence.size }}
{{- end -}}
{{- end -}}

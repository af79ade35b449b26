{{/* Restores one component's data onto its empty claim, once. validate.yaml makes sure that the component is scaled to 0. */}}
{{- define "linea-stack.restoreJob" -}}
{{- if .c.restore.enabled -}}
{{- $scope := merge (dict "of" .c.restore.component "suffix" (printf "restore-%s" .c.restore.component)) . -}}
{{- $scope = merge (dict "pod" "linea-stack.backup.restorePod" "snapshot" .c.restore.snapshot "claim" (include "linea-stack.backup.claim" $scope)) $scope -}}
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "linea-stack.backup.metadata" $scope | nindent 2 }}
spec:
  {{- include "linea-stack.backup.jobSpec" $scope | nindent 2 }}
{{- end -}}
{{- end -}}

{{/*
Restores the newest backup of each component to a volume that goes with the pod: a backup that was never restored is a hope.
*/}}
{{- define "linea-stack.drillCronjobs" -}}
{{- if .c.drill.enabled }}
{{- range .c.components }}
{{- $scope := merge (dict "of" . "suffix" (printf "drill-%s" .) "schedule" $.c.drill.schedule) $ }}
{{- include "linea-stack.backup.cronjob" (merge (dict "pod" "linea-stack.backup.restorePod" "snapshot" "latest") $scope) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "linea-stack.backup.restorePod" -}}
{{- include "linea-stack.scheduling" . }}
containers:
  - name: restore
    {{- include "linea-stack.backup.restic" . | nindent 4 }}
    command: [/bin/sh, /config/restore.sh]
    env:
      - name: SNAPSHOT
        value: {{ .snapshot | quote }}
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
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "linea-stack.backup.claim" (merge (dict "of" $component) .) | toYaml }}
  namespace: {{ include "linea-stack.namespace" .ctx | toYaml }}
  labels:
    {{- include "linea-stack.selectorLabels" (dict "ctx" .ctx "name" $component) | nindent 4 }}
  annotations:
    # The data outlives the release, as that of a StatefulSet's own claim does.
    helm.sh/resource-policy: keep
spec:
  {{- include "linea-stack.backup.emptyClaim" (merge (dict "of" $component) .) | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* Specification of a new volume like that of the component `.of`. */}}
{{- define "linea-stack.backup.emptyClaim" -}}
{{- with (index .ctx.Values .of).persistence -}}
accessModes:
  {{- toYaml .accessModes | nindent 2 }}
{{- with .storageClass }}
storageClassName: {{ . | quote }}
{{- end }}
resources:
  requests:
    storage: {{ .size }}
{{- end -}}
{{- end -}}

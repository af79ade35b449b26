{{- define "linea-stack.backupCronjobs" -}}
{{- range .c.components }}
{{- $scope := merge (dict "of" . "schedule" $.c.schedule) $ }}
{{- if eq $.c.mode "snapshot" }}
{{- include "linea-stack.backup.cronjob" (merge (dict "pod" "linea-stack.backup.snapshotPod") $scope) }}
{{- else }}
{{- include "linea-stack.backup.cronjob" (merge (dict "pod" "linea-stack.backup.copyPod" "how" $.c.mode "claim" (include "linea-stack.backup.claim" $scope)) $scope) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Every so often a pod about one node's data: (… "of" "besu" "schedule" "0 3 * * 0" "pod" <the pod's template>). */}}
{{- define "linea-stack.backup.cronjob" }}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  {{- include "linea-stack.backup.metadata" . | nindent 2 }}
spec:
  schedule: {{ .schedule | quote }}
  {{- if and .c.timeZone (semverCompare ">=1.27-0" .ctx.Capabilities.KubeVersion.Version) }}
  timeZone: {{ .c.timeZone | toYaml }}
  {{- end }}
  suspend: {{ .c.suspend }}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: {{ int64 .c.startingDeadlineSeconds }}
  successfulJobsHistoryLimit: {{ int64 .c.successfulJobsHistoryLimit }}
  failedJobsHistoryLimit: {{ int64 .c.failedJobsHistoryLimit }}
  jobTemplate:
    spec:
      {{- include "linea-stack.backup.jobSpec" . | nindent 6 }}
{{- end -}}

{{/* The Job that snapshot.sh creates: it backs up a claim that was made from a snapshot. */}}
{{- define "linea-stack.backup.copyJob" -}}
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "linea-stack.backup.metadata" . | nindent 2 }}
spec:
  {{- include "linea-stack.backup.jobSpec" (merge (dict "pod" "linea-stack.backup.copyPod" "how" "copy" "claim" (include "linea-stack.backup.jobName" .)) .) | nindent 2 }}
{{- end -}}

{{- define "linea-stack.backup.jobSpec" -}}
activeDeadlineSeconds: {{ int64 .c.activeDeadlineSeconds }}
backoffLimit: {{ int64 .c.backoffLimit }}
ttlSecondsAfterFinished: {{ int64 .c.ttlSecondsAfterFinished }}
template:
  metadata:
    labels:
      {{- include "linea-stack.podLabels" . | nindent 6 }}
      linea-stack/data-of: {{ .of }}
      {{- if eq (default "" .how) "quiesced" }}
      # While the node is down its affinity finds this label: a Job that takes over from a killed one may start then.
      {{- include "linea-stack.backup.podName" . | nindent 6 }}
      {{- end }}
    {{- with merge (deepCopy (default dict .c.podAnnotations)) (deepCopy (default dict .ctx.Values.commonAnnotations)) }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    restartPolicy: Never
    serviceAccountName: {{ include "linea-stack.serviceAccountName" . | toYaml }}
    automountServiceAccountToken: {{ or (eq .pod "linea-stack.backup.snapshotPod") (eq (default "" .how) "quiesced") }}
    enableServiceLinks: false
    securityContext:
      {{- toYaml .c.podSecurityContext | nindent 6 }}
    {{- with include "linea-stack.pullSecrets" . }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- include .pod . | trim | nindent 4 }}
{{- end -}}

{{/* Pod that runs backup.sh on a claim: (… "how" "pause" "claim" "data-linea-stack-besu-0"). */}}
{{- define "linea-stack.backup.copyPod" -}}
{{- $quiesced := eq .how "quiesced" }}
{{- include "linea-stack.backup.placement" . }}
{{- if $quiesced }}
# backup.sh needs kubectl and restic, and no image has both.
initContainers:
  - name: copy-restic
    {{- include "linea-stack.backup.restic" . | nindent 4 }}
    command: [cp, /usr/bin/restic, /tools/restic]
    volumeMounts:
      - name: tools
        mountPath: /tools
{{- end }}
containers:
  - name: backup
    {{- if $quiesced }}
    {{- include "linea-stack.backup.kubectl" . | nindent 4 }}
    {{- else }}
    {{- include "linea-stack.backup.restic" . | nindent 4 }}
    {{- end }}
    command: [/bin/sh, /config/backup.sh]
    env:
      - name: BACKUP_MODE
        value: {{ .how }}
      {{- include "linea-stack.backup.env" . | nindent 6 }}
      {{- if has .of (list "sequencer" "besu") }}
      - name: RPC_URL
        value: {{ include "linea-stack.backup.rpcUrl" . }}
      {{- end }}
      {{- if $quiesced }}
      - name: PATH
        value: /tools:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
      {{- end }}
      - name: KEEP_LAST
        value: {{ .c.retention.last | int64 | quote }}
      - name: KEEP_DAILY
        value: {{ .c.retention.daily | int64 | quote }}
      - name: KEEP_WEEKLY
        value: {{ .c.retention.weekly | int64 | quote }}
      - name: VERIFY_SUBSET
        value: {{ .c.verifySubset | quote }}
    volumeMounts:
      {{- include "linea-stack.backup.mounts" . | nindent 6 }}
      {{- if $quiesced }}
      - name: tools
        mountPath: /tools
        readOnly: true
      {{- end }}
volumes:
  {{- include "linea-stack.backup.volumes" . | nindent 2 }}
  {{- if $quiesced }}
  - name: tools
    emptyDir: {}
  {{- end }}
{{- end -}}

{{/* A volume that one node may mount is mounted where its pod runs; a clone of it can be mounted anywhere. */}}
{{- define "linea-stack.backup.placement" -}}
{{- if eq .how "copy" }}
{{- include "linea-stack.scheduling" . }}
{{- else }}
{{- with .c.priorityClassName }}
priorityClassName: {{ . | toYaml }}
{{- end }}
{{- with .c.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "linea-stack.backup.podName" . | nindent 12 }}
{{- end }}
{{- end -}}

{{/* The label that Kubernetes gives to the one pod whose data is backed up. */}}
{{- define "linea-stack.backup.podName" -}}
statefulset.kubernetes.io/pod-name: {{ include "linea-stack.backup.workload" . }}-0
{{- end -}}

{{- define "linea-stack.backup.restic" -}}
{{ include "linea-stack.backup.containerHead" (merge (dict "which" .c.image) .) }}
{{- end -}}

{{- define "linea-stack.backup.kubectl" -}}
{{ include "linea-stack.backup.containerHead" (merge (dict "which" .c.kubectlImage) .) }}
{{- end -}}

{{- define "linea-stack.backup.containerHead" -}}
image: {{ include "linea-stack.image" (dict "ctx" .ctx "image" .which) }}
imagePullPolicy: {{ .c.imagePullPolicy }}
resources:
  {{- toYaml .c.resources | nindent 2 }}
securityContext:
  {{- toYaml .c.securityContext | nindent 2 }}
{{- end -}}

{{- define "linea-stack.backup.rpcUrl" -}}
{{- $headless := include (printf "linea-stack.%s.headless" .of) . -}}
{{- printf "http://%s-0.%s:8545" (include "linea-stack.backup.workload" .) (include "linea-stack.host" (dict "ctx" .ctx "service" $headless) | trimSuffix ".") -}}
{{- end -}}

{{/* What backup.sh and restore.sh share. */}}
{{- define "linea-stack.backup.env" -}}
- name: HOME
  value: /tmp
- name: COMPONENT
  value: {{ .of }}
- name: WORKLOAD
  value: {{ include "linea-stack.backup.workload" . }}
- name: CHAIN_ID
  value: {{ .ctx.Values.chain.id | int64 | quote }}
- name: RESTIC_REPOSITORY
  value: {{ include "linea-stack.backup.repository" . | quote }}
- name: RESTIC_CACHE_DIR
  value: /tmp/restic
- name: AWS_DEFAULT_REGION
  value: {{ .c.storage.region | toYaml }}
{{- with .c.credentialsSecretName }}
- name: AWS_ACCESS_KEY_ID
  valueFrom: {secretKeyRef: {name: {{ quote . }}, key: AWS_ACCESS_KEY_ID}}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom: {secretKeyRef: {name: {{ quote . }}, key: AWS_SECRET_ACCESS_KEY}}
{{- end }}
{{- if .c.encryption.secretName }}
- name: RESTIC_PASSWORD_FILE
  value: /secrets/restic/password
{{- end }}
{{- end -}}

{{- define "linea-stack.backup.mounts" -}}
- name: data
  mountPath: /data
- name: genesis
  mountPath: /genesis
  readOnly: true
- name: config
  mountPath: /config
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- if .c.encryption.secretName }}
- name: password
  mountPath: /secrets/restic
  readOnly: true
{{- end }}
{{- end -}}

{{- define "linea-stack.backup.volumes" -}}
- name: data
  {{- if .claim }}
  persistentVolumeClaim:
    claimName: {{ .claim | toYaml }}
  {{- else }}
  ephemeral:
    volumeClaimTemplate:
      spec:
        {{- include "linea-stack.backup.emptyClaim" . | nindent 8 }}
  {{- end }}
- name: genesis
  configMap:
    name: {{ include "linea-stack.genesisConfigMap" .ctx | toYaml }}
- name: config
  configMap:
    name: {{ include "linea-stack.resource" (dict "ctx" .ctx "suffix" "backup-config") }}
- name: tmp
  emptyDir: {}
{{- if .c.encryption.secretName }}
- name: password
  secret:
    secretName: {{ .c.encryption.secretName | toYaml }}
    defaultMode: 288 # 0440
    items:
      - key: {{ .c.encryption.secretKey | toYaml }}
        path: password
{{- end }}
{{- end -}}

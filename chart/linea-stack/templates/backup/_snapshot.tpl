{{- define "linea-stack.backup.volumeSnapshot" -}}
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata:
  {{- include "linea-stack.backup.metadata" . | nindent 2 }}
spec:
  {{- with .c.snapshot.className }}
  volumeSnapshotClassName: {{ . | toYaml }}
  {{- end }}
  source:
    persistentVolumeClaimName: {{ include "linea-stack.backup.claim" . | toYaml }}
{{- end -}}

{{- define "linea-stack.backup.snapshotClaim" -}}
{{- $persistence := (index .ctx.Values .of).persistence -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  {{- include "linea-stack.backup.metadata" . | nindent 2 }}
spec:
  accessModes: [ReadWriteOnce]
  {{- with $persistence.storageClass }}
  storageClassName: {{ . | quote }}
  {{- end }}
  dataSource:
    apiGroup: snapshot.storage.k8s.io
    kind: VolumeSnapshot
    name: {{ include "linea-stack.backup.jobName" . }}
  resources:
    requests:
      storage: {{ $persistence.size }}
{{- end -}}

{{/* Pod that runs snapshot.sh, which creates the objects above and removes them. */}}
{{- define "linea-stack.backup.snapshotPod" -}}
{{- include "linea-stack.scheduling" . }}
containers:
  - name: backup
    {{- include "linea-stack.backup.kubectl" . | nindent 4 }}
    command: [/bin/sh, /config/snapshot.sh]
    env:
      - name: HOME
        value: /tmp
      - name: NAME
        value: {{ include "linea-stack.backup.jobName" . }}
      - name: TIMEOUT_SECONDS
        value: {{ .c.activeDeadlineSeconds | int64 | quote }}
    volumeMounts:
      - name: config
        mountPath: /config
        readOnly: true
      - name: tmp
        mountPath: /tmp
volumes:
  - name: config
    configMap:
      name: {{ include "linea-stack.resource" (dict "ctx" .ctx "suffix" "backup-config") }}
  - name: tmp
    emptyDir: {}
{{- end -}}

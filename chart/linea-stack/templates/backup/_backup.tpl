{{/*
Backups are a component like the others: the values below `backup`, on top of `defaults`. Pieces about one node's data take
its component as `.of` beside the usual scope.
*/}}
{{- define "linea-stack.backup.files" -}}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "backup.sh") }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "restore.sh") }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "stage.sh") }}
{{- if eq .c.mode "snapshot" }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "snapshot.sh") }}
{{- range .c.components }}
{{- $scope := merge (dict "of" .) $ }}
{{ include "linea-stack.backup.jobName" $scope }}-snapshot.yaml: |
  {{- include "linea-stack.backup.volumeSnapshot" $scope | nindent 2 }}
{{ include "linea-stack.backup.jobName" $scope }}-claim.yaml: |
  {{- include "linea-stack.backup.snapshotClaim" $scope | nindent 2 }}
{{ include "linea-stack.backup.jobName" $scope }}-job.yaml: |
  {{- include "linea-stack.backup.copyJob" $scope | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "linea-stack.backup.jobName" -}}
{{- include "linea-stack.resource" (dict "ctx" .ctx "suffix" (printf "backup-%s" .of)) -}}
{{- end -}}

{{- define "linea-stack.backup.workload" -}}
{{- include "linea-stack.componentFullname" (dict "ctx" .ctx "name" .of) -}}
{{- end -}}

{{- define "linea-stack.backup.claim" -}}
{{- $persistence := (index .ctx.Values .of).persistence -}}
{{- default (printf "data-%s-0" (include "linea-stack.backup.workload" .)) $persistence.existingClaim -}}
{{- end -}}

{{/* One restic repository for each component: backups that run at the same time share no lock. */}}
{{- define "linea-stack.backup.repository" -}}
{{- with .c.storage -}}
{{- $endpoint := default (printf "https://s3.%s.amazonaws.com" .region) .endpoint | trimSuffix "/" -}}
{{- $own := printf "%s/%s" (include "linea-stack.namespace" $.ctx) (include "linea-stack.fullname" $.ctx) -}}
{{- printf "s3:%s/%s/%s/%s" $endpoint .bucket (default $own .prefix | trimAll "/") $.of -}}
{{- end -}}
{{- end -}}

{{/* Labels of pods and objects about one node's data. */}}
{{- define "linea-stack.backup.metadata" -}}
{{- include "linea-stack.metadata" (merge (dict "suffix" (default (printf "backup-%s" .of) .suffix) "labels" (dict "linea-stack/data-of" .of)) .) }}
{{- end -}}

{{/* Modes that talk to the Kubernetes API. */}}
{{- define "linea-stack.backup.usesApi" -}}
{{- has .c.mode (list "quiesced" "snapshot") -}}
{{- end -}}

{{/* On where the node's pod asks its agent for a copy. */}}
{{- define "linea-stack.backup.hasAgent" -}}
{{- $backup := .ctx.Values.backup -}}
{{- and $backup.enabled (eq $backup.mode "pause") (has .name $backup.components) -}}
{{- end -}}

{{- define "linea-stack.backup.traffic" -}}
ingress: []
egress:
  - {ports: [{{ include "linea-stack.backup.storagePort" . }}], peers: [internet]}
  - {ports: [8545], peers: [sequencer, besu]}
  {{- if include "linea-stack.backup.usesApi" . | eq "true" }}
  # The API server, by its Service and by itself: network plugins see one or the other.
  - {ports: [443, 6443], peers: [internet]}
  {{- end }}
{{- end -}}

{{- define "linea-stack.backup.storagePort" -}}
{{- $endpoint := urlParse (default "https://s3" .c.storage.endpoint) -}}
{{- $port := regexFind ":[0-9]+$" $endpoint.host | trimPrefix ":" -}}
{{- default (ternary "80" "443" (eq $endpoint.scheme "http")) $port -}}
{{- end -}}

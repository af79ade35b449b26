{{/*
Template of a component's pod. What differs between components is in `linea-stack.<name>.<part>`:
command, args, env, handlers, ports, mounts, volumes, inits and files.
*/}}
{{- define "linea-stack.podTemplate" -}}
metadata:
  labels:
    {{- include "linea-stack.podLabels" . | nindent 4 }}
  annotations:
    {{- $checksum := dict "checksum/config" (include "linea-stack.checksum" .) }}
    {{- merge $checksum (deepCopy (default dict .c.podAnnotations)) (deepCopy (default dict .ctx.Values.commonAnnotations)) | toYaml | nindent 4 }}
spec:
  serviceAccountName: {{ include "linea-stack.serviceAccountName" . | toYaml }}
  automountServiceAccountToken: false
  # Links would set BESU_P2P_PORT and the like, which Besu reads as its options.
  enableServiceLinks: false
  {{- if include "linea-stack.backup.hasAgent" . | eq "true" }}
  # The backup agent stops the node for a moment, and has to see its process.
  shareProcessNamespace: true
  {{- end }}
  terminationGracePeriodSeconds: {{ int64 .c.terminationGracePeriodSeconds }}
  securityContext:
    {{- toYaml .c.podSecurityContext | nindent 4 }}
  {{- with include "linea-stack.scheduling" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with include "linea-stack.pullSecrets" . }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with concat (include (printf "linea-stack.%s.inits" .name) . | fromYamlArray) (default list .c.initContainers) }}
  initContainers:
    {{- tpl (toYaml .) $.ctx | nindent 4 }}
  {{- end }}
  containers:
    {{- include "linea-stack.container" . | nindent 4 }}
    {{- if include "linea-stack.backup.hasAgent" . | eq "true" }}
    {{- include "linea-stack.backup.agent" . | nindent 4 }}
    {{- end }}
    {{- with .c.sidecars }}
    {{- tpl (toYaml .) $.ctx | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "linea-stack.volumes" . | nindent 4 }}
{{- end -}}

{{- define "linea-stack.scheduling" -}}
{{- with .c.priorityClassName }}
priorityClassName: {{ . | toYaml }}
{{- end }}
{{- with .c.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .c.affinity }}
affinity:
  {{- tpl (toYaml .c.affinity) .ctx | nindent 2 }}
{{- else if .c.podAntiAffinity }}
affinity:
  {{- include "linea-stack.antiAffinity" . | nindent 2 }}
{{- end }}
{{- with .c.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .c.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- range . }}
  - {{ toYaml (merge (dict) . (dict "labelSelector" (dict "matchLabels" (include "linea-stack.selectorLabels" $ | fromYaml)))) | nindent 4 | trim }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Keeps a component's pods off each other's nodes: `soft` if it can be had, `hard` always. */}}
{{- define "linea-stack.antiAffinity" -}}
{{- $term := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (include "linea-stack.selectorLabels" . | fromYaml)) -}}
podAntiAffinity:
  {{- if eq .c.podAntiAffinity "hard" }}
  requiredDuringSchedulingIgnoredDuringExecution:
    - {{ toYaml $term | nindent 6 | trim }}
  {{- else }}
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        {{- toYaml $term | nindent 8 }}
  {{- end }}
{{- end -}}

{{- define "linea-stack.container" -}}
- name: {{ include "linea-stack.componentName" . }}
  image: {{ include "linea-stack.image" (dict "ctx" .ctx "image" .c.image) }}
  imagePullPolicy: {{ .c.imagePullPolicy }}
  command:
    {{- include (printf "linea-stack.%s.command" .name) . | nindent 4 }}
  {{- with concat (include (printf "linea-stack.%s.args" .name) . | fromYamlArray) (default list .c.extraArgs) }}
  args:
    {{- tpl (toYaml .) $.ctx | nindent 4 }}
  {{- end }}
  env:
    {{- include "linea-stack.env" . | trim | nindent 4 }}
  {{- with include (printf "linea-stack.%s.ports" .name) . | fromYamlArray }}
  ports:
    {{- range . }}
    - name: {{ .name }}
      containerPort: {{ .port }}
      protocol: {{ default "TCP" .protocol }}
    {{- end }}
  {{- end }}
  {{- with include "linea-stack.probes" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .c.lifecycle }}
  lifecycle:
    {{- tpl (toYaml .) $.ctx | nindent 4 }}
  {{- end }}
  resources:
    {{- toYaml .c.resources | nindent 4 }}
  securityContext:
    {{- toYaml .c.securityContext | nindent 4 }}
  volumeMounts:
    {{- include (printf "linea-stack.%s.mounts" .name) . | trim | nindent 4 }}
    - name: config
      mountPath: /config
      readOnly: true
    - name: tmp
      mountPath: /tmp
    {{- with .c.extraVolumeMounts }}
    {{- tpl (toYaml .) $.ctx | nindent 4 }}
    {{- end }}
{{- end -}}

{{- define "linea-stack.volumes" -}}
{{ include (printf "linea-stack.%s.volumes" .name) . | trim }}
- name: config
  configMap:
    name: {{ include "linea-stack.componentFullname" . }}-config
- name: tmp
  emptyDir: {}
{{- with .c.extraVolumes }}
{{ tpl (toYaml .) $.ctx }}
{{- end }}
{{- end -}}

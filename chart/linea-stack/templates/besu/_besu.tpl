{{- define "linea-stack.besu.headless" -}}besu-headless{{- end -}}
{{- define "linea-stack.besu.command" -}}{{ include "linea-stack.besuNode.command" . }}{{- end -}}
{{- define "linea-stack.besu.env" -}}{{ include "linea-stack.besuNode.env" . }}{{- end -}}
{{- define "linea-stack.besu.ports" -}}{{ include "linea-stack.besuNode.ports" . }}{{- end -}}
{{- define "linea-stack.besu.handlers" -}}{{ include "linea-stack.besuNode.handlers" . }}{{- end -}}
{{- define "linea-stack.besu.mounts" -}}{{ include "linea-stack.besuNode.mounts" . }}{{- end -}}
{{- define "linea-stack.besu.volumes" -}}{{ include "linea-stack.besuNode.volumes" . }}{{- end -}}

{{- define "linea-stack.besu.args" -}}
- --config-file=/config/config.toml
{{- end -}}

{{- define "linea-stack.besu.files" -}}
{{- $config := dict "static-nodes-file" "/run/linea/static-nodes.json" -}}
{{- if eq .c.sequencerPeer.mode "dns" -}}
{{- $_ := merge $config (dict "Xdns-enabled" true "Xdns-update-enabled" true) -}}
{{- end -}}
{{- include "linea-stack.besuNode.files" (merge (dict "config" $config) .) }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "resolve-sequencer-ip.sh") }}
{{- end -}}

{{- define "linea-stack.besu.inits" -}}
{{ include "linea-stack.deriveInit" (merge (dict "wanted" (include "linea-stack.derived" . | fromJsonArray)) .) }}
- name: resolve-sequencer-ip
  image: {{ include "linea-stack.image" (dict "ctx" .ctx "image" .ctx.Values.tools.image) }}
  imagePullPolicy: {{ .c.imagePullPolicy }}
  command: [/bin/sh, /config/resolve-sequencer-ip.sh]
  env:
    - name: SEQUENCER_HOST
      value: {{ include "linea-stack.besu.sequencerHost" . }}
    - name: SEQUENCER_RPC_HOST
      value: {{ include "linea-stack.besu.sequencerPod" . | trimSuffix "." }}
    - name: SEQUENCER_NODE_ID
      value: {{ .ctx.Values.sequencer.nodeId | quote }}
    - name: POD_IP
      valueFrom: {fieldRef: {fieldPath: status.podIP}}
    - name: PEER_MODE
      value: {{ .c.sequencerPeer.mode }}
    - name: TIMEOUT_SECONDS
      value: {{ .c.sequencerPeer.timeoutSeconds | int64 | quote }}
  resources:
    {{- toYaml .ctx.Values.tools.resources | nindent 4 }}
  securityContext:
    {{- toYaml .c.securityContext | nindent 4 }}
  volumeMounts:
    - name: config
      mountPath: /config
      readOnly: true
    - name: shared
      mountPath: /run/linea
{{- end -}}

{{/* The pod itself through the headless Service, or a Service whose address outlives the pod. */}}
{{- define "linea-stack.besu.sequencerHost" -}}
{{- if eq .c.sequencerPeer.mode "clusterIP" -}}
{{- include "linea-stack.host" (dict "ctx" .ctx "service" "sequencer-p2p") -}}
{{- else -}}
{{- include "linea-stack.besu.sequencerPod" . -}}
{{- end -}}
{{- end -}}

{{- define "linea-stack.besu.sequencerPod" -}}
{{- $pod := include "linea-stack.componentFullname" (dict "ctx" .ctx "name" "sequencer") -}}
{{- printf "%s-0.%s" $pod (include "linea-stack.host" (dict "ctx" .ctx "service" "sequencer-svc")) -}}
{{- end -}}

{{/* Number of pods there can ever be: maru has to know every one beforehand. */}}
{{- define "linea-stack.besu.maxReplicas" -}}
{{- $besu := .Values.besu -}}
{{- ternary $besu.autoscaling.maxReplicas $besu.replicas $besu.autoscaling.enabled | int -}}
{{- end -}}

{{- define "linea-stack.besu.closedPaths" -}}[]{{- end -}}

{{- define "linea-stack.besu.traffic" -}}
ingress:
  - {ports: [8545, 8546], peers: [public]}
  - {ports: [8545], peers: [txSender, backup, tests]}
  - {ports: [8550], peers: [maru]}
  - {ports: [p2p], peers: [{{ ternary "internet" "sequencer, besu" .c.p2pService.enabled }}]}
  - {ports: [9545], peers: [scraper, tests]}
egress:
  - {ports: [p2p], peers: [{{ ternary "internet" "sequencer, besu" .c.p2pService.enabled }}]}
  - {ports: [8545], peers: [sequencer]}
  {{- include "linea-stack.besuNode.egress" . | nindent 2 }}
{{- end -}}

{{/* An address of its own for every pod, for peers outside the cluster; pods that autoscaling may add included. */}}
{{- define "linea-stack.podServices" -}}
{{- if .c.p2pService.enabled }}
{{- range $ordinal := until (include "linea-stack.besu.maxReplicas" .ctx | int) }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "linea-stack.metadata" (merge (dict "suffix" (printf "besu-p2p-%d" $ordinal) "annotations" $.c.p2pService.annotations) $) | nindent 2 }}
spec:
  type: {{ $.c.p2pService.type }}
  externalTrafficPolicy: Local
  publishNotReadyAddresses: true
  {{- with include "linea-stack.ipFamilies" $ | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  selector:
    {{- include "linea-stack.selectorLabels" $ | nindent 4 }}
    statefulset.kubernetes.io/pod-name: {{ include "linea-stack.componentFullname" $ }}-{{ $ordinal }}
  ports:
    - {name: p2p, port: 30303, targetPort: p2p, protocol: TCP}
    - {name: p2p-udp, port: 30303, targetPort: p2p-udp, protocol: UDP}
{{- end }}
{{- end }}
{{- end -}}

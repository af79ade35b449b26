{{- define "linea-stack.sequencer.headless" -}}sequencer-svc{{- end -}}
{{- define "linea-stack.sequencer.command" -}}{{ include "linea-stack.besuNode.command" . }}{{- end -}}
{{- define "linea-stack.sequencer.env" -}}{{ include "linea-stack.besuNode.env" . }}{{- end -}}
{{- define "linea-stack.sequencer.ports" -}}{{ include "linea-stack.besuNode.ports" . }}{{- end -}}
{{- define "linea-stack.sequencer.handlers" -}}{{ include "linea-stack.besuNode.handlers" . }}{{- end -}}

{{- define "linea-stack.sequencer.args" -}}
- --config-file=/config/config.toml
{{- end -}}

{{- define "linea-stack.sequencer.files" -}}
{{- $config := dict "node-private-key-file" "/secrets/p2p/key" -}}
{{- include "linea-stack.besuNode.files" (merge (dict "config" $config) .) }}
{{- end -}}

{{- define "linea-stack.sequencer.mounts" -}}
{{ include "linea-stack.besuNode.mounts" . }}
- name: sequencer-key
  mountPath: /secrets/p2p
  readOnly: true
{{- end -}}

{{- define "linea-stack.sequencer.volumes" -}}
{{ include "linea-stack.besuNode.volumes" . }}
{{ include "linea-stack.keyVolume" . }}
{{- end -}}

{{- define "linea-stack.sequencer.inits" -}}
{{ include "linea-stack.deriveInit" (merge (dict "wanted" (include "linea-stack.derived" . | fromJsonArray)) .) }}
{{- end -}}

{{- define "linea-stack.sequencer.devData" -}}
{{ .c.p2pKeySecretKey | quote }}: {{ .c.dev.p2pKey | quote }}
{{- end -}}

{{/* An address for the followers' static nodes that outlives the pod. TCP only: discovery does not work through it. */}}
{{- define "linea-stack.peerService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "linea-stack.metadata" (merge (dict "suffix" "sequencer-p2p") .) | nindent 2 }}
spec:
  type: ClusterIP
  publishNotReadyAddresses: true
  {{- with include "linea-stack.ipFamilies" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  selector:
    {{- include "linea-stack.selectorLabels" . | nindent 4 }}
  ports:
    - name: p2p
      port: 30303
      targetPort: p2p
      protocol: TCP
{{- end -}}

{{- define "linea-stack.sequencer.traffic" -}}
ingress:
  - {ports: [8550], peers: [maru]}
  - {ports: [p2p], peers: [besu]}
  - {ports: [8545], peers: [besu, backup{{ if eq .ctx.Values.txSender.rpc.service "sequencer" }}, txSender{{ end }}]}
  - {ports: [9545], peers: [scraper, tests]}
egress:
  - {ports: [p2p], peers: [besu]}
  {{- include "linea-stack.besuNode.egress" . | nindent 2 }}
{{- end -}}

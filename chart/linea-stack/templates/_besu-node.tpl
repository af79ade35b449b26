{{/* What the sequencer and the follower have in common: both are Besu, driven by maru over the Engine API. */}}
{{- define "linea-stack.besuNode.command" -}}
- /bin/sh
- /config/start-besu.sh
{{- end -}}

{{- define "linea-stack.besuNode.env" -}}
BESU_P2P_HOST: {valueFrom: {fieldRef: {fieldPath: status.podIP}}}
JAVA_OPTS: {{ .c.javaOpts | quote }}
{{- if .ctx.Values.ethstats.enabled }}
POD_NAME: {valueFrom: {fieldRef: {fieldPath: metadata.name}}}
ETHSTATS_HOST: {{ include "linea-stack.resource" (dict "ctx" .ctx "suffix" "ethstats-svc") }}
ETHSTATS_SECRET_FILE: {{ include "linea-stack.ethstatsSecretPath" . }}
{{- end }}
{{- end -}}

{{- define "linea-stack.besuNode.ports" -}}
- {name: rpc, port: 8545, public: true}
- {name: ws, port: 8546, public: true}
- {name: engine, port: 8550}
- {name: metrics, port: 9545}
- {name: p2p, port: 30303}
- {name: p2p-udp, port: 30303, protocol: UDP}
{{- end -}}

{{/*
Besu closes connections beyond its limit, those of the kubelet too: on the RPC port, clients could have the node killed.
The Engine API answers /liveness without a JWT, and has only maru for a client.
*/}}
{{- define "linea-stack.besuNode.handlers" -}}
{{- if eq .c.probes.preset "health" -}}
startup: &alive {httpGet: {path: /liveness, port: engine}}
liveness: *alive
readiness: {httpGet: {path: "/readiness?{{ .c.probes.readinessQuery }}", port: rpc}}
{{- else -}}
startup: &alive {httpGet: {path: /metrics, port: metrics}}
liveness: *alive
readiness: *alive
{{- end -}}
{{- end -}}

{{- define "linea-stack.besuNode.mounts" -}}
- name: data
  mountPath: /data
- name: genesis
  mountPath: /genesis
  readOnly: true
{{ include "linea-stack.sharedSecretMounts" . }}
{{- end -}}

{{- define "linea-stack.besuNode.volumes" -}}
- name: genesis
  configMap:
    name: {{ include "linea-stack.genesisConfigMap" .ctx | toYaml }}
{{- include "linea-stack.dataVolume" . }}
{{ include "linea-stack.sharedSecretVolumes" . }}
{{- end -}}

{{/*
Options that the templates rely on, so that values cannot set them. Host allowlists are open because kubelet and Prometheus
call by pod IP, which no list can hold; the NetworkPolicies and the JWT guard these ports.
*/}}
{{- define "linea-stack.besuNode.fixedConfig" -}}
data-path: /data
genesis-file: /genesis/genesis.json
host-allowlist: ["*"]
engine-rpc-port: 8550
engine-host-allowlist: ["*"]
engine-jwt-secret: {{ include "linea-stack.jwtPath" (dict "ctx" .ctx "of" .name) }}
rpc-http-enabled: true
rpc-http-host: 0.0.0.0
rpc-http-port: 8545
rpc-ws-enabled: true
rpc-ws-host: 0.0.0.0
rpc-ws-port: 8546
metrics-enabled: true
metrics-host: 0.0.0.0
metrics-port: 9545
p2p-port: 30303
nat-method: NONE
plugin-linea-deny-list-path: /config/deny-list.txt
{{- end -}}

{{/* (dict "config" <options of this role> …): data of the ConfigMap. */}}
{{- define "linea-stack.besuNode.files" -}}
{{- $fixed := mergeOverwrite (include "linea-stack.besuNode.fixedConfig" . | fromYaml) .config -}}
{{- $own := default dict .c.config -}}
{{- range $option, $_ := $fixed -}}
{{- if hasKey $own $option -}}
{{- fail (printf "%s.config.%s: the chart sets this option itself, since its ports and volumes depend on it; remove it" $.name $option) -}}
{{- end -}}
{{- end -}}
config.toml: |
  {{- include "linea-stack.toml" (dict "map" (merge $fixed (deepCopy $own)) "path" "") | trim | nindent 2 }}
deny-list.txt: ""
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "start-besu.sh") }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "derive-secrets.sh") }}
{{- end -}}

{{/* Lines for both nodes; each adds its own. */}}
{{- define "linea-stack.besuNode.egress" -}}
{{- if .ctx.Values.ethstats.enabled -}}
- {ports: [3000], peers: [ethstats]}
{{- end -}}
{{- end -}}

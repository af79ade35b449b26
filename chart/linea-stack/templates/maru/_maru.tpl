{{- define "linea-stack.maru.headless" -}}maru-svc{{- end -}}

{{/* The image has no entry point, and plain `java -jar` reads no JAVA_OPTS. */}}
{{- define "linea-stack.maru.command" -}}
- java
- -jar
- /opt/consensys/maru/maru.jar
{{- end -}}

{{- define "linea-stack.maru.args" -}}
- --genesis-file={{ ternary "/genesis/maru-genesis.json" "/run/linea/maru-genesis.json" (include "linea-stack.maru.genesisIsGiven" . | eq "true") }}
- --config=/config/config.toml
{{- end -}}

{{- define "linea-stack.maru.env" -}}
JAVA_TOOL_OPTIONS: {{ .c.javaOpts | quote }}
{{- end -}}

{{- define "linea-stack.maru.ports" -}}
- {name: api, port: 8080}
{{- if (default dict .c.config).p2p }}
- {name: p2p, port: 9000}
- {name: p2p-udp, port: 9000, protocol: UDP}
{{- end }}
- {name: metrics, port: 9545}
{{- end -}}

{{- define "linea-stack.maru.handlers" -}}
{{- if eq .c.probes.preset "health" -}}
startup: &alive {httpGet: {path: /live, port: metrics}}
liveness: *alive
readiness: {httpGet: {path: /ready, port: metrics}}
{{- else -}}
startup: &open {tcpSocket: {port: api}}
liveness: *open
readiness: *open
{{- end -}}
{{- end -}}

{{- define "linea-stack.maru.mounts" -}}
- name: data
  mountPath: /data
- name: genesis
  mountPath: /genesis
  readOnly: true
- name: maru-key
  mountPath: /secrets/p2p
  readOnly: true
{{ include "linea-stack.sharedSecretMounts" . }}
{{- end -}}

{{- define "linea-stack.maru.volumes" -}}
- name: genesis
  configMap:
    name: {{ include "linea-stack.genesisConfigMap" .ctx | toYaml }}
{{ include "linea-stack.keyVolume" . }}
{{- include "linea-stack.dataVolume" . }}
{{ include "linea-stack.sharedSecretVolumes" . }}
{{- end -}}

{{- define "linea-stack.maru.genesisIsGiven" -}}
{{- or (ne .ctx.Values.chain.genesis.existingConfigMap "") (gt (len (default list .ctx.Values.chain.validators)) 0) -}}
{{- end -}}

{{- define "linea-stack.maru.inits" -}}
{{ include "linea-stack.deriveInit" (merge (dict "wanted" (include "linea-stack.derived" . | fromJsonArray)) .) }}
{{- if include "linea-stack.maru.genesisIsGiven" . | eq "false" }}
# Besu's image, because only it can turn a private key into an address.
- name: derive-validator
  image: {{ include "linea-stack.image" (dict "ctx" .ctx "image" .ctx.Values.sequencer.image) }}
  imagePullPolicy: {{ .c.imagePullPolicy }}
  command: [/bin/sh, /config/derive-validator.sh]
  resources:
    requests: {cpu: 50m, memory: 256Mi}
    limits: {cpu: "1", memory: 512Mi}
  securityContext:
    {{- toYaml .c.securityContext | nindent 4 }}
  volumeMounts:
    - name: config
      mountPath: /config
      readOnly: true
    - name: genesis
      mountPath: /genesis
      readOnly: true
    - name: maru-key
      mountPath: /secrets/p2p
      readOnly: true
    - name: shared
      mountPath: /run/linea
    - name: tmp
      mountPath: /tmp
{{- end }}
{{- end -}}

{{- define "linea-stack.maru.devData" -}}
{{ .c.p2pKeySecretKey | quote }}: {{ .c.dev.p2pKey | quote }}
{{- end -}}

{{- define "linea-stack.maru.files" -}}
config.toml: |
  {{- $own := include "linea-stack.maru.config" . | fromYaml }}
  {{- include "linea-stack.toml" (dict "map" (mergeOverwrite (deepCopy (default dict .c.config)) $own) "path" "") | trim | nindent 2 }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "derive-secrets.sh") }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "derive-validator.sh") }}
{{- end -}}

{{/* The part of maru's configuration that the chart owns. */}}
{{- define "linea-stack.maru.config" -}}
allow-empty-blocks: {{ .ctx.Values.chain.allowEmptyBlocks }}
persistence:
  data-path: /data
  private-key-path: /secrets/p2p/key
payload-validator:
  payload-validation-enabled: true
  engine-api-endpoint:
    endpoint: {{ include "linea-stack.maru.endpoint" (dict "ctx" .ctx "component" "sequencer" "service" "sequencer-svc" "ordinal" 0) }}
    jwt-secret-path: {{ include "linea-stack.jwtPath" (dict "ctx" .ctx "of" "sequencer") }}
{{- if .ctx.Values.besu.enabled }}
# Every pod that autoscaling may add: a node that maru does not know follows nothing.
follower-engine-apis:
  {{- range $ordinal := until (include "linea-stack.besu.maxReplicas" .ctx | int) }}
  besu-{{ $ordinal }}:
    endpoint: {{ include "linea-stack.maru.endpoint" (dict "ctx" $.ctx "component" "besu" "service" "besu-headless" "ordinal" $ordinal) }}
    jwt-secret-path: {{ include "linea-stack.jwtPath" (dict "ctx" $.ctx "of" "besu") }}
    timeout: 10 seconds
  {{- end }}
{{- end }}
{{- if (default dict .c.config).p2p }}
p2p:
  port: 9000
  # An address by number is required; this one means the pod's own, which has to be IPv4.
  ip-address: 0.0.0.0
{{- end }}
observability:
  port: 9545
  jvm-metrics-enabled: true
  prometheus-metrics-enabled: true
api:
  port: 8080
{{- end -}}

{{- define "linea-stack.maru.endpoint" -}}
{{- $pod := include "linea-stack.componentFullname" (dict "ctx" .ctx "name" .component) -}}
{{- $service := include "linea-stack.host" (dict "ctx" .ctx "service" .service) | trimSuffix "." -}}
{{- printf "http://%s-%d.%s:8550" $pod (int .ordinal) $service -}}
{{- end -}}

{{- define "linea-stack.maru.traffic" -}}
ingress:
  - {ports: [9545], peers: [scraper, tests]}
egress:
  - {ports: [8550], peers: [sequencer, besu]}
{{- end -}}

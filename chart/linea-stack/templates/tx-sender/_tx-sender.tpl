{{/* The image's entry point is `sh -c`, which would read arguments as its own. */}}
{{- define "linea-stack.txSender.command" -}}
- /bin/sh
- /config/send-transactions.sh
{{- end -}}

{{- define "linea-stack.txSender.args" -}}[]{{- end -}}
{{- define "linea-stack.txSender.ports" -}}[]{{- end -}}
{{- define "linea-stack.txSender.inits" -}}[]{{- end -}}

{{- define "linea-stack.txSender.env" -}}
HOME: /tmp
TX_INTERVAL_SECONDS: {{ .c.interval | int64 | toString | quote }}
TX_AMOUNT_WEI: {{ include "linea-stack.wei" .c.amount | quote }}
TX_EXPECTED_CHAIN_ID: {{ .ctx.Values.chain.id | int64 | toString | quote }}
TX_LEGACY: {{ .c.legacy | toString | quote }}
TX_PRIVATE_KEY_FILE: /secrets/tx-sender/private-key
TO_ADDRESS: {valueFrom: {secretKeyRef: {name: {{ include "linea-stack.keySecretName" . | quote }}, key: {{ .c.secretKeys.toAddress | quote }}}}}
ETH_RPC_URL: {{ include "linea-stack.txSender.rpcUrl" . }}
{{- with .c.gasPrice }}
ETH_GAS_PRICE: {{ include "linea-stack.wei" . | quote }}
{{- end }}
{{- with .c.gasLimit }}
ETH_GAS_LIMIT: {{ include "linea-stack.wei" . | quote }}
{{- end }}
{{- end -}}

{{- define "linea-stack.txSender.rpcUrl" -}}
{{- $host := .c.rpc.service -}}
{{- if has $host (list "besu" "sequencer") -}}
{{- $host = include "linea-stack.host" (dict "ctx" .ctx "service" (printf "%s-svc" $host)) | trimSuffix "." -}}
{{- end -}}
{{- printf "http://%s:%d" $host (int .c.rpc.port) -}}
{{- end -}}

{{/* The script touches the file after each mined transaction and while it waits for the chain. */}}
{{- define "linea-stack.txSender.handlers" -}}
startup: &alive {exec: {command: [/bin/sh, -c, 'test -n "$(find /tmp/alive -mmin -5)"']}}
liveness: *alive
readiness: {exec: {command: [/bin/sh, -c, 'test -n "$(find /tmp/sent -mmin -5)"']}}
{{- end -}}

{{- define "linea-stack.txSender.mounts" -}}
- name: private-key
  mountPath: /secrets/tx-sender
  readOnly: true
- name: keystore
  mountPath: /run/keystore
{{- end -}}

{{- define "linea-stack.txSender.volumes" -}}
- name: private-key
  secret:
    secretName: {{ include "linea-stack.keySecretName" . | toYaml }}
    defaultMode: 288 # 0440
    items:
      - key: {{ .c.secretKeys.privateKey | toYaml }}
        path: private-key
- name: keystore
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
{{- end -}}

{{- define "linea-stack.txSender.files" -}}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "send-transactions.sh") }}
{{- end -}}

{{- define "linea-stack.txSender.devData" -}}
{{ .c.secretKeys.privateKey | quote }}: {{ .c.dev.privateKey | quote }}
{{ .c.secretKeys.toAddress | quote }}: {{ .c.dev.toAddress | quote }}
{{- end -}}

{{/* A number out of values is a float to Helm: 1000000 would print as 1e+06. */}}
{{- define "linea-stack.wei" -}}
{{- ternary (int64 .) . (kindIs "float64" .) -}}
{{- end -}}

{{- define "linea-stack.txSender.traffic" -}}
ingress: []
egress:
  - ports: [{{ .c.rpc.port }}]
    peers: [{{ ternary .c.rpc.service "internet" (has .c.rpc.service (list "besu" "sequencer")) }}]
{{- end -}}

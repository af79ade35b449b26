{{- define "linea-stack.ethstats.command" -}}
- /bin/sh
- /config/start-ethstats.sh
{{- end -}}

{{- define "linea-stack.ethstats.args" -}}[]{{- end -}}

{{- define "linea-stack.ethstats.env" -}}
PORT: "3000"
ETHSTATS_SECRET_FILE: {{ include "linea-stack.ethstatsSecretPath" . }}
{{- end -}}

{{- define "linea-stack.ethstats.ports" -}}
- {name: http, port: 3000, public: true}
{{- end -}}

{{- define "linea-stack.ethstats.handlers" -}}
startup: &up {httpGet: {path: /, port: http}}
liveness: *up
readiness: *up
{{- end -}}

{{- define "linea-stack.ethstats.mounts" -}}
{{ include "linea-stack.sharedSecretMounts" . }}
{{- end -}}

{{- define "linea-stack.ethstats.volumes" -}}
{{ include "linea-stack.sharedSecretVolumes" . }}
{{- end -}}

{{- define "linea-stack.ethstats.inits" -}}
{{ include "linea-stack.deriveInit" (merge (dict "wanted" (include "linea-stack.derived" . | fromJsonArray)) .) }}
{{- end -}}

{{- define "linea-stack.ethstats.files" -}}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "start-ethstats.sh") }}
{{ include "linea-stack.script" (dict "ctx" .ctx "script" "derive-secrets.sh") }}
{{- end -}}

{{/* /snapshot lets anybody write a heap dump of the server. */}}
{{- define "linea-stack.ethstats.closedPaths" -}}
- /snapshot
{{- end -}}

{{- define "linea-stack.ethstats.traffic" -}}
ingress:
  - {ports: [3000], peers: [public]}
  - {ports: [3000], peers: [sequencer, besu]}
egress: []
{{- end -}}

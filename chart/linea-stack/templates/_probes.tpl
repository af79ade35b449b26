{{/*
Probes of a component. A preset gives the handlers, `defaults.probes` the timing; a handler in the values replaces the preset's.
*/}}
{{- define "linea-stack.probes" -}}
{{- $handlers := include (printf "linea-stack.%s.handlers" .name) . | fromYaml -}}
{{- range $kind := list "startup" "liveness" "readiness" }}
{{- $probe := index $.c.probes $kind }}
{{- if $probe.enabled }}
{{- $own := pick $probe "httpGet" "tcpSocket" "exec" "grpc" }}
{{ $kind }}Probe:
  {{- toYaml (default (index $handlers $kind) $own) | nindent 2 }}
  {{- toYaml (omit $probe "enabled" "httpGet" "tcpSocket" "exec" "grpc") | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

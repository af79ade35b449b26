{{/*
Environment of a component as a list. It is kept as a map up to here, because server-side apply refuses a name twice.
A value is text, or a map such as `valueFrom: …`. Nothing may refer to another variable by $(NAME): the order is the names'.
*/}}
{{- define "linea-stack.env" -}}
{{- $chart := include (printf "linea-stack.%s.env" .name) . | fromYaml -}}
{{- range $name, $value := mergeOverwrite $chart (deepCopy (default dict .c.extraEnv)) }}
- name: {{ $name | toYaml }}
  {{- if kindIs "map" $value }}
  {{- toYaml $value | nindent 2 }}
  {{- else if kindIs "float64" $value }}
  {{- /* 1000000 would print as 1e+06 */}}
  value: {{ $value | toJson | quote }}
  {{- else }}
  value: {{ tpl (toString $value) $.ctx | quote }}
  {{- end }}
{{- end }}
{{- end -}}

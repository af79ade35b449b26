{{/* One value. JSON's strings, numbers and lists are TOML's too; Helm's own toToml prints 30000000 as 3e+07, a float. */}}
{{- define "linea-stack.tomlValue" -}}
{{- if kindIs "slice" . -}}
{{- $items := list -}}
{{- range . -}}
{{- $items = append $items (include "linea-stack.tomlValue" .) -}}
{{- end -}}
[{{ join ", " $items }}]
{{- else if and (kindIs "float64" .) (eq . (floor .)) -}}
{{- int64 . -}}
{{- else -}}
{{- toJson . -}}
{{- end -}}
{{- end -}}

{{/* A map as TOML, sub-maps as tables: (dict "map" $config "path" ""). A null leaves its key out. */}}
{{- define "linea-stack.toml" -}}
{{- range $key, $value := .map }}
{{- if not (or (kindIs "map" $value) (kindIs "invalid" $value)) }}
{{ $key }} = {{ include "linea-stack.tomlValue" $value }}
{{- end }}
{{- end }}
{{- range $key, $value := .map }}
{{- if kindIs "map" $value }}
{{- $path := ternary $key (printf "%s.%s" $.path $key) (eq $.path "") }}

[{{ $path }}]
{{- include "linea-stack.toml" (dict "map" $value "path" $path) }}
{{- end }}
{{- end }}
{{- end -}}

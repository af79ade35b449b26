{{/* Reference of an image: (dict "ctx" $ "image" .c.image). A digest wins over a tag. */}}
{{- define "linea-stack.image" -}}
{{- $registry := default .ctx.Values.global.imageRegistry .image.registry -}}
{{- $repository := ternary (printf "%s/%s" $registry .image.repository) .image.repository (ne $registry "") -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $repository .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository .image.tag -}}
{{- end -}}
{{- end -}}

{{/* `global` belongs to the parent chart, and other charts in it may want names as maps: both forms are taken. */}}
{{- define "linea-stack.pullSecrets" -}}
{{- with .ctx.Values.global.imagePullSecrets -}}
imagePullSecrets:
  {{- range . }}
  {{- if kindIs "map" . }}
  - name: {{ .name | toYaml }}
  {{- else }}
  - name: {{ . | toYaml }}
  {{- end }}
  {{- end }}
{{- end -}}
{{- end -}}

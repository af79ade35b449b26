{{/*
Puts the values of a component into `.c`: the defaults with the component's own on top. It gives no text, because a third of
a render would go into YAML that is written and read again for each object.
deepCopy, because a merge writes into its first argument: without it one component's nodeSelector reaches the next. The
component's own values need none, since nobody writes into `.c`; to copy them for each object was a tenth of a render.
*/}}
{{- define "linea-stack.merged" -}}
{{- $own := index .ctx.Values .name -}}
{{- $merged := mergeOverwrite (deepCopy .ctx.Values.defaults) $own -}}
{{- range $key := list "nodeSelector" "affinity" -}}
{{- if hasKey $own $key -}}
{{- $_ := set $merged $key (index $own $key) -}}
{{- end -}}
{{- end -}}
{{- $_ := set . "c" $merged -}}
{{- end -}}

{{/*
One object of one component, if that component is on: (dict "ctx" $ "name" "besu" "object" "statefulset").
Every template file of a component is one such line. All pieces it calls find the merged values in `.c`.
*/}}
{{- define "linea-stack.object" -}}
{{- include "linea-stack.merged" . -}}
{{- if .c.enabled -}}
{{- include (printf "linea-stack.%s" .object) . -}}
{{- end -}}
{{- end -}}

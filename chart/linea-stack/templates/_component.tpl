{{/*
Values of a component: the defaults with the component's own on top, as YAML.
deepCopy, because a merge writes into its first argument: without it one component's nodeSelector reaches the next.
*/}}
{{- define "linea-stack.component" -}}
{{- $own := index .ctx.Values .name -}}
{{- $merged := mergeOverwrite (deepCopy .ctx.Values.defaults) (deepCopy $own) -}}
{{- range $key := list "nodeSelector" "affinity" -}}
{{- if hasKey $own $key -}}
{{- $_ := set $merged $key (index $own $key) -}}
{{- end -}}
{{- end -}}
{{- toYaml $merged -}}
{{- end -}}

{{/*
One object of one component, if that component is on: (dict "ctx" $ "name" "besu" "object" "statefulset").
Every template file of a component is one such line. All pieces it calls find the merged values in `.c`.
*/}}
{{- define "linea-stack.object" -}}
{{- $scope := set . "c" (include "linea-stack.component" . | fromYaml) -}}
{{- if .c.enabled -}}
{{- include (printf "linea-stack.%s" .object) $scope -}}
{{- end -}}
{{- end -}}

{{/* A field of 0 is a value: only an absent one is left out. validate.yaml refuses both fields at once. */}}
{{- define "linea-stack.pdb" -}}
{{- if .c.pdb.enabled -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "linea-stack.metadata" . | nindent 2 }}
spec:
  {{- if not (kindIs "invalid" .c.pdb.minAvailable) }}
  minAvailable: {{ include "linea-stack.pdb.field" .c.pdb.minAvailable }}
  {{- end }}
  {{- if not (kindIs "invalid" .c.pdb.maxUnavailable) }}
  maxUnavailable: {{ include "linea-stack.pdb.field" .c.pdb.maxUnavailable }}
  {{- end }}
  {{- if semverCompare ">=1.27-0" .ctx.Capabilities.KubeVersion.Version }}
  {{- with .c.pdb.unhealthyPodEvictionPolicy }}
  unhealthyPodEvictionPolicy: {{ . }}
  {{- end }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "linea-stack.selectorLabels" . | nindent 6 }}
{{- end -}}
{{- end -}}

{{/* A number or a percentage; a number out of values would print as 1e+06. */}}
{{- define "linea-stack.pdb.field" -}}
{{- ternary . (int64 .) (kindIs "string" .) -}}
{{- end -}}

{{/* How many of its pods a budget lets a drain take away: (dict "pdb" .c.pdb "pods" 2). Percentages are rounded up, as Kubernetes does. */}}
{{- define "linea-stack.pdb.evictable" -}}
{{- if kindIs "invalid" .pdb.minAvailable -}}
{{- include "linea-stack.pdb.count" (dict "value" .pdb.maxUnavailable "pods" .pods) -}}
{{- else -}}
{{- sub .pods (include "linea-stack.pdb.count" (dict "value" .pdb.minAvailable "pods" .pods)) -}}
{{- end -}}
{{- end -}}

{{- define "linea-stack.pdb.count" -}}
{{- $text := toString .value -}}
{{- if hasSuffix "%" $text -}}
{{- divf (mulf .pods (trimSuffix "%" $text | float64)) 100 | ceil -}}
{{- else -}}
{{- int .value -}}
{{- end -}}
{{- end -}}

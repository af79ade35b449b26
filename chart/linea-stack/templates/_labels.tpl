{{/* What selectors and claim templates hold. None of it can ever change: see UPGRADING.md before you touch it. */}}
{{- define "linea-stack.selectorLabels" -}}
app: {{ include "linea-stack.name" .ctx | toYaml }}
app.kubernetes.io/name: {{ include "linea-stack.name" .ctx | toYaml }}
app.kubernetes.io/instance: {{ .ctx.Release.Name | toYaml }}
app.kubernetes.io/component: {{ include "linea-stack.componentName" . }}
{{- end -}}

{{/* Labels of an object: the chart's own win over its special ones in `.labels`, and these over everybody's. */}}
{{- define "linea-stack.labels" -}}
{{- toYaml (merge (include "linea-stack.ownLabels" . | fromYaml) (deepCopy (default dict .labels)) (deepCopy (default dict .ctx.Values.commonLabels))) -}}
{{- end -}}

{{- define "linea-stack.ownLabels" -}}
{{ include "linea-stack.selectorLabels" . }}
app.kubernetes.io/version: {{ .ctx.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .ctx.Release.Service }}
app.kubernetes.io/part-of: {{ include "linea-stack.name" .ctx | toYaml }}
helm.sh/chart: {{ printf "%s-%s" .ctx.Chart.Name .ctx.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Labels of a pod: without chart and version, which would restart every node at each release of the chart. */}}
{{- define "linea-stack.podLabels" -}}
{{ toYaml (merge (include "linea-stack.selectorLabels" . | fromYaml) (dict "app.kubernetes.io/part-of" (include "linea-stack.name" .ctx)) (deepCopy (default dict .c.podLabels)) (deepCopy (default dict .ctx.Values.commonLabels))) }}
{{- end -}}

{{/* Head of every object: (dict "ctx" $ "name" "besu" "suffix" "besu-svc" "annotations" (dict) "labels" (dict)). */}}
{{- define "linea-stack.metadata" -}}
name: {{ include "linea-stack.resource" (dict "ctx" .ctx "suffix" (default (include "linea-stack.componentName" .) .suffix)) }}
namespace: {{ include "linea-stack.namespace" .ctx | toYaml }}
labels:
  {{- include "linea-stack.labels" . | nindent 2 }}
{{- with merge (deepCopy (default dict .annotations)) (deepCopy (default dict .ctx.Values.commonAnnotations)) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

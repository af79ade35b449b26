{{/* Head of an object that may stand in Prometheus' namespace. Every chain of the cluster has one there, so that its name begins with this chain's namespace. */}}
{{- define "linea-stack.monitoringMetadata" -}}
{{- $metadata := include "linea-stack.metadata" (merge (dict "labels" .settings.labels) .) | fromYaml -}}
{{- $namespace := default $metadata.namespace .settings.namespace -}}
{{- if ne $namespace $metadata.namespace -}}
{{- $_ := set $metadata "name" (printf "%s-%s" $metadata.namespace $metadata.name) -}}
{{- end -}}
{{- toYaml (set $metadata "namespace" $namespace) -}}
{{- end -}}

{{/* One target per pod: only the headless Service carries the label, and a test counts the targets. */}}
{{- define "linea-stack.servicemonitor" -}}
{{- $monitor := .ctx.Values.metrics.serviceMonitor -}}
{{- if $monitor.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "linea-stack.monitoringMetadata" (merge (dict "settings" $monitor) .) | nindent 2 }}
spec:
  # The ServiceMonitor may stand in Prometheus' namespace; the pods do not.
  namespaceSelector:
    matchNames: [{{ include "linea-stack.namespace" .ctx | quote }}]
  selector:
    matchLabels:
      {{- include "linea-stack.selectorLabels" . | nindent 6 }}
      linea-stack/metrics: "true"
  endpoints:
    - port: metrics
      path: /metrics
      interval: {{ $monitor.interval }}
      scrapeTimeout: {{ $monitor.scrapeTimeout }}
      {{- with $monitor.relabelings }}
      relabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $monitor.metricRelabelings }}
      metricRelabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}
{{- end -}}

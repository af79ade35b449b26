{{/* One target per pod: only the headless Service carries the label, and a test counts the targets. */}}
{{- define "linea-stack.servicemonitor" -}}
{{- $monitor := .ctx.Values.metrics.serviceMonitor -}}
{{- if $monitor.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- $namespace := default (include "linea-stack.namespace" .ctx) $monitor.namespace }}
  {{- $metadata := include "linea-stack.metadata" (merge (dict "labels" $monitor.labels) .) | fromYaml }}
  {{- toYaml (set $metadata "namespace" $namespace) | nindent 2 }}
spec:
  # The ServiceMonitor may stand in Prometheus' namespace; the pods do not.
  namespaceSelector:
    matchNames: [{{ include "linea-stack.namespace" .ctx }}]
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

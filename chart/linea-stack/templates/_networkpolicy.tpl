{{/*
One policy per component: nothing goes in or out but what `linea-stack.<name>.traffic` lists. An entry names ports and peers;
a peer is a component, or `dns`, `scraper`, `public` or `internet`.
*/}}
{{- define "linea-stack.networkpolicy" -}}
{{- if .ctx.Values.networkPolicy.enabled -}}
{{- $traffic := include (printf "linea-stack.%s.traffic" .name) . | fromYaml -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "linea-stack.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "linea-stack.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- $dns := dict "ports" (list "dns") "peers" (list "dns") }}
  {{- include "linea-stack.trafficRules" (dict "ctx" .ctx "direction" "ingress" "entries" $traffic.ingress "side" "from") | nindent 2 }}
  {{- include "linea-stack.trafficRules" (dict "ctx" .ctx "direction" "egress" "entries" (prepend $traffic.egress $dns) "side" "to") | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "linea-stack.trafficRules" -}}
{{ .direction }}:{{ if not .entries }} []{{ end }}
{{- range .entries }}
{{- $peers := list }}
{{- range .peers }}
{{- $peers = concat $peers (include "linea-stack.trafficPeers" (dict "ctx" $.ctx "peer" .) | fromYamlArray) }}
{{- end }}
  - ports:
      {{- range .ports }}
      {{- if eq (toString .) "dns" }}
      {{- range $.ctx.Values.networkPolicy.dnsPorts }}
      - {port: {{ . }}, protocol: UDP}
      - {port: {{ . }}, protocol: TCP}
      {{- end }}
      {{- else if eq (toString .) "p2p" }}
      - {port: 30303, protocol: TCP}
      - {port: 30303, protocol: UDP}
      {{- else }}
      - {port: {{ . }}, protocol: TCP}
      {{- end }}
      {{- end }}
    {{- with $peers }}
    {{ $.side }}:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
{{- end -}}

{{/* Peers as a list; an empty list means everybody, as the API has it. */}}
{{- define "linea-stack.trafficPeers" -}}
{{- $policy := .ctx.Values.networkPolicy -}}
{{- if eq .peer "dns" -}}
{{ toYaml $policy.dns }}
{{- else if eq .peer "scraper" -}}
{{ toYaml $policy.scrapers }}
{{- else if eq .peer "public" -}}
{{ toYaml $policy.clients }}
{{- else if eq .peer "internet" -}}
[]
{{- else -}}
- podSelector:
    matchLabels:
      {{- include "linea-stack.selectorLabels" (dict "ctx" .ctx "name" .peer) | nindent 6 }}
{{- end -}}
{{- end -}}

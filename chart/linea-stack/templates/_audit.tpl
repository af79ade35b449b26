{{/*
Findings of the audit in NOTES.txt, one a line: "<state>|<subject>|<finding>". A state is ok, warn or ERROR.
*/}}
{{- define "linea-stack.audit" -}}
{{- include "linea-stack.audit.blocks" . }}
{{- include "linea-stack.audit.redundancy" . }}
{{- include "linea-stack.audit.exposure" . }}
{{- include "linea-stack.audit.secrets" . }}
{{- include "linea-stack.audit.backup" . }}
{{- include "linea-stack.audit.monitoring" . }}
{{- end -}}

{{/* Besu does nothing by itself: maru has it build blocks and follow them. */}}
{{- define "linea-stack.audit.blocks" -}}
{{- if not .Values.maru.enabled }}
warn|blocks|No maru here: unless another one calls their Engine API, the nodes build no blocks and follow none.
{{- else if .Values.besu.enabled }}
{{- $most := include "linea-stack.besu.maxReplicas" . | int }}
ok|blocks|maru drives {{ $most }} besu node{{ if ne $most 1 }}s{{ end }} by name. One beyond {{ ternary "besu.autoscaling.maxReplicas" "besu.replicas" .Values.besu.autoscaling.enabled }} would follow nothing.
{{- end }}
{{- end -}}

{{- define "linea-stack.audit.redundancy" -}}
{{- range $name := list "sequencer" "maru" }}
{{- $component := index $.Values $name }}
{{- if and $component.enabled (eq (int $component.replicas) 1) }}
{{- if not $component.pdb.enabled }}
warn|redundancy|{{ $name }} has no disruption budget: a drain stops the chain without asking.
{{- else if include "linea-stack.pdb.evictable" (dict "pdb" $component.pdb "pods" 1) | int | lt 0 }}
ok|redundancy|A drain may move {{ $name }}; the chain stands still meanwhile.
{{- else }}
warn|redundancy|The disruption budget of {{ $name }} blocks every drain of its node. Before maintenance: kubectl scale statefulset/{{ include "linea-stack.componentFullname" (dict "ctx" $ "name" $name) }} --replicas=0
{{- end }}
{{- end }}
{{- end }}
{{- if .Values.besu.enabled }}
{{- $least := ternary .Values.besu.autoscaling.minReplicas .Values.besu.replicas .Values.besu.autoscaling.enabled | int }}
{{- if lt $least 2 }}
warn|redundancy|One besu node answers all calls. Two (besu.autoscaling.minReplicas, or besu.replicas) survive a drain.
{{- else }}
ok|redundancy|At least {{ $least }} besu nodes.
{{- end }}
{{- if and .Values.besu.pdb.enabled (gt $least 0) (include "linea-stack.pdb.evictable" (dict "pdb" .Values.besu.pdb "pods" $least) | int | ge 0) }}
warn|redundancy|The disruption budget of besu blocks every drain while there are {{ $least }} nodes. Set besu.pdb.maxUnavailable=1 and besu.pdb.minAvailable=null.
{{- end }}
{{- if and .Values.besu.autoscaling.enabled (eq .Values.besu.probes.preset "basic") }}
warn|redundancy|A new besu pod gets calls seconds after its start, long before it has synchronised. Set besu.probes.preset=health.
{{- end }}
{{- if and .Values.besu.autoscaling.enabled .Values.besu.autoscaling.targetMemoryUtilizationPercentage }}
warn|redundancy|A Java heap does not shrink: the memory target adds besu pods and rarely removes one. null removes the target.
{{- end }}
{{- if eq .Values.besu.sequencerPeer.mode "podIP" }}
warn|redundancy|besu keeps the sequencer's first address. After the sequencer moved, restart besu, or set besu.sequencerPeer.mode=clusterIP.
{{- end }}
{{- end }}
{{- end -}}

{{- define "linea-stack.audit.exposure" -}}
{{- range $name := list "besu" "ethstats" }}
{{- $component := index $.Values $name }}
{{- if $component.enabled }}
{{- include "linea-stack.audit.service" (dict "name" $name "service" $component.service) }}
{{- if $component.ingress.enabled }}
{{ ternary "ok" "warn" (ne (len (default list $component.ingress.tls)) 0) }}|exposure|{{ $name }}.ingress serves {{ include "linea-stack.audit.hosts" $component.ingress.hosts }}{{ if not $component.ingress.tls }} without TLS: set {{ $name }}.ingress.tls{{ end }}.
{{- end }}
{{- if $component.httpRoute.enabled }}
ok|exposure|{{ $name }}.httpRoute serves {{ include "linea-stack.audit.hosts" $component.httpRoute.hosts }} through {{ include "linea-stack.audit.gateways" $component.httpRoute.parentRefs }}.
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.ethstats.enabled .Values.ethstats.ingress.enabled }}
warn|exposure|ethstats.ingress passes /snapshot on, which writes a heap dump for anybody. Close that path in the Ingress controller, or use ethstats.httpRoute.
{{- end }}
{{- if .Values.networkPolicy.enabled }}
ok|exposure|NetworkPolicies close all other ports.
{{- else }}
warn|exposure|Every pod of the cluster reaches every port, the Engine API too (which asks for a JWT). networkPolicy.enabled=true closes them.
{{- end }}
{{- end -}}

{{- define "linea-stack.audit.service" -}}
{{- if ne .service.type "LoadBalancer" }}
{{ ternary "warn" "ok" (eq .service.type "NodePort") }}|exposure|{{ .name }}.service is {{ .service.type }}{{ if eq .service.type "NodePort" }}: whoever reaches a node may call{{ end }}.
{{- else if .service.loadBalancerSourceRanges }}
ok|exposure|{{ .name }}.service is LoadBalancer for {{ join ", " .service.loadBalancerSourceRanges }}.
{{- else }}
ERROR|exposure|Everybody may call {{ .name }}: {{ .name }}.service is a LoadBalancer without loadBalancerSourceRanges.
{{- end }}
{{- end -}}

{{- define "linea-stack.audit.hosts" -}}
{{- range $index, $host := . }}{{ if $index }}, {{ end }}{{ $host.host }}{{ end }}
{{- end -}}

{{- define "linea-stack.audit.gateways" -}}
{{- range $index, $gateway := . }}{{ if $index }}, {{ end }}{{ $gateway.name }}{{ end }}
{{- end -}}

{{- define "linea-stack.audit.secrets" -}}
{{- range $name := list "sequencer" "maru" "txSender" }}
{{- $component := index $.Values $name }}
{{- if and $component.enabled $component.dev.enabled }}
ERROR|secrets|The key of {{ $name }} stands in the values in plain text. For development only: {{ $name }}.dev.enabled=true.
{{- else if $component.enabled }}
ok|secrets|{{ $name }} needs the Secret {{ include "linea-stack.keySecretName" (dict "ctx" $ "name" $name) }}.
{{- end }}
{{- end }}
{{- if not .Values.engine.jwt.secretName }}
warn|secrets|For the Engine API's JWT the pods of maru{{ if not .Values.engine.jwt.besuSecretName }} and besu{{ end }} mount the sequencer's private key. Give them a Secret with engine.jwt.secretName; helm linea keys makes it.
{{- else if and .Values.besu.enabled (not .Values.engine.jwt.besuSecretName) }}
warn|secrets|A besu pod holds the JWT that the sequencer obeys. Give besu one of its own with engine.jwt.besuSecretName; helm linea keys makes it.
{{- end }}
{{- if and .Values.ethstats.enabled (not .Values.ethstats.secretName) }}
warn|secrets|For the word that nodes log in with the pods of ethstats and besu mount the sequencer's private key. Give them a Secret with ethstats.secretName; helm linea keys makes it.
{{- end }}
{{- end -}}

{{- define "linea-stack.audit.backup" -}}
{{- if .Values.backup.enabled }}
ok|backup|{{ join ", " .Values.backup.components }}, schedule {{ .Values.backup.schedule }}, mode {{ .Values.backup.mode }}.
{{- if not .Values.backup.encryption.secretName }}
warn|backup|Backups are not encrypted by restic. The bucket should encrypt them, or set backup.encryption.secretName.
{{- end }}
{{- if not .Values.backup.drill.enabled }}
warn|backup|Nobody knows whether these backups restore. backup.drill.enabled=true tries it every week.
{{- end }}
{{- else }}
warn|backup|There is none. A lost sequencer or maru volume is a lost chain.
{{- end }}
{{- end -}}

{{- define "linea-stack.audit.monitoring" -}}
{{- if .Values.metrics.serviceMonitor.enabled }}
ok|monitoring|ServiceMonitors in namespace {{ default (include "linea-stack.namespace" .) .Values.metrics.serviceMonitor.namespace }}.
{{- if not .Values.metrics.serviceMonitor.labels }}
warn|monitoring|A Prometheus of kube-prometheus-stack selects by label; no targets means: set metrics.serviceMonitor.labels.release.
{{- end }}
{{- else }}
warn|monitoring|Nothing is scraped: metrics.serviceMonitor.enabled is false.
{{- end }}
{{- if not .Values.metrics.prometheusRule.enabled }}
warn|monitoring|No alerts: metrics.prometheusRule.enabled is false.
{{- end }}
{{- end -}}

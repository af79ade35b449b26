{{/* One alert for each file in files/rules; the file's name is the alert's. Words in capitals stand for what is this release's. */}}
{{- define "linea-stack.rules" -}}
{{- $settings := .Values.metrics.prometheusRule -}}
{{- $left := concat (default list $settings.disabled) (include "linea-stack.rulesWithoutSubject" . | fromYamlArray) }}
{{- range $path, $_ := .Files.Glob "files/rules/*.yaml" }}
{{- $alert := base $path | trimSuffix ".yaml" }}
{{- if not (has $alert $left) }}
{{- $text := $.Files.Get $path | replace "NAMESPACE" (include "linea-stack.namespace" $) | replace "NAME" (include "linea-stack.fullname" $) }}
{{- $text = replace "CLAIMS" (include "linea-stack.claims" $) $text }}
{{- $text = replace "HTTP_CONNECTIONS" (include "linea-stack.besu.mostConnections" (dict "ctx" $ "of" "http")) $text }}
{{- $text = replace "WS_CONNECTIONS" (include "linea-stack.besu.mostConnections" (dict "ctx" $ "of" "ws")) $text }}
{{- $rule := $text | replace "STALE_SECONDS" (int64 $.Values.backup.staleAfterSeconds | toString) | fromYaml }}
{{- $runbook := dict "runbook_url" (printf "%s%s.md" $settings.runbookUrl $alert) }}
- alert: {{ $alert }}
  {{- toYaml (merge (dict "annotations" $runbook) $rule) | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Connections that a besu node takes; 80 is Besu's own limit. */}}
{{- define "linea-stack.besu.mostConnections" -}}
{{- default 80 (get (default dict .ctx.Values.besu.config) (printf "rpc-%s-max-active-connections" .of)) | int64 -}}
{{- end -}}

{{/* Names of the nodes' claims, as a regular expression. */}}
{{- define "linea-stack.claims" -}}
{{- $names := list }}
{{- range $name := list "sequencer" "maru" "besu" }}
{{- $own := printf "data-%s-[0-9]+" (include "linea-stack.componentFullname" (dict "ctx" $ "name" $name)) }}
{{- $names = append $names (default $own (index $.Values $name).persistence.existingClaim) }}
{{- end }}
{{- join "|" $names }}
{{- end -}}

{{/* Alerts about something that these values leave out. */}}
{{- define "linea-stack.rulesWithoutSubject" -}}
{{- $values := .Values }}
{{- if not (and $values.sequencer.enabled (or $values.chain.allowEmptyBlocks $values.txSender.enabled)) }}
- LineaSequencerStalled
{{- end }}
{{- if not $values.besu.enabled }}
- LineaFollowerWithoutPeer
- LineaRpcConnectionsAlmostUsed
{{- end }}
{{- if not (and $values.besu.enabled $values.sequencer.enabled) }}
- LineaFollowerBehind
{{- end }}
{{- if not (and $values.besu.enabled $values.besu.autoscaling.enabled) }}
- LineaAutoscalerAtMaximum
{{- end }}
{{- if not $values.backup.enabled }}
- LineaBackupFailed
- LineaBackupStale
{{- end }}
{{- end -}}

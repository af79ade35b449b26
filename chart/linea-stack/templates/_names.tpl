{{- define "linea-stack.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/*
First part of every object's name. It is cut here, for all names alike, so that alerts and selectors of names can rely on it.
52 characters is what a CronJob may have, and a StatefulSet whose pods carry its name and a hash in a label: the longest
suffix, `-restore-sequencer`, leaves 34. A release's name may have dots, which a Service's may not.
*/}}
{{- define "linea-stack.fullname" -}}
{{- $usual := printf "%s-%s" .Release.Name (include "linea-stack.name" .) -}}
{{- if contains (include "linea-stack.name" .) .Release.Name -}}
{{- $usual = .Release.Name -}}
{{- end -}}
{{- default ($usual | replace "." "-") .Values.fullnameOverride | trunc 34 | trimSuffix "-" -}}
{{- end -}}

{{- define "linea-stack.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{/* Name of an object: (dict "ctx" $ "suffix" "besu-svc"). */}}
{{- define "linea-stack.resource" -}}
{{- printf "%s-%s" (include "linea-stack.fullname" .ctx) .suffix -}}
{{- end -}}

{{/* Name of a component as labels and objects have it: (dict "name" "txSender") is tx-sender. */}}
{{- define "linea-stack.componentName" -}}
{{- kebabcase .name -}}
{{- end -}}

{{- define "linea-stack.componentFullname" -}}
{{- include "linea-stack.resource" (dict "ctx" .ctx "suffix" (include "linea-stack.componentName" .)) -}}
{{- end -}}

{{- define "linea-stack.serviceAccountName" -}}
{{- if .c.serviceAccount.name -}}
{{- .c.serviceAccount.name -}}
{{- else if .c.serviceAccount.create -}}
{{- include "linea-stack.componentFullname" . -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{/* Full DNS name of a Service: (dict "ctx" $ "service" "besu-svc"). It ends in a dot, so that no search list is tried. */}}
{{- define "linea-stack.host" -}}
{{- $service := include "linea-stack.resource" (dict "ctx" .ctx "suffix" .service) -}}
{{- printf "%s.%s.svc.%s." $service (include "linea-stack.namespace" .ctx) .ctx.Values.clusterDomain -}}
{{- end -}}

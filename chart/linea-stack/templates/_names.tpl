{{- define "linea-stack.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "linea-stack.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains (include "linea-stack.name" .) .Release.Name -}}
{{- .Release.Name -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "linea-stack.name" .) -}}
{{- end -}}
{{- end -}}

{{- define "linea-stack.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{/*
Name of an object: (dict "ctx" $ "suffix" "besu-svc"). Only the first part is ever cut, so that suffixes stay distinct.
52 characters is what a CronJob may have, and a StatefulSet whose pods carry its name and a hash in a label.
*/}}
{{- define "linea-stack.resource" -}}
{{- $room := sub 51 (len .suffix) | int -}}
{{- printf "%s-%s" (include "linea-stack.fullname" .ctx | trunc $room | trimSuffix "-") .suffix -}}
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

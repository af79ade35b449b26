{{/* What the schema cannot say, because it is about two values at once. Each message: the values, the problem, the fix. */}}
{{- define "linea-stack.validate" -}}
{{- range $name := list "sequencer" "maru" "besu" -}}
{{- $pdb := (index $.Values $name).pdb -}}
{{- if and $pdb.enabled (not (kindIs "invalid" $pdb.minAvailable)) (not (kindIs "invalid" $pdb.maxUnavailable)) -}}
{{- fail (printf "%s.pdb.minAvailable and %s.pdb.maxUnavailable are both set, and Kubernetes allows one; set the other to null" $name $name) -}}
{{- end -}}
{{- if and $pdb.enabled (kindIs "invalid" $pdb.minAvailable) (kindIs "invalid" $pdb.maxUnavailable) -}}
{{- fail (printf "%s.pdb is enabled, but neither minAvailable nor maxUnavailable is set; set one, or %s.pdb.enabled=false" $name $name) -}}
{{- end -}}
{{- end -}}

{{- if and .Values.besu.autoscaling.enabled (gt (int .Values.besu.autoscaling.minReplicas) (int .Values.besu.autoscaling.maxReplicas)) -}}
{{- fail "besu.autoscaling.minReplicas is above besu.autoscaling.maxReplicas; raise the second or lower the first" -}}
{{- end -}}

{{- include "linea-stack.validateDev" (dict "values" .Values "name" "sequencer" "key" "p2pKeySecretName" "default" "linea-stack-sequencer-p2p-key" "needed" (list "p2pKey")) -}}
{{- include "linea-stack.validateDev" (dict "values" .Values "name" "maru" "key" "p2pKeySecretName" "default" "linea-stack-maru-p2p-key" "needed" (list "p2pKey")) -}}
{{- include "linea-stack.validateDev" (dict "values" .Values "name" "txSender" "key" "secretName" "default" "linea-stack-tx-sender-secrets" "needed" (list "privateKey" "toAddress")) -}}
{{- end -}}

{{/* Keys in plain text and a Secret of the user's exclude each other, and neither is taken silently. */}}
{{- define "linea-stack.validateDev" -}}
{{- $own := index .values .name -}}
{{- if and $own.enabled $own.dev.enabled -}}
{{- range $key := .needed -}}
{{- if not (index $own.dev $key) -}}
{{- fail (printf "%s.dev.enabled is true, but %s.dev.%s is empty; set it, or turn dev off and create the Secret" $.name $.name $key) -}}
{{- end -}}
{{- end -}}
{{- if ne (index $own .key) .default -}}
{{- fail (printf "%s.dev.enabled and %s.%s are both set, and only one of them can give the key; remove one" .name .name .key) -}}
{{- end -}}
{{- else if $own.enabled -}}
{{- range $key := .needed -}}
{{- if index $own.dev $key -}}
{{- fail (printf "%s.dev.%s is set, but %s.dev.enabled is false, so that the key would stand in your values for nothing; remove it" $.name $key $.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

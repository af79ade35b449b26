{{- define "linea-stack.genesisConfigMap" -}}
{{- $own := include "linea-stack.resource" (dict "ctx" . "suffix" "genesis") -}}
{{- default $own .Values.chain.genesis.existingConfigMap -}}
{{- end -}}

{{/* Both genesis files as ConfigMap data. Their bytes may never move between releases of the chart: a golden test holds them. */}}
{{- define "linea-stack.genesis" -}}
{{- if not .Values.chain.genesis.existingConfigMap -}}
genesis.json: |
  {{- include "linea-stack.executionGenesis" . | nindent 2 }}
maru-genesis.json: |
  {{- include "linea-stack.maruGenesis" . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "linea-stack.executionGenesis" -}}
{{- $genesis := .Files.Get "files/genesis/genesis.json" | fromJson -}}
{{- $contracts := .Files.Get "files/genesis/system-contracts.json" | fromJson -}}
{{- $_ := set $genesis.config "chainId" (int64 .Values.chain.id) -}}
{{- $_ := set $genesis "gasLimit" .Values.chain.genesis.gasLimit -}}
{{- $_ := set $genesis "baseFeePerGas" .Values.chain.genesis.baseFeePerGas -}}
{{- $_ := set $genesis "alloc" (merge $contracts (deepCopy (default dict .Values.chain.genesis.alloc))) -}}
{{- toPrettyJson $genesis -}}
{{- end -}}

{{/* VALIDATOR stands for the address of maru's own key, which derive-validator.sh fills in. */}}
{{- define "linea-stack.maruGenesis" -}}
{{- $validators := default (list "VALIDATOR") .Values.chain.validators -}}
{{- $fork := dict "type" "qbft" "blockTimeSeconds" (int64 .Values.chain.blockTimeSeconds) "validatorSet" $validators "elFork" "Prague" -}}
{{- toPrettyJson (dict "chainId" (int64 .Values.chain.id) "config" (dict "0" $fork)) -}}
{{- end -}}

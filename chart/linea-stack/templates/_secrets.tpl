{{/* Name of the Secret that a component takes its private key from: (dict "ctx" $ "name" "sequencer"). */}}
{{- define "linea-stack.keySecretName" -}}
{{- $own := index .ctx.Values .name -}}
{{- if $own.dev.enabled -}}
{{- include "linea-stack.componentFullname" . }}-dev
{{- else -}}
{{- default $own.secretName $own.p2pKeySecretName -}}
{{- end -}}
{{- end -}}

{{/* Development only: a Secret out of plain values, under another name than the real one's so that it never replaces it. */}}
{{- define "linea-stack.devSecret" -}}
{{- if .c.dev.enabled -}}
apiVersion: v1
kind: Secret
metadata:
  {{- include "linea-stack.metadata" (merge (dict "suffix" (printf "%s-dev" (include "linea-stack.componentName" .))) .) | nindent 2 }}
type: Opaque
stringData:
  {{- include (printf "linea-stack.%s.devData" .name) . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* Volume with a component's private key: (dict "ctx" $ "name" "sequencer"). */}}
{{- define "linea-stack.keyVolume" -}}
- name: {{ .name }}-key
  secret:
    secretName: {{ include "linea-stack.keySecretName" . | toYaml }}
    defaultMode: 288 # 0440
    items:
      - key: {{ (index .ctx.Values .name).p2pKeySecretKey | toYaml }}
        path: key
{{- end -}}

{{/*
Shared secrets that nobody has to create: an init container derives them from the sequencer's p2p key, one way and
the same in every pod. A pod's main container never sees that key. (dict "ctx" $ "wanted" (list "sequencer-jwt"))
*/}}
{{- define "linea-stack.deriveInit" -}}
{{- if .wanted }}
- name: derive-secrets
  image: {{ include "linea-stack.image" (dict "ctx" .ctx "image" .ctx.Values.tools.image) }}
  imagePullPolicy: {{ .c.imagePullPolicy }}
  command: [/bin/sh, /config/derive-secrets.sh]
  args: {{ toJson .wanted }}
  resources:
    {{- toYaml .ctx.Values.tools.resources | nindent 4 }}
  securityContext:
    {{- toYaml .c.securityContext | nindent 4 }}
  volumeMounts:
    - name: config
      mountPath: /config
      readOnly: true
    - name: sequencer-key
      mountPath: /secrets/sequencer
      readOnly: true
    - name: shared
      mountPath: /run/linea
{{- end }}
{{- end -}}

{{/*
Whose JWT secrets a component holds. The sequencer and the followers have one each, so that a follower, which serves the
public, holds nothing that the sequencer obeys; maru calls both.
*/}}
{{- define "linea-stack.jwtsOf" -}}
{{- if eq .name "maru" -}}
{{- toJson (ternary (list "sequencer" "besu") (list "sequencer") .ctx.Values.besu.enabled) -}}
{{- else -}}
{{- toJson (ternary list (list .name) (eq .name "ethstats")) -}}
{{- end -}}
{{- end -}}

{{/* Secret of the user's with such a JWT secret, or "": (dict "ctx" $ "of" "besu"). */}}
{{- define "linea-stack.jwtSecretName" -}}
{{- $jwt := .ctx.Values.engine.jwt -}}
{{- ternary (default $jwt.secretName $jwt.besuSecretName) $jwt.secretName (eq .of "besu") -}}
{{- end -}}

{{/* Names of the secrets a component derives: those without a Secret of their own. */}}
{{- define "linea-stack.derived" -}}
{{- $wanted := list -}}
{{- range $of := include "linea-stack.jwtsOf" . | fromJsonArray -}}
{{- if not (include "linea-stack.jwtSecretName" (dict "ctx" $.ctx "of" $of)) -}}
{{- $wanted = append $wanted (printf "%s-jwt" $of) -}}
{{- end -}}
{{- end -}}
{{- if and (ne .name "maru") .ctx.Values.ethstats.enabled (not .ctx.Values.ethstats.secretName) -}}
{{- $wanted = append $wanted "ethstats" -}}
{{- end -}}
{{- toJson $wanted -}}
{{- end -}}

{{/* Volumes of the shared secrets: each from its own Secret, or the key they are derived from. */}}
{{- define "linea-stack.sharedSecretVolumes" -}}
- name: shared
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
{{- if and (ne .name "sequencer") (include "linea-stack.derived" . | fromJsonArray) }}
{{ include "linea-stack.keyVolume" (dict "ctx" .ctx "name" "sequencer") }}
{{- end }}
{{- range $of := include "linea-stack.jwtsOf" . | fromJsonArray }}
{{- with include "linea-stack.jwtSecretName" (dict "ctx" $.ctx "of" $of) }}
- name: {{ $of }}-jwt
  secret:
    secretName: {{ . | toYaml }}
    defaultMode: 288 # 0440
    items:
      - key: {{ $.ctx.Values.engine.jwt.secretKey | toYaml }}
        path: {{ $of }}-jwt
{{- end }}
{{- end }}
{{- if and (ne .name "maru") .ctx.Values.ethstats.enabled }}
{{- with .ctx.Values.ethstats.secretName }}
- name: ethstats-secret
  secret:
    secretName: {{ . | toYaml }}
    defaultMode: 288 # 0440
    items:
      - key: {{ $.ctx.Values.ethstats.secretKey | toYaml }}
        path: ethstats
{{- end }}
{{- end }}
{{- end -}}

{{- define "linea-stack.sharedSecretMounts" -}}
- name: shared
  mountPath: /run/linea
  readOnly: true
{{- range $of := include "linea-stack.jwtsOf" . | fromJsonArray }}
{{- if include "linea-stack.jwtSecretName" (dict "ctx" $.ctx "of" $of) }}
- name: {{ $of }}-jwt
  mountPath: /secrets/{{ $of }}-jwt
  readOnly: true
{{- end }}
{{- end }}
{{- if and (ne .name "maru") .ctx.Values.ethstats.enabled .ctx.Values.ethstats.secretName }}
- name: ethstats-secret
  mountPath: /secrets/ethstats
  readOnly: true
{{- end }}
{{- end -}}

{{/* File with a JWT secret: (dict "ctx" $ "of" "besu"). */}}
{{- define "linea-stack.jwtPath" -}}
{{- $folder := ternary "/run/linea" (printf "/secrets/%s-jwt" .of) (eq (include "linea-stack.jwtSecretName" .) "") -}}
{{- printf "%s/%s-jwt" $folder .of -}}
{{- end -}}

{{- define "linea-stack.ethstatsSecretPath" -}}
{{- ternary "/secrets/ethstats/ethstats" "/run/linea/ethstats" (ne .ctx.Values.ethstats.secretName "") -}}
{{- end -}}

{{/* The least that each mode needs, in this namespace only. */}}
{{- define "linea-stack.backupRole" -}}
{{- if include "linea-stack.backup.usesApi" . | eq "true" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  {{- include "linea-stack.metadata" . | nindent 2 }}
rules:
  {{- if eq .c.mode "quiesced" }}
  {{- $workloads := list }}
  {{- range .c.components }}
  {{- $workloads = append $workloads (include "linea-stack.backup.workload" (merge (dict "of" .) $)) }}
  {{- end }}
  - apiGroups: [apps]
    resources: [statefulsets, statefulsets/scale]
    resourceNames: {{ toJson $workloads }}
    verbs: [get, patch, update]
  - apiGroups: [""]
    resources: [pods]
    verbs: [get, list, watch]
  {{- else }}
  {{- $names := list }}
  {{- range .c.components }}
  {{- $names = append $names (include "linea-stack.backup.jobName" (merge (dict "of" .) $)) }}
  {{- end }}
  # `create` cannot be limited to names.
  - apiGroups: [snapshot.storage.k8s.io]
    resources: [volumesnapshots]
    verbs: [create, list, watch]
  - apiGroups: [snapshot.storage.k8s.io]
    resources: [volumesnapshots]
    resourceNames: {{ toJson $names }}
    verbs: [get, delete]
  - apiGroups: [""]
    resources: [persistentvolumeclaims]
    verbs: [create, list, watch]
  - apiGroups: [""]
    resources: [persistentvolumeclaims]
    resourceNames: {{ toJson $names }}
    verbs: [get, delete]
  - apiGroups: [batch]
    resources: [jobs]
    verbs: [create, list, watch]
  - apiGroups: [batch]
    resources: [jobs]
    resourceNames: {{ toJson $names }}
    verbs: [get, delete]
  - apiGroups: [""]
    resources: [pods, pods/log]
    verbs: [get, list, watch]
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "linea-stack.backupRoleBinding" -}}
{{- if include "linea-stack.backup.usesApi" . | eq "true" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "linea-stack.metadata" . | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "linea-stack.componentFullname" . }}
subjects:
  - kind: ServiceAccount
    name: {{ include "linea-stack.serviceAccountName" . | toYaml }}
    namespace: {{ include "linea-stack.namespace" .ctx | toYaml }}
{{- end -}}
{{- end -}}

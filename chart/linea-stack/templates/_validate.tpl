{{/* What the schema cannot say, because it is about two values at once. Each message: the values, the problem, the fix. */}}
{{- define "linea-stack.validate" -}}
{{- include "linea-stack.validateNeeded" . -}}
{{- include "linea-stack.validateImages" . -}}
{{- if regexMatch "^[0-9]" (include "linea-stack.fullname" .) -}}
{{- fail (printf "all names begin with %s, and a Service's has to begin with a letter; set fullnameOverride" (include "linea-stack.fullname" .)) -}}
{{- end -}}
{{- range $name := list "sequencer" "maru" "besu" -}}
{{- $pdb := (index $.Values $name).pdb -}}
{{- if and $pdb.enabled (not (kindIs "invalid" $pdb.minAvailable)) (not (kindIs "invalid" $pdb.maxUnavailable)) -}}
{{- fail (printf "%s.pdb.minAvailable and %s.pdb.maxUnavailable are both set, and Kubernetes allows one; set the one you do not want to null" $name $name) -}}
{{- end -}}
{{- if and $pdb.enabled (kindIs "invalid" $pdb.minAvailable) (kindIs "invalid" $pdb.maxUnavailable) -}}
{{- fail (printf "%s.pdb is enabled, but neither minAvailable nor maxUnavailable is set; set one, or %s.pdb.enabled=false" $name $name) -}}
{{- end -}}
{{- end -}}

{{- if and .Values.besu.persistence.existingClaim (or .Values.besu.autoscaling.enabled (gt (int .Values.besu.replicas) 1)) -}}
{{- fail "besu.persistence.existingClaim is one volume, and besu may run several pods; set besu.autoscaling.enabled=false and besu.replicas=1" -}}
{{- end -}}
{{- if not .Values.sequencer.enabled -}}
{{- if or .Values.maru.enabled .Values.besu.enabled -}}
{{- fail "sequencer.enabled is false, but maru and besu follow this release's sequencer; to stop it for a while, set sequencer.replicas=0" -}}
{{- end -}}
{{- if and .Values.ethstats.enabled (not .Values.ethstats.secretName) -}}
{{- fail "sequencer.enabled is false, so that there is no key to derive the word for ethstats from; set ethstats.secretName" -}}
{{- end -}}
{{- end -}}
{{- $rpc := .Values.txSender.rpc.service -}}
{{- if and .Values.txSender.enabled (has $rpc (list "besu" "sequencer")) -}}
{{- if not (index .Values $rpc).enabled -}}
{{- fail (printf "txSender.rpc.service is %s, but %s.enabled is false; name another service, or set txSender.enabled=false" $rpc $rpc) -}}
{{- end -}}
{{- end -}}
{{- with .Values.besu.autoscaling -}}
{{- if and .enabled (not (or .targetCPUUtilizationPercentage .targetMemoryUtilizationPercentage .extraMetrics)) -}}
{{- fail "besu.autoscaling has no metric, for which Kubernetes takes 80 % CPU; set a target, extraMetrics, or besu.autoscaling.enabled=false" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.besu.autoscaling.enabled (gt (int .Values.besu.autoscaling.minReplicas) (int .Values.besu.autoscaling.maxReplicas)) -}}
{{- fail "besu.autoscaling.minReplicas is above besu.autoscaling.maxReplicas; raise the second or lower the first" -}}
{{- end -}}

{{- include "linea-stack.validateRoutes" . -}}
{{- include "linea-stack.validateBackup" . -}}
{{- include "linea-stack.validateResources" . -}}
{{- include "linea-stack.validateDev" (dict "values" .Values "name" "sequencer" "key" "p2pKeySecretName" "default" "linea-stack-sequencer-p2p-key" "needed" (list "p2pKey")) -}}
{{- include "linea-stack.validateDev" (dict "values" .Values "name" "maru" "key" "p2pKeySecretName" "default" "linea-stack-maru-p2p-key" "needed" (list "p2pKey")) -}}
{{- include "linea-stack.validateDev" (dict "values" .Values "name" "txSender" "key" "secretName" "default" "linea-stack-tx-sender-secrets" "needed" (list "privateKey" "toAddress")) -}}
{{- end -}}

{{/* null takes a value away, and templates would write 0 or "<nil>" where they need one: (list "chain.id" .Values.chain.id). */}}
{{- define "linea-stack.needed" -}}
{{- if kindIs "invalid" (last .) -}}
{{- fail (printf "%s is null, and the chart needs a value there; remove the line, and the default holds; after --reuse-values with another version of the chart, use --reset-then-reuse-values" (first .)) -}}
{{- end -}}
{{- end -}}

{{- define "linea-stack.validateImages" -}}
{{- range $path := list "tools.image" "sequencer.image" "maru.image" "besu.image" "ethstats.image" "txSender.image" "backup.image" "backup.kubectlImage" -}}
{{- $keys := splitList "." $path -}}
{{- $image := index $.Values (first $keys) (last $keys) -}}
{{- if not $image.digest -}}
{{- if not $image.tag -}}
{{- fail (printf "%s.tag is empty, and so is %s.digest; name the tag of a release, or a digest" $path $path) -}}
{{- end -}}
{{- if has $image.tag (list "latest" "develop" "nightly") -}}
{{- fail (printf "%s.tag is %s, which moves, so that two pods may run two programs; name the tag of a release, or set %s.digest" $path $image.tag $path) -}}
{{- end -}}
{{- end -}}
{{- end -}}
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

{{/* Kubernetes refuses an Ingress without rules, and takes a route that leads nowhere without a word. */}}
{{- define "linea-stack.validateRoutes" -}}
{{- range $name := list "besu" "ethstats" -}}
{{- $component := index $.Values $name -}}
{{- range $kind := list "ingress" "httpRoute" -}}
{{- $route := index $component $kind -}}
{{- if and $component.enabled $route.enabled (not $route.hosts) -}}
{{- fail (printf "%s.%s.enabled is true, but %s.%s.hosts is empty; name a host and a port" $name $kind $name $kind) -}}
{{- end -}}
{{- end -}}
{{- if and $component.enabled $component.httpRoute.enabled (not $component.httpRoute.parentRefs) -}}
{{- fail (printf "%s.httpRoute.enabled is true, but %s.httpRoute.parentRefs is empty; name the Gateway" $name $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "linea-stack.validateBackup" -}}
{{- $backup := .Values.backup -}}
{{- if $backup.enabled -}}
{{- if not $backup.storage.bucket -}}
{{- fail "backup.enabled is true, but backup.storage.bucket is empty; name the bucket" -}}
{{- end -}}
{{- range $name := $backup.components -}}
{{- $component := index $.Values $name -}}
{{- if not $component.enabled -}}
{{- fail (printf "backup.components lists %s, but %s.enabled is false, so that nobody writes its volume; remove it from the list" $name $name) -}}
{{- end -}}
{{- if not $component.persistence.enabled -}}
{{- fail (printf "backup.components lists %s, but %s.persistence.enabled is false, so that it has no volume; remove it from the list" $name $name) -}}
{{- end -}}
{{- if and (ne $backup.mode "snapshot") (has "ReadWriteOncePod" $component.persistence.accessModes) -}}
{{- fail (printf "backup.mode=%s mounts the volume of %s in a second pod, and its access mode ReadWriteOncePod forbids that; use backup.mode=snapshot" $backup.mode $name) -}}
{{- end -}}
{{- if and (eq $backup.mode "quiesced") (not (has $name $backup.quiesced.mayStop)) -}}
{{- fail (printf "backup.mode=quiesced stops %s at each backup; accept it by adding %s to backup.quiesced.mayStop, or take it out of backup.components" $name $name) -}}
{{- end -}}
{{- end -}}
{{- include "linea-stack.validateRestore" . -}}
{{- end -}}
{{- end -}}

{{- define "linea-stack.validateRestore" -}}
{{- $restore := .Values.backup.restore -}}
{{- if $restore.enabled -}}
{{- $component := index .Values $restore.component -}}
{{- if or (ne (int $component.replicas) 0) (dig "autoscaling" "enabled" false $component) -}}
{{- fail (printf "backup.restore writes the volume of %s, which is running; set %s.replicas=0 (and %s.autoscaling.enabled=false if there is one) until it is done" $restore.component $restore.component $restore.component) -}}
{{- end -}}
{{- if and (ne $restore.component "besu") (not $restore.acceptEquivocation) -}}
{{- fail (printf "backup.restore of %s takes the chain back to an earlier block, and the same heights would be signed again; read docs/runbooks/Restore.md, then set backup.restore.acceptEquivocation=true" $restore.component) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A utilization target counts every container of the pod: one without a request stops the autoscaler. */}}
{{- define "linea-stack.validateResources" -}}
{{- $scope := dict "ctx" . "name" "besu" -}}
{{- include "linea-stack.merged" $scope -}}
{{- $besu := $scope.c -}}
{{- range $resource, $target := dict "cpu" $besu.autoscaling.targetCPUUtilizationPercentage "memory" $besu.autoscaling.targetMemoryUtilizationPercentage -}}
{{- if and $besu.enabled $besu.autoscaling.enabled $target -}}
{{- if not (dig "requests" $resource "" (default dict $besu.resources)) -}}
{{- fail (printf "besu.autoscaling counts %s, but besu.resources.requests.%s is not set; set it, or remove the target with null" $resource $resource) -}}
{{- end -}}
{{- range $besu.sidecars -}}
{{- if not (dig "resources" "requests" $resource "" .) -}}
{{- fail (printf "besu.autoscaling counts %s, but the sidecar %s has no resources.requests.%s; set it" $resource .name $resource) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

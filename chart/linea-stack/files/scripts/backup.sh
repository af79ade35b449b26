#!/bin/sh
# Backs up one component's data with restic. A snapshot is tagged `pending` until it is known to be whole, then `complete`;
# a restore takes complete ones only. BACKUP_MODE says how the data is copied without anybody writing to it:
#   pause     the agent in the node's pod stops the process while it makes hard links
#   quiesced  this script scales the StatefulSet down for the time that takes
#   copy      the volume is a clone that nobody uses
set -eu
: "${BACKUP_MODE:?}" "${COMPONENT:?}" "${WORKLOAD:?}" "${CHAIN_ID:?}" "${RESTIC_REPOSITORY:?}"
DATA=${DATA:-/data}
GENESIS=${GENESIS:-/genesis/genesis.json}
STAGE=${STAGE:-/config/stage.sh}
DIR=$DATA/.backup
POD=$WORKLOAD-0
MARK=linea-stack/replicas-before-backup
say() { echo "backup: $*"; }
die() { say "$*" >&2; exit 1; }

repository() {
  if [ -n "${RESTIC_PASSWORD_FILE:-}" ]; then restic "$@"; else restic --insecure-no-password "$@"; fi
}

# Only exit code 10 means that there is no repository yet. Anything else, a wrong password say, must never create one.
open_repository() {
  say "opening $RESTIC_REPOSITORY"
  code=0
  repository cat config >/dev/null || code=$?
  case $code in
    0) ;;
    10) repository init ;;
    *) die "the repository does not open (restic exit code $code)" ;;
  esac
  # What a run before this one did not finish.
  repository forget --retry-lock 10m --host "$POD" --tag pending --unsafe-allow-remove-all >/dev/null
}

ask_agent() {
  request=$(date -u +%Y%m%dT%H%M%SZ)-$$
  rm -f "$DIR/answer"
  mkdir -p "$DIR"
  echo "$request" >"$DIR/request"
  waited=0
  until [ -f "$DIR/answer" ]; do
    [ "$waited" -lt "${AGENT_TIMEOUT_SECONDS:-180}" ] || die "no answer from the backup agent in $POD; look at its log"
    sleep 1
    waited=$((waited + 1))
  done
  [ "$(cat "$DIR/answer")" = "$request copied" ] || die "the agent in $POD answered: $(cat "$DIR/answer")"
}

# A shell handles SIGTERM only between commands, but at once while it waits: a drain must not leave the node down.
at_once() { "$@" & wait $!; }

# The count stands in an annotation while the node is down, for a Job that takes over from one that was killed.
stop_component() {
  replicas=$(kubectl get statefulset "$WORKLOAD" -o "jsonpath={.metadata.annotations['linea-stack/replicas-before-backup']}")
  [ -n "$replicas" ] || replicas=$(kubectl get statefulset "$WORKLOAD" -o 'jsonpath={.spec.replicas}')
  trap start_component EXIT
  trap 'exit 1' TERM INT
  kubectl annotate --overwrite statefulset "$WORKLOAD" "$MARK=$replicas"
  kubectl scale statefulset "$WORKLOAD" --replicas=0
  at_once kubectl wait --for=delete "pod/$POD" --timeout=600s
}

start_component() {
  trap - EXIT TERM INT
  kubectl scale statefulset "$WORKLOAD" --replicas="$replicas"
  kubectl annotate statefulset "$WORKLOAD" "$MARK-"
}

copy_data() {
  case $BACKUP_MODE in
    pause) ask_agent ;;
    quiesced)
      rm -rf "$DIR/staging"
      stop_component
      at_once sh "$STAGE"
      start_component
      ;;
    copy)
      rm -rf "$DIR/staging"
      sh "$STAGE"
      ;;
    *) die "unknown mode $BACKUP_MODE" ;;
  esac
}

# What the node says of itself, for people and for the checks of a restore; "" when it does not answer.
ask_node() {
  [ -n "${RPC_URL:-}" ] || return 0
  wget -q -T 5 -O - --header 'Content-Type: application/json' \
    --post-data "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":[]}" "$RPC_URL" 2>/dev/null |
    sed -n 's/.*"result" *: *"\([^"]*\)".*/\1/p'
}

write_manifest() {
  printf '{"component":"%s","chainId":%s,"genesisSha256":"%s","headBlock":"%s","clientVersion":"%s","mode":"%s","files":%s}\n' \
    "$COMPONENT" "$CHAIN_ID" "$(sha256sum <"$GENESIS" | cut -c1-64)" "$head_block" "$client" "$BACKUP_MODE" \
    "$(find "$DIR/staging" -type f | wc -l | tr -d ' ')" >"$DIR/manifest.json"
  mv "$DIR/manifest.json" "$DIR/staging/manifest.json"
}

upload() {
  # Hard links change a file's ctime, which must not look like a change of the file.
  code=0
  (cd "$DIR/staging" && repository backup --retry-lock 10m --host "$POD" --tag pending --ignore-ctime .) || code=$?
  # 3 is "some files could not be read": a database with a hole in it.
  [ "$code" -eq 0 ] || die "restic backup ended with exit code $code; nothing was marked complete"
  repository check --retry-lock 10m --read-data-subset "${VERIFY_SUBSET:-5%}"
  repository tag --retry-lock 10m --host "$POD" --tag pending --set complete
}

open_repository
head_block=$(ask_node eth_blockNumber || :)
client=$(ask_node web3_clientVersion || :)
copy_data
write_manifest
upload
rm -rf "$DIR/staging"
repository forget --retry-lock 10m --host "$POD" --tag complete --group-by host --prune \
  --keep-last "${KEEP_LAST:-4}" --keep-daily "${KEEP_DAILY:-7}" --keep-weekly "${KEEP_WEEKLY:-4}"
say "$COMPONENT is backed up"

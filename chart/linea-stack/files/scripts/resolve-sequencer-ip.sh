#!/bin/sh
# Waits for the sequencer and writes static-nodes.json for Besu, whose enode addresses take numbers only.
# One lookup is not enough: the name of a new pod takes a while to appear, and a missing name is cached for half a minute.
set -eu
: "${SEQUENCER_HOST:?}" "${SEQUENCER_RPC_HOST:?}" "${PEER_MODE:?}" "${TIMEOUT_SECONDS:?}"
NODE_ID=${SEQUENCER_NODE_ID:-}
OUT=${OUT:-/run/linea/static-nodes.json}
PORT=${P2P_PORT:-30303}
# Either family will do; the pod's own comes first.
case ${POD_IP:-} in *:*) FAMILIES='aaaa a' ;; *) FAMILIES='a aaaa' ;; esac
say() { echo "resolve-sequencer-ip: $*"; }

# busybox's nslookup prints the server's own address first, and reads no search list: hence the full name.
resolve() {
  for family in $FAMILIES; do
    nslookup -type="$family" "$SEQUENCER_HOST" 2>/dev/null |
      awk '/^Name:/ { found = 1; next } found && /^Address/ && $NF ~ /^[0-9a-fA-F.:]+$/ { print $NF; exit }' || :
  done | head -n 1
}

# The sequencer tells its public key; the private one stays in its own pod. The Service of mode clusterIP has no RPC port, so
# that the pod is asked by its own name.
ask_node_id() {
  wget -q -T 5 -O - --header 'Content-Type: application/json' \
    --post-data '{"jsonrpc":"2.0","id":1,"method":"net_enode","params":[]}' "http://$SEQUENCER_RPC_HOST:${RPC_PORT:-8545}" 2>/dev/null |
    sed -n 's|.*enode://\([0-9a-f]\{128\}\)@.*|\1|p'
}

deadline=$(($(date +%s) + TIMEOUT_SECONDS))
ip='' host='' id=$NODE_ID why="the name has no address"
while :; do
  ip=$(resolve || :)
  case $ip in
    '' | 127.* | 0.0.0.0 | :: | ::1) ip='' why="the name has no address" ;;
    *)
      case $ip in *:*) host="[$ip]" ;; *) host=$ip ;; esac
      [ -n "$id" ] || id=$(ask_node_id || :)
      why="the RPC of $SEQUENCER_RPC_HOST does not answer net_enode"
      ;;
  esac
  if [ -n "$ip" ] && [ -n "$id" ]; then break; fi
  if [ "$(date +%s)" -ge "$deadline" ]; then
    say "no sequencer at $SEQUENCER_HOST after $TIMEOUT_SECONDS s: $why. Is its pod running, and is its Service headless (clusterIP: None)?" >&2
    exit 1
  fi
  say "waiting for $SEQUENCER_HOST: $why"
  sleep 2
done
if [ "$PEER_MODE" = dns ]; then host=${SEQUENCER_HOST%.}; fi
printf '["enode://%s@%s:%s"]\n' "$id" "$host" "$PORT" >"$OUT"
say "sequencer $SEQUENCER_HOST is $ip"

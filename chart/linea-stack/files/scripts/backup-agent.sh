#!/bin/sh
# Runs beside a node. When a backup Job asks for it through the shared volume, it stops the node's process, stages the
# data, and lets the process go on. The pause is bounded, and it ends whatever happens to this script.
set -eu
DATA=${DATA:-/data}
STAGE=${STAGE:-/config/stage.sh}
PROC=${PROC:-/proc}
PROCESS_NAME=${PROCESS_NAME:-java}
MAX_PAUSE_SECONDS=${MAX_PAUSE_SECONDS:-30}
POLL_SECONDS=${POLL_SECONDS:-2}
DIR=$DATA/.backup
say() { echo "backup-agent: $*"; }

node_processes() {
  for status in "$PROC"/[0-9]*/comm; do
    if [ "$(cat "$status" 2>/dev/null)" = "$PROCESS_NAME" ]; then
      pid=${status%/comm}
      echo "${pid##*/}"
    fi
  done
}

# Also for a node that an agent before this one left stopped.
resume() { for pid in $(node_processes); do kill -CONT "$pid" 2>/dev/null || :; done; }

# A signal is not yet a stop: a thread inside a write finishes it first. Only when every thread stands is the data at rest.
running_threads() {
  for pid in "$@"; do sed 's/.*) //' "$PROC/$pid"/task/*/stat 2>/dev/null || :; done | cut -c1 | grep -c '[^TtZX]'
}

await_stop() {
  tries=0
  until [ "$(running_threads "$@")" = 0 ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 500 ] || { say "the node does not stop"; return 1; }
  done
}

copy_while_paused() {
  paused=$(node_processes)
  if [ -z "$paused" ]; then
    say "no process named $PROCESS_NAME; does the pod share its process namespace?"
    return 1
  fi
  # shellcheck disable=SC2086 # a list of numbers
  kill -STOP $paused
  status=0
  # shellcheck disable=SC2086
  if await_stop $paused; then timeout "$MAX_PAUSE_SECONDS" sh "$STAGE" || status=$?; else status=1; fi
  resume
  return "$status"
}

trap resume EXIT
trap 'exit 0' TERM INT
resume
mkdir -p "$DIR"
say "waiting for requests in $DIR"
while :; do
  if [ -f "$DIR/request" ]; then
    request=$(cat "$DIR/request")
    rm -rf "$DIR/staging" "$DIR/request"
    result=failed
    if copy_while_paused; then result=copied; fi
    say "request $request: $result"
    echo "$request $result" >"$DIR/answer.new"
    mv "$DIR/answer.new" "$DIR/answer"
  fi
  sleep "$POLL_SECONDS" &
  wait $!
done

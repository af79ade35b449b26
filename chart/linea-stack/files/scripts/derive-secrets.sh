#!/bin/sh
# Derives shared secrets from the sequencer's p2p key: derive-secrets.sh NAME…
# Each is the SHA-256 of its name and the key. It is the same in every pod and tells nothing about the key.
set -eu
KEY_FILE=${KEY_FILE:-/secrets/sequencer/key}
OUT_DIR=${OUT_DIR:-/run/linea}
# The same key written another way has to give the same secrets.
key=$(tr -d '[:space:]' <"$KEY_FILE" | tr 'A-F' 'a-f')
key=${key#0x}
if [ "${#key}" -ne 64 ]; then
  echo "the sequencer's p2p key has ${#key} hex digits, and 64 are needed; look at the Secret it comes from" >&2
  exit 1
fi
for name in "$@"; do
  printf 'linea-stack/%s/%s' "$name" "$key" | sha256sum | cut -c1-64 >"$OUT_DIR/$name"
done

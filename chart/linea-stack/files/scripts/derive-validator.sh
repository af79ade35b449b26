#!/bin/sh
# Puts the address of maru's key into the genesis file, for a chain with that one validator.
# maru's key is libp2p's form of 32 bytes: a prefix (0802 1220, or 0802 1221 00), then the bytes.
set -eu
KEY_FILE=${KEY_FILE:-/secrets/p2p/key}
GENESIS=${GENESIS:-/genesis/maru-genesis.json}
OUT=${OUT:-/run/linea/maru-genesis.json}
WORK=${WORK:-/run/linea}
key=$(tr -d '[:space:]' <"$KEY_FILE" | tr 'A-F' 'a-f')
key=${key#0x}
case $key in
  08021220*) raw=${key#08021220} ;;
  0802122100*) raw=${key#0802122100} ;;
  *) raw='' ;;
esac
if [ "${#raw}" -ne 64 ]; then
  echo "maru's p2p key has to be 0x08021220 and 64 hex digits (libp2p's form); 'helm linea keys' writes it" >&2
  exit 1
fi
trap 'rm -f "$WORK/raw-key" "$WORK/validator"' EXIT
printf '%s\n' "$raw" >"$WORK/raw-key"
besu --data-path=/tmp/besu public-key export-address --node-private-key-file="$WORK/raw-key" --to="$WORK/validator" >/dev/null
validator=$(tr -d '[:space:]' <"$WORK/validator")
sed "s/VALIDATOR/0x${validator#0x}/" "$GENESIS" >"$OUT"
echo "derive-validator: the validator is 0x${validator#0x}"

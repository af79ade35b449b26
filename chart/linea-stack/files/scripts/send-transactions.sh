#!/bin/sh
# Sends a transaction, waits until it is mined, sleeps, and so on. Values come as TX_* variables; cast reads ETH_RPC_URL,
# ETH_KEYSTORE, ETH_PASSWORD (the path of a file), ETH_GAS_PRICE and ETH_GAS_LIMIT itself.
# cast takes a private key only as an argument, where every process on the node can read it. So the key goes into a keystore
# in memory first, through the prompt of `cast wallet import`, which wants a terminal: `script` is one.
set -eu
: "${ETH_RPC_URL:?}" "${TO_ADDRESS:?}" "${TX_PRIVATE_KEY_FILE:?}" "${TX_INTERVAL_SECONDS:?}" "${TX_AMOUNT_WEI:?}"
STORE=${TX_KEYSTORE_DIR:-/run/keystore}
STATE=${TX_STATE_DIR:-/tmp}
stop=0
trap 'stop=1' TERM INT
say() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"; }
clip() { tr '\n' ' ' | cut -c1-200; }
# A shell handles SIGTERM only between commands, but at once while it waits.
nap() { sleep "$1" & wait $! || :; }

# What `script` prints is kept away from the log: the terminal may echo what is typed.
import_key() {
  umask 077
  head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$STORE/password"
  CAST_UNSAFE_PASSWORD=$(cat "$STORE/password")
  export CAST_UNSAFE_PASSWORD
  if ! tr -d '[:space:]' <"$TX_PRIVATE_KEY_FILE" | { cat; echo; } |
    script -qec "cast wallet import sender --keystore-dir '$STORE' --interactive" /dev/null >/dev/null 2>&1; then
    say "the private key was refused: it has to be 32 bytes in hex"
    exit 1
  fi
  unset CAST_UNSAFE_PASSWORD
}

wait_for_chain() {
  until id=$(cast chain-id 2>&1); do
    [ "$stop" = 0 ] || exit 0
    : >"$STATE/alive"
    say "waiting for $ETH_RPC_URL: $(printf %s "$id" | clip)"
    nap 5
  done
  if [ -n "${TX_EXPECTED_CHAIN_ID:-}" ] && [ "$id" != "$TX_EXPECTED_CHAIN_ID" ]; then
    say "$ETH_RPC_URL is chain $id, not $TX_EXPECTED_CHAIN_ID: nothing is sent"
    exit 1
  fi
}

# Not --async: cast takes the nonce from the latest block, so that a second transaction would replace the first.
send() { cast send "$TO_ADDRESS" --value "$TX_AMOUNT_WEI" --json "$@"; }

import_key
export ETH_KEYSTORE="$STORE/sender" ETH_PASSWORD="$STORE/password"
wait_for_chain
if [ "${TX_LEGACY:-false}" = true ]; then set -- --legacy; else set --; fi
mined=0
while [ "$stop" = 0 ]; do
  if out=$(send "$@" 2>&1) && printf %s "$out" | grep -q '"status":"0x1"'; then
    mined=$((mined + 1))
    : >"$STATE/sent"
    say "mined $mined $(printf %s "$out" | sed -n 's/.*"transactionHash":"\([^"]*\)".*/\1/p')"
  else
    # An account without funds or a chain that stands still is no reason to restart: say so and go on.
    say "not sent: $(printf %s "$out" | clip)"
  fi
  : >"$STATE/alive"
  nap "$TX_INTERVAL_SECONDS"
done
say "stopped after $mined transactions"

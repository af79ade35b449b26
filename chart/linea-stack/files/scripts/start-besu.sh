#!/bin/sh
# Starts Besu. The ethstats address holds a secret, so that it is put together here and not in the pod's specification.
set -eu
if [ -n "${ETHSTATS_HOST:-}" ]; then
  # Besu tries TLS first when the address has no scheme.
  BESU_ETHSTATS="ws://$POD_NAME:$(cat "$ETHSTATS_SECRET_FILE")@$ETHSTATS_HOST:3000"
  export BESU_ETHSTATS
fi
# exec, so that SIGTERM reaches Besu and it closes its database.
exec besu "$@"

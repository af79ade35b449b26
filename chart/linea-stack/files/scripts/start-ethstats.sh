#!/bin/sh
# Starts the ethstats server, which reads its secret from the environment only.
set -eu
WS_SECRET=$(cat "$ETHSTATS_SECRET_FILE")
export WS_SECRET
exec node ./bin/www

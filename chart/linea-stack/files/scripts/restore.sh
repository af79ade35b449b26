#!/bin/sh
# Puts a complete backup onto an empty volume: a node's, which has to be scaled to 0, or that of a drill. It never writes
# over data, takes a backup of this chain only, and does nothing the second time.
set -eu
: "${COMPONENT:?}" "${SNAPSHOT:?}" "${CHAIN_ID:?}" "${RESTIC_REPOSITORY:?}"
DATA=${DATA:-/data}
GENESIS=${GENESIS:-/genesis/genesis.json}
MARKER=$DATA/.restored
PLACE=$DATA/.restore
say() { echo "restore: $*"; }
die() { say "$*" >&2; exit 1; }

repository() {
  if [ -n "${RESTIC_PASSWORD_FILE:-}" ]; then restic "$@"; else restic --insecure-no-password "$@"; fi
}

# Number or text of one key of the manifest.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$PLACE/manifest.json"; }

# Ids of complete backups, the newest last. restic drops its filters as soon as an id is given, so the id is compared here.
find_snapshot() {
  asked=$SNAPSHOT
  if [ "$asked" = latest ]; then asked=''; fi
  repository snapshots --json --tag complete | tr ',' '\n' |
    sed -n 's/.*"id" *: *"\([0-9a-f]\{64\}\)".*/\1/p' | grep "^$asked" | tail -n 1
}

check_manifest() {
  [ -f "$PLACE/manifest.json" ] || die "the backup has no manifest.json; it was not made by this chart"
  [ "$(field component)" = "$COMPONENT" ] || die "the backup is one of $(field component), not of $COMPONENT"
  [ "$(field chainId)" = "$CHAIN_ID" ] || die "the backup is of chain $(field chainId), and this one is $CHAIN_ID"
  [ "$(field genesisSha256)" = "$(sha256sum <"$GENESIS" | cut -c1-64)" ] || die "the backup was made with another genesis file"
}

check_files() {
  restored=$(find "$PLACE" -type f ! -path "$PLACE/manifest.json" | wc -l | tr -d ' ')
  [ "$restored" = "$(field files)" ] || die "the backup was made of $(field files) files, and $restored came back"
}

# Every RocksDB names its manifest in CURRENT; a copy that lacks it does not open.
check_databases() {
  find "$PLACE" -type f -name CURRENT | while IFS= read -r current; do
    [ -f "${current%/CURRENT}/$(cat "$current")" ] || die "broken database: $current names a file that is not there"
  done
}

id=$(find_snapshot)
[ -n "$id" ] || die "no complete backup '$SNAPSHOT' in $RESTIC_REPOSITORY"
if [ -f "$MARKER" ] && [ "$(cat "$MARKER")" = "$id" ]; then
  say "backup $id is here already"
  exit 0
fi
rm -rf "$PLACE"
for entry in "$DATA"/* "$DATA"/.restored; do
  case $entry in
    "$DATA/*" | */lost+found) ;;
    *) [ ! -e "$entry" ] || die "$DATA is not empty (${entry##*/}); restore to a new claim, or delete the old one" ;;
  esac
done
repository restore "$id" --target "$PLACE"
check_manifest
check_files
check_databases
say "chain $(field chainId), head $(field headBlock), $(field files) files, written by $(field clientVersion)"
rm -f "$PLACE/manifest.json"
for entry in "$PLACE"/*; do mv "$entry" "$DATA/"; done
rm -rf "$PLACE"
echo "$id" >"$MARKER"
say "backup $id is restored"

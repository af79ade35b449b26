#!/bin/sh
# Copies a node's data to .backup/staging on the same volume, in a moment: run it only while nothing writes to the data.
# RocksDB never changes a finished .sst or .blob file, so that a hard link is a copy of it; all other files are copied.
# Keys do not belong in a backup: the pods take them from Secrets.
set -eu
DATA=${DATA:-/data}
cd "$DATA"
mkdir -p .backup/staging
for entry in *; do
  case $entry in
    '*' | lost+found | key | private-key | jwt.hex) continue ;;
  esac
  cp -al "$entry" .backup/staging/
done
cd .backup/staging
find . -type f -name LOCK -exec rm -f {} +
find . -type f ! -name '*.sst' ! -name '*.blob' | while IFS= read -r file; do
  cp -p "$file" "$file.copy"
  mv -f "$file.copy" "$file"
done

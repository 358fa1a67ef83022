#!/usr/bin/env bash
# deploy/restore.sh BACKUP: what backup.sh made, into an empty QUANFU_DATA (and an empty PostgreSQL). Quanfu must not be running.
set -euo pipefail
backup="${1:?a folder made by backup.sh}"
data="${QUANFU_DATA:-./var}"
if [[ -e "$data/quanfu.sqlite3" || -e "$data/files" || -e "$data/secret_key" ]]; then
  echo "$data is not empty: move it away first" >&2
  exit 1
fi
mkdir -p "$data"
if [[ -e "$backup/database.dump" ]]; then
  pg_restore --no-owner --exit-on-error --dbname="$QUANFU_DATABASE_URL" "$backup/database.dump"
else
  cp -a "$backup/quanfu.sqlite3" "$data/"
fi
for part in files secret_key; do
  if [[ -e "$backup/$part" ]]; then cp -a "$backup/$part" "$data/"; fi
done
echo "Restored into $data. Next: quanfu migrate, quanfu check"

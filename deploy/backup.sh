#!/usr/bin/env bash
# deploy/backup.sh FOLDER: database first, then files and key, into FOLDER/quanfu-<time>; Quanfu may be running.
# Reads QUANFU_DATA and QUANFU_DATABASE_URL as Quanfu does (environment only).
set -euo pipefail
umask 077
data="${QUANFU_DATA:-./var}"
target="${1:?folder for the backup}/quanfu-$(date -u +%Y%m%dT%H%M%SZ)"
mkdir -p "$target.part"

case "${QUANFU_DATABASE_URL:-sqlite}" in
postgres*) pg_dump --format=custom --file="$target.part/database.dump" "$QUANFU_DATABASE_URL" ;;
*)
  file="${QUANFU_DATABASE_URL:-sqlite:///$data/quanfu.sqlite3}"
  file="${file#sqlite:///}"
  python3 - "$file" "$target.part/quanfu.sqlite3" <<'PYTHON'
import sqlite3, sys
with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as source, sqlite3.connect(sys.argv[2]) as copy:
    source.backup(copy)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
PYTHON
  ;;
esac
for part in files secret_key; do
  if [[ -e "$data/$part" ]]; then cp -a "$data/$part" "$target.part/"; fi
done
if [[ ! -e "$data/secret_key" ]]; then
  echo "There is no $data/secret_key: keep QUANFU_SECRET_KEY yourself. Passwords of channels cannot be read without it." >&2
fi
mv "$target.part" "$target"
echo "$target"

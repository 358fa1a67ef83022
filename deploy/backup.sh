#!/usr/bin/env bash
# deploy/backup.sh FOLDER: database first, then files and key, into FOLDER/quanfu-<time>; Quanfu may be running.
# Run it where Quanfu is started from, so that QUANFU_DATA and QUANFU_DATABASE_URL are found as Quanfu finds them.
set -euo pipefail
umask 077
# A setting as Quanfu finds it: the environment, else the file that NAME_FILE names, else .env of this folder.
setting() {
  local file="$1_FILE"
  if [[ -n "${!1:-}" ]]; then echo "${!1}"
  elif [[ -n "${!file:-}" ]]; then cat "${!file}"
  elif [[ -e .env ]]; then sed -nE "s/^(export +)?$1=[\"']?([^\"']*)[\"']?\s*$/\2/p" .env | tail -n 1
  fi
}
data="$(setting QUANFU_DATA)"
data="${data:-./var}"
url="$(setting QUANFU_DATABASE_URL)"
target="${1:?folder for the backup}/quanfu-$(date -u +%Y%m%dT%H%M%SZ)"
trap 'rm -rf "$target.part"; echo "No backup was made." >&2' ERR

case "${url:-sqlite}" in
postgres*) mkdir -p "$target.part"; pg_dump --format=custom --file="$target.part/database.dump" "$url" ;;
*)
  file="${url:-sqlite:///$data/quanfu.sqlite3}"
  file="${file#sqlite:///}"
  if [[ ! -e "$file" ]]; then
    echo "There is no $file: set QUANFU_DATA as Quanfu has it (quanfu check --settings)." >&2
    exit 1
  fi
  mkdir -p "$target.part"
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

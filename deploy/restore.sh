#!/usr/bin/env bash
# deploy/restore.sh BACKUP: what backup.sh made, into an empty QUANFU_DATA (and an empty PostgreSQL). Quanfu must not be running.
set -euo pipefail
backup="${1:?a folder made by backup.sh}"
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
if [[ -e "$data/quanfu.sqlite3" || -e "$data/files" || -e "$data/secret_key" ]]; then
  echo "$data is not empty: move it away first" >&2
  exit 1
fi
mkdir -p "$data"
if [[ -e "$backup/database.dump" ]]; then
  pg_restore --no-owner --exit-on-error --dbname="$(setting QUANFU_DATABASE_URL)" "$backup/database.dump"
else
  cp -a "$backup/quanfu.sqlite3" "$data/"
fi
for part in files secret_key; do
  if [[ -e "$backup/$part" ]]; then cp -a "$backup/$part" "$data/"; fi
done
echo "Restored into $data. Next: quanfu migrate, quanfu check"

#!/usr/bin/env bash
# Installs what test/package/shipped-files.test.ts reads units, alert rules, compose and logrotate files with. Does nothing where it is there.
set -euo pipefail
declare -A PACKAGE_OF=(
  [systemd-analyze]=systemd
  [logrotate]=logrotate
  [promtool]=prometheus
  [docker-compose]=docker-compose
  [crontab]=cron
)
missing=()
for command in "${!PACKAGE_OF[@]}"; do
  PATH="$PATH:/usr/sbin" command -v "$command" > /dev/null || missing+=("${PACKAGE_OF[$command]}")
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
if [ "$(id -u)" -ne 0 ]; then
  echo "missing: ${missing[*]}; install them as root (.ci/install-checkers.sh), or their tests fail" >&2
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"

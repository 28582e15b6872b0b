#!/usr/bin/env bash
# Installs the programs that tests ask with: Postgres clients, the browser in which the page is looked at, a terminal
# (tmux), shells, mandoc. Does nothing where they are there.
set -euo pipefail
declare -A PACKAGE_OF=(
  [/usr/bin/psql]=postgresql-client
  [/usr/bin/chromium]=chromium
  [/usr/bin/tmux]=tmux
  [/usr/bin/zsh]=zsh
  [/usr/bin/fish]=fish
  [/usr/bin/mandoc]=mandoc
  [/usr/bin/isql]=unixodbc
  [/usr/share/java/postgresql.jar]=libpostgresql-jdbc-java
  [/usr/bin/javac]=default-jdk-headless
  [/usr/lib/python3/dist-packages/psycopg2/__init__.py]=python3-psycopg2
  [/usr/lib/python3/dist-packages/psycopg/__init__.py]=python3-psycopg
  [/usr/lib/python3/dist-packages/asyncpg/__init__.py]=python3-asyncpg
  [/usr/lib/python3/dist-packages/sqlalchemy/__init__.py]=python3-sqlalchemy
)
missing=()
for file in "${!PACKAGE_OF[@]}"; do
  [ -e "$file" ] || missing+=("${PACKAGE_OF[$file]}")
done
compgen -G '/usr/lib/*/odbc/psqlodbcw.so' > /dev/null || missing+=(odbc-postgresql)
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
if [ "$(id -u)" -ne 0 ]; then
  echo "missing: ${missing[*]}; install them as root (.ci/install-clients.sh), or their tests fail" >&2
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"

#!/usr/bin/env bash
# Durable accepts of the journal in PostgreSQL beside JDBC batches, on a server of its own that loses nothing.
# usage: scripts/bench-journal-postgres.sh [ROUNDS] [SECONDS]   (run by ./dev bench journal-postgres)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/build.sh"
. "$ROOT/scripts/postgres.sh"

require_jdk
unset BERTH_TEST_POSTGRES
SERVERS_FOLDER=$(mktemp -d "${BENCH_FOLDER:-${TMPDIR:-/tmp}}/berth-bench.XXXXXX")
chmod 711 "$SERVERS_FOLDER" # the database runs as another user
trap 'postgres_stop; rm -rf "$SERVERS_FOLDER"' EXIT
say "Building ..."
maven -q -Dmaven.test.skip=true -pl bench -am package >&2
POSTGRES_DURABLE=1 postgres_start
say "Load average: $(cut -d' ' -f1-3 /proc/loadavg); disk: $(df --output=source,fstype "$SERVERS_FOLDER" | tail -n 1)"
"$JAVA_HOME/bin/java" -Xmx1g -cp "$ROOT/bench/target/classes:$ROOT/app/target/berth/lib/*" \
  dev.berth.bench.journal.PostgresBench "$BERTH_TEST_POSTGRES" "$SERVERS_FOLDER/key" "${1:-5}" "${2:-3}"

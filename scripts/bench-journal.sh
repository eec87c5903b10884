#!/usr/bin/env bash
# Durable accepts of the journal beside the disk alone, what its index costs, and how long a start takes after a crash.
# usage: scripts/bench-journal.sh [ROUNDS] [SECONDS]   (run by ./dev bench journal)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/build.sh"

require_jdk
folder=$(mktemp -d "${BENCH_FOLDER:-$ROOT/bench/target}/journal.XXXXXX")
trap 'rm -rf "$folder"' EXIT
say "Building ..."
maven -q -Dmaven.test.skip=true -pl bench -am package >&2
say "Load average: $(cut -d' ' -f1-3 /proc/loadavg); disk: $(df --output=source,fstype "$folder" | tail -n 1)"
bench() {
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx1g \
    -cp "$ROOT/bench/target/classes:$ROOT/app/target/berth/lib/*" "dev.berth.bench.journal.$1" "${@:2}"
}
bench JournalBench "$folder" "${1:-5}" "${2:-3}"
say "Opening a journal of 1,000,000 entries, 10,000 of them open, whose server was killed"
for round in 1 2 3; do
  bench JournalStart make "$folder/start$round" 1000000 10000
  bench JournalStart open "$folder/start$round"
  rm -rf "$folder/start$round"
done

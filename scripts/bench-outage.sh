#!/usr/bin/env bash
# How soon all is well again after an engine was away. usage: scripts/bench-outage.sh [ROUNDS]   (run by ./dev bench outage; root)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/build.sh"

require_jdk
is_root || die "$EXIT_MISSING" "this benchmark starts an engine of its own, which takes root."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
say "Building ..."
maven -q -Dmaven.test.skip=true -pl bench -am package >&2
export BERTH_PORT=0 AGENT_NETWORK=berth-bench
"$JAVA_HOME/bin/java" "@$ROOT/scripts/jvm/command.args" -Dlogback.configurationFile=dev/berth/bench/quiet.xml \
  -cp "$ROOT/bench/target/classes:$ROOT/testkit/target/classes:$ROOT/app/target/berth/lib/*" \
  dev.berth.bench.outage.OutageBench "$folder" "${1:-10}" "$ROOT/bench/target/outage.json" \
  "$JAVA_HOME/bin/java" "@$ROOT/scripts/jvm/server.args" "$("$ROOT/scripts/jvm/heap.sh")" \
  -cp "$ROOT/app/target/berth/lib/*" dev.berth.app.Main up --no-sample

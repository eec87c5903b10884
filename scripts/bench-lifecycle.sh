#!/usr/bin/env bash
# What Berth costs on top of the engine. usage: scripts/bench-lifecycle.sh [ROUNDS]   (run by ./dev bench lifecycle)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"

require_jdk
rounds=${1:-30}
home=$(mktemp -d)
network=berth-bench
java=("$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
export BERTH_HOME=$home BERTH_PORT=0 AGENT_NETWORK=$network BERTH_LOG_FILE=$home/server.log

"$ROOT/scripts/sample-image.sh"
(cd "$ROOT" && ./mvnw -q -Dmaven.test.skip=true -pl bench -am package dependency:copy-dependencies -DoutputDirectory="$ROOT/bench/target/lib" -DincludeScope=runtime)
classes="$ROOT/bench/target/classes:$ROOT/bench/target/lib/*"

"${java[@]}" -cp "$classes" dev.berth.app.Main up --no-sample >"$home/up.out" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; docker network rm "$network" >/dev/null 2>&1; rm -rf "$home"' EXIT
for _ in $(seq 300); do
  [ -f "$home/server.json" ] && break
  sleep 0.1
done
[ -f "$home/server.json" ] || die "$EXIT_FAILED" "the server did not start: $(tail -n 5 "$home/server.log" 2>/dev/null)"
"${java[@]}" -cp "$classes" dev.berth.bench.lifecycle.LifecycleBench "$home" /var/run/docker.sock berth/agent:latest "$network" "$rounds"

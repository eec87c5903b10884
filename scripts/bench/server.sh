# shellcheck shell=bash
# Sourced by benchmarks: builds, and starts a server with a home and a network of its own. Ends it when the script ends.
# Afterwards: $home, $network, $socket, and `bench CLASS ARGUMENT...`, which runs one of the benchmarks' programs.

require_jdk
home=$(mktemp -d)
network=berth-bench
export BERTH_HOME=$home BERTH_PORT=0 AGENT_NETWORK=$network BERTH_LOG_FILE=$home/server.log

"$ROOT/scripts/sample-image.sh"
say "Building ..."
maven -q -Dmaven.test.skip=true -pl bench -am package >&2

"$JAVA_HOME/bin/java" "@$ROOT/scripts/jvm/server.args" "$("$ROOT/scripts/jvm/heap.sh")" -cp "$ROOT/app/target/berth/lib/*" dev.berth.app.Main up --no-sample \
  >"$home/up.out" 2>&1 &
server=$!
finish() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  docker network rm "$network" >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap finish EXIT
for _ in $(seq 600); do
  [ -f "$home/server.json" ] && break
  sleep 0.1
done
[ -f "$home/server.json" ] || die "$EXIT_FAILED" "the server did not start: $(tail -n 5 "$home/up.out" "$home/server.log" 2>/dev/null)"
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
socket=${socket#unix://}

bench() {
  "$JAVA_HOME/bin/java" "@$ROOT/scripts/jvm/command.args" -cp "$ROOT/bench/target/classes:$ROOT/app/target/berth/lib/*" "dev.berth.bench.$1" "${@:2}"
}

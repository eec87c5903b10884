#!/usr/bin/env bash
# The gateway beside nginx, in front of the same agent. usage: scripts/bench-gateway.sh [ROUNDS] [SECONDS] [WORKLOADS]   (run by ./dev bench gateway)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/build.sh"
. "$ROOT/scripts/image-root.sh"

rounds=${1:-7}
seconds=${2:-3}
workloads=${3:-} # a part of their names
network="berth-bench"
image="berth/bench-upstream:latest"
UPSTREAM=${BENCH_PORT:-18410} # and the two after it
BEST=$((UPSTREAM + 1))
CHECKS=$((UPSTREAM + 2))

# The proxy under test has a core of its own; load and agent share another, or have one each.
cores=$(nproc)
[ "$cores" -ge 2 ] || missing "bench/gateway needs two processors: one for the proxy, one for load and agent."
proxy_core=1
agent_core=0
[ "$cores" -lt 3 ] || agent_core=2

require_jdk
needed=(nginx wrk)
if ! have nginx || ! have wrk; then
  may_install || missing "This needs: ${needed[*]}" "$(sudo_prefix)apt-get install -y --no-install-recommends ${needed[*]}"
  apt_install "${needed[@]}"
fi
have taskset || missing "This needs taskset." "$(sudo_prefix)apt-get install -y util-linux"

home=$(mktemp -d)
chmod 755 "$home"
started=()
container=
finish() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ -z "$container" ] || docker rm -f "$container" >/dev/null 2>&1 || true
  docker image rm "$image" >/dev/null 2>&1 || true
  docker network rm "$network" >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap finish EXIT

say "Building ..."
maven -q -Dmaven.test.skip=true -pl bench -am package >&2
classes="$ROOT/bench/target/classes:$ROOT/app/target/berth/lib/*"

# fill FILE: a configuration with its ports, folders and token in place.
fill() {
  sed -e "s|@UPSTREAM@|$UPSTREAM|g; s|@BEST@|$BEST|g; s|@CHECKS@|$CHECKS|g; s|@HOME@|$home|g" \
    -e "s|@TOKEN@|${2:-}|g" "$ROOT/bench/gateway/$1"
}

# upstream_image: nginx and the libraries that it names.
upstream_image() {
  local root=$home/image
  mkdir -p "$root/usr/sbin" "$root/srv"
  image_root "$root"
  cp "$(command -v nginx)" "$root/usr/sbin/nginx"
  copy_libraries "$root/usr/sbin" "$root"
  fill upstream.conf >"$root/etc/nginx.conf"
  mkdir -p "$root/var/lib/nginx" "$root/var/log/nginx"
  chmod 777 "$root/var/lib/nginx" "$root/var/log/nginx"
  head -c 1000 /dev/zero | tr '\0' x >"$root/srv/small"
  head -c 1000 /dev/zero | tr '\0' x >"$root/srv/little"
  head -c 16384 /dev/zero | tr '\0' x >"$root/srv/body"
  head -c 16777216 /dev/zero >"$root/srv/large"
  image_tar "$root" | docker import --change 'USER 1000:1000' --change 'LABEL dev.berth.bench=1' \
    --change 'ENTRYPOINT ["/usr/sbin/nginx", "-c", "/etc/nginx.conf"]' - "$image" >/dev/null
  rm -rf "$root"
}

# start_nginx NAME TOKEN: one that stays ours, in the foreground, with one worker.
start_nginx() {
  fill "$1.conf" "${2:-}" >"$home/$1.conf"
  taskset -c "$proxy_core" nginx -c "$home/$1.conf" -g 'daemon off;' 2>>"$home/$1.log" &
  started+=($!)
}

say "Starting Berth, nginx twice, and the agent ..."
upstream_image
export BERTH_HOME=$home/berth BERTH_PORT=0 AGENT_NETWORK=$network BERTH_LOG_FILE=$home/server.log BERTH_ALLOW_HOST_NETWORK=true
read -ra extra <<<"${BERTH_JAVA_OPTS:-}"
taskset -c "$proxy_core" "$JAVA_HOME/bin/java" "@$ROOT/scripts/jvm/server.args" ${extra[@]+"${extra[@]}"} -cp "$ROOT/app/target/berth/lib/*" \
  dev.berth.app.Main up --no-sample >"$home/up.out" 2>&1 &
berth=$!
started+=("$berth")
for _ in $(seq 600); do
  [ ! -f "$BERTH_HOME/server.json" ] || break
  kill -0 "$berth" 2>/dev/null || break
  sleep 0.1
done
[ -f "$BERTH_HOME/server.json" ] || die "$EXIT_FAILED" "the server did not start: $(tail -n 5 "$home/up.out" "$home/server.log" 2>/dev/null)"

bench() { taskset -c "$agent_core" "$JAVA_HOME/bin/java" "@$ROOT/scripts/jvm/command.args" -cp "$classes" "dev.berth.bench.gateway.$1" "${@:2}"; }
{ read -r token; read -r container; } < <(bench DeployUpstream "$BERTH_HOME" "$image" "$UPSTREAM")
[ -n "${container:-}" ] || die "$EXIT_FAILED" "the agent did not start: $(tail -n 5 "$home/server.log")"
agent=$(docker inspect --format '{{.State.Pid}}' "$container")
for pid in "$agent" $(pgrep -P "$agent"); do
  taskset -apc "$agent_core" "$pid" >/dev/null
  agent=$pid
done
start_nginx best
nginx_best=${started[-1]}
start_nginx checks "$token"
nginx_checks=${started[-1]}

bench GatewayBench "$ROOT/bench/gateway/load.lua" "$token" 0 "$rounds" "$seconds" "$agent" "$ROOT/bench/target/gateway.json" "$workloads" \
  "berth $berth $(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$BERTH_HOME/server.json")" \
  "nginx-checks $nginx_checks http://127.0.0.1:$CHECKS" \
  "nginx-best $nginx_best http://127.0.0.1:$BEST"
say "All figures: bench/target/gateway.json"

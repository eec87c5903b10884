#!/usr/bin/env bash
# How soon a sleeping agent answers. usage: scripts/bench-wake.sh [ROUNDS]   (run by ./dev bench wake)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/build.sh"
. "$ROOT/scripts/bench/server.sh"

bench wake.WakeBench "$home" "$socket" berth/agent:latest "$network" "${1:-30}" "$ROOT/bench/target/wake.json"

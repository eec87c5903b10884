#!/usr/bin/env bash
# What Berth costs on top of the engine. usage: scripts/bench-lifecycle.sh [ROUNDS]   (run by ./dev bench lifecycle)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/build.sh"
. "$ROOT/scripts/bench/server.sh"

bench lifecycle.LifecycleBench "$home" "$socket" berth/agent:latest "$network" "${1:-30}" "$ROOT/bench/target/lifecycle.json"

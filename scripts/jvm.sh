# shellcheck shell=bash
# How the JVM is started. Sourced after say.sh, java.sh and build.sh.

MAIN=dev.berth.app.Main

# jvm_flags COMMAND: the file of flags that suits it.
jvm_flags() {
  if [ "$1" = up ]; then
    echo "@$ROOT/scripts/jvm/server.args"
  else
    echo "@$ROOT/scripts/jvm/command.args"
  fi
}

# start_cache: the file that holds the classes loaded and linked, which spares a third of a command's start. It belongs
# to one JDK and one build.
start_cache() {
  local version
  version=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")
  echo "$APP_FOLDER/start-${version:-unknown}.aot"
}

start_cache_needed() { [ ! "$(start_cache)" -nt "$(app_jar)" ]; }

# start_cache_make: by a command that does what most do, look for a server and complain. Berth runs without it too, so a
# JDK that cannot make one leaves an empty file behind and is not asked again.
start_cache_make() {
  local cache fresh
  cache=$(start_cache)
  fresh=$cache.$$
  BERTH_URL=http://127.0.0.1:1 BERTH_TOKEN=none "$JAVA_HOME/bin/java" "-XX:AOTCacheOutput=$fresh" "$(jvm_flags list)" \
    -cp "$APP_FOLDER/lib/*" "$MAIN" list >>"$BUILD_LOG" 2>&1 </dev/null 9>&- || true
  [ -s "$fresh" ] || : >"$fresh"
  mv "$fresh" "$cache"
}

# jvm_run COMMAND ARGUMENT...: becomes the JVM.
jvm_run() {
  local cache flags=() extra=()
  flags=("$(jvm_flags "$1")")
  [ "$1" != up ] || flags+=("$("$ROOT/scripts/jvm/heap.sh")")
  shift
  cache=$(start_cache)
  [ ! -s "$cache" ] || flags+=("-XX:AOTCache=$cache")
  read -ra extra <<<"${BERTH_JAVA_OPTS:-}"
  export BERTH_SOURCE=$ROOT
  exec "$JAVA_HOME/bin/java" "${flags[@]}" ${extra[@]+"${extra[@]}"} -cp "$APP_FOLDER/lib/*" "$MAIN" "$@"
}

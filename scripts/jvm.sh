# shellcheck shell=bash
# How the JVM is started. Sourced after say.sh, java.sh and build.sh.

MAIN=dev.berth.app.Main

# jvm_flags COMMAND: sets JVM_FLAGS. A server gets a collector for many threads and is ended by a full heap, for it comes
# back with the same agents; all other commands live for a moment and shall start fast.
jvm_flags() {
  JVM_FLAGS=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "-Dberth.root=$ROOT")
  if [ "$1" = up ]; then
    JVM_FLAGS+=(-XX:+UseG1GC -XX:+ExitOnOutOfMemoryError)
  else
    JVM_FLAGS+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m)
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
  jvm_flags list
  BERTH_URL=http://127.0.0.1:1 BERTH_TOKEN=none "$JAVA_HOME/bin/java" "-XX:AOTCacheOutput=$fresh" "${JVM_FLAGS[@]}" \
    -cp "$APP_FOLDER/lib/*" "$MAIN" list >>"$BUILD_LOG" 2>&1 </dev/null 9>&- || true
  [ -s "$fresh" ] || : >"$fresh"
  mv "$fresh" "$cache"
}

# jvm_run COMMAND ARGUMENT...: becomes the JVM.
jvm_run() {
  local cache extra=()
  jvm_flags "$1"
  shift
  cache=$(start_cache)
  [ ! -s "$cache" ] || JVM_FLAGS+=("-XX:AOTCache=$cache")
  read -ra extra <<<"${BERTH_JAVA_OPTS:-}"
  exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" ${extra[@]+"${extra[@]}"} -cp "$APP_FOLDER/lib/*" "$MAIN" "$@"
}

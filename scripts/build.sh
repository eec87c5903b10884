# shellcheck shell=bash
# Builds Berth when its sources are newer than what was built. Sourced after say.sh and java.sh, with jvm.sh; ROOT is the repository.

APP_FOLDER=$ROOT/app/target/berth
BUILD_LOG=$ROOT/target/build.log

# The application's own jar is the last file that the build puts in its place, so its age is the age of the build.
app_jar() {
  local jar
  for jar in "$APP_FOLDER"/lib/berth-app-*.jar; do
    [ -f "$jar" ] && echo "$jar" && return 0
  done
  return 1
}

build_needed() {
  local jar
  jar=$(app_jar) || return 0
  [ -n "$(cd "$ROOT" && find pom.xml .mvn ./*/pom.xml ./*/src/main -newer "$jar" 2>/dev/null | head -n 1)" ]
}

# commit: what `--version` tells; a tree with changes says so.
commit() {
  local id
  id=$(git -C "$ROOT" rev-parse --short=12 HEAD 2>/dev/null) || { echo unknown && return; }
  [ -z "$(git -C "$ROOT" status --porcelain --untracked-files=no 2>/dev/null)" ] || id=$id-changed
  echo "$id"
}

maven() { (cd "$ROOT" && exec ./mvnw -Dcommit="$(commit)" "$@"); }

# build_when_needed: parallel callers wait for the first one's build.
build_when_needed() {
  if build_needed || start_cache_needed; then
    mkdir -p "$ROOT/target"
    exec 9>"$ROOT/target/build.lock"
    ! have flock || flock 9
    ! build_needed || build
    ! start_cache_needed || start_cache_make
    exec 9>&-
  fi
}

build() {
  local started=$SECONDS pid
  if [ -d "${MAVEN_USER_HOME:-$HOME/.m2}/repository" ]; then
    say "Building Berth ..."
  else
    say "Building Berth (first time: fetches its libraries, takes a few minutes) ..."
  fi
  maven -Dmaven.test.skip=true -pl app -am package >"$BUILD_LOG" 2>&1 9>&- &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  build_progress "$pid" "$started"
  if ! wait "$pid"; then
    grep -E '^\[ERROR\]|^Error|^Exception' "$BUILD_LOG" | head -n 30 >&2 || tail -n 20 "$BUILD_LOG" >&2
    die "$EXIT_FAILED" "the build failed; its whole output is in $BUILD_LOG"
  fi
  trap - INT TERM
  say "Built in $((SECONDS - started)) s."
}

# build_progress PID STARTED: on a terminal, one line that tells the module at work and the seconds gone.
build_progress() {
  [ -t 2 ] || return 0
  local module
  while kill -0 "$1" 2>/dev/null; do
    module=$(sed -n 's/^\[INFO\] Building \(.*[^ ]\) *\[\(.*\)\]$/\2 \1/p' "$BUILD_LOG" | tail -n 1)
    printf '\r\033[K    %s s  %s' "$((SECONDS - $2))" "$module" >&2
    sleep 1
  done
  printf '\r\033[K' >&2
}

#!/usr/bin/env bash
# Tests of the shell scripts: each function named test_... of the files beside this one is a sentence about them, run in
# a shell and a folder of its own. usage: scripts/test/run.sh [PART OF A NAME]
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# fail TEXT: ends the test.
fail() {
  printf '      %s\n' "$*"
  exit 1
}

# expect CODE COMMAND...: runs it in a shell of its own, checks how it ends, leaves its words in $SAID.
expect() {
  local wanted=$1 code=0
  shift
  SAID=$("$@" 2>&1) || code=$?
  [ "$code" = "$wanted" ] || fail "ended with $code instead of $wanted: $SAID"
}

# says TEXT: what the last `expect` ran has said it.
says() {
  case $SAID in
    *"$1"*) ;;
    *) fail "should have said '$1', but said: $SAID" ;;
  esac
}

. "$ROOT/scripts/test/java-test.sh"
. "$ROOT/scripts/test/engine-test.sh"
. "$ROOT/scripts/test/build-test.sh"

count=0
failures=0
for name in $(declare -F | sed -n 's/^declare -f \(test_.*\)/\1/p'); do
  case $name in *"${1:-}"*) ;; *) continue ;; esac
  count=$((count + 1))
  folder=$(mktemp -d)
  if words=$(cd "$folder" && HOME=$folder && set -e && "$name" 2>&1); then
    [ -z "${VERBOSE:-}" ] || echo "ok    $name"
  else
    failures=$((failures + 1))
    printf 'FAIL  %s\n%s\n' "$name" "$(tail -n 20 <<<"$words")"
  fi
  rm -rf "$folder"
done
echo "Tests run: $count, Failures: $failures -- in scripts/test"
[ "$failures" = 0 ]

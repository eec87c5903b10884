# shellcheck shell=bash disable=SC2317,SC2016 # functions that stand in for others; programs in quotes
# Tests of scripts/java.sh. Sourced by run.sh; each runs with an empty folder as its home.

# load_java: with nothing of this machine in sight but a PATH.
load_java() {
  . "$ROOT/scripts/say.sh"
  . "$ROOT/scripts/apt.sh"
  . "$ROOT/scripts/java.sh"
  unset JAVA_HOME
  export BERTH_NO_INSTALL=1
  PATH=$PWD/bin:$PATH
}

# fake_jdk FOLDER VERSION
fake_jdk() {
  mkdir -p "$1/bin"
  printf '#!/bin/sh\necho "started: $0" >&2\nexit 9\n' >"$1/bin/java"
  cp "$1/bin/java" "$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
  printf 'IMPLEMENTOR="x"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
}

test_the_jdk_of_JAVA_HOME_comes_first() {
  load_java
  fake_jdk "$PWD/mine" 25.0.1
  fake_jdk "$HOME/.sdkman/candidates/java/25" 25
  JAVA_HOME=$PWD/mine
  [ "$(find_jdk)" = "$PWD/mine" ] || fail "found $(find_jdk)"
}

test_an_older_or_newer_JAVA_HOME_is_passed_over() {
  load_java
  fake_jdk "$PWD/mine" 17.0.1
  fake_jdk "$PWD/newer" 250
  fake_jdk "$HOME/.jdks/a" 25-ea
  jdk_candidates() { printf '%s\n' "$PWD/mine" "$PWD/newer" "$HOME/.jdks/a" "$PWD/ga"; }
  fake_jdk "$PWD/ga" 25
  [ "$(find_jdk)" = "$PWD/ga" ] || fail "found $(find_jdk)"
}

test_a_jdk_that_is_found_early_leaves_nobody_talking_to_a_closed_pipe() {
  load_java
  fake_jdk "$PWD/mine" 25
  jdk_candidates() {
    echo "$PWD/mine"
    for _ in $(seq 5000); do echo "/opt/a-folder-with-a-name-that-fills-a-pipe"; done
  }
  expect 0 env --ignore-signal=PIPE bash -c "$(declare -f jdk_is_right jdk_candidates find_jdk); find_jdk"
  [ "$SAID" = "$PWD/mine" ] || fail "said $SAID"
}

test_the_heap_is_bounded_by_a_quarter_of_the_memory_and_a_gibibyte() {
  local heap total
  heap=$("$ROOT/scripts/jvm/heap.sh" | sed 's/^-Xmx\(.*\)m$/\1/')
  total=$(awk '/^MemTotal:/ { printf "%d", $2 / 1024 }' /proc/meminfo)
  if [ "$heap" -lt 64 ] || [ "$heap" -gt 1024 ]; then fail "the heap is $heap MiB"; fi
  [ "$heap" = 64 ] || [ "$heap" -le $((total / 4)) ] || fail "the heap is $heap of $total MiB"
}

test_the_jdk_of_PATH_is_found_through_links() {
  load_java
  fake_jdk "$PWD/jdk" 25.0.3
  mkdir bin alternatives
  ln -s "$PWD/jdk/bin/javac" alternatives/javac
  ln -s ../alternatives/javac bin/javac
  [ "$(jdk_of_path)" = "$PWD/jdk" ] || fail "found $(jdk_of_path)"
}

test_a_runtime_without_a_compiler_is_no_jdk() {
  load_java
  fake_jdk "$PWD/jre" 25
  rm "$PWD/jre/bin/javac"
  ! jdk_is_right "$PWD/jre" || fail "was taken for a JDK"
}

test_no_java_is_started_to_learn_its_version() {
  load_java
  fake_jdk "$PWD/jdk" 25
  jdk_is_right "$PWD/jdk" 2>said || fail "was not recognised"
  [ ! -s said ] || fail "$(cat said)"
}

test_without_a_jdk_it_ends_with_what_to_do() {
  load_java
  jdk_candidates() { :; }
  expect 3 require_jdk
  says "JDK 25"
  says "JAVA_HOME"
}

test_each_kind_of_system_gets_its_own_remedy() {
  load_java
  local family
  os_family() { echo "$family"; }
  for family in fedora:dnf arch:pacman alpine:apk macos:brew; do
    local tool=${family#*:}
    family=${family%:*}
    expect 3 jdk_missing
    says "$tool"
  done
}

test_a_debian_whose_lists_were_never_fetched_is_not_said_to_lack_a_jdk() {
  load_java
  os_family() { echo debian; }
  apt_has() { return 1; }
  apt_has_lists() { return 1; }
  expect 3 jdk_missing
  says "apt-get update"
  says "apt-get install -y --no-install-recommends $JDK_PACKAGE"
}

test_a_debian_without_the_package_is_told_to_unpack_a_jdk() {
  load_java
  os_family() { echo debian; }
  apt_has() { return 1; }
  apt_has_lists() { return 0; }
  expect 3 jdk_missing
  says "below /opt"
}

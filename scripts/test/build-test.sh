# shellcheck shell=bash
# Tests of scripts/build.sh. Sourced by run.sh; each runs in an empty folder that stands for the repository.

# load_build: in a repository whose build is newer than its sources.
load_build() {
  SOURCES=$ROOT
  ROOT=$PWD
  . "$SOURCES/scripts/say.sh"
  . "$SOURCES/scripts/build.sh"
  mkdir -p .mvn app/src/main/java kit/src/main/java app/target/berth/lib
  touch -d '1 hour ago' pom.xml app/pom.xml kit/pom.xml kit/src/main/java/A.java kit/src/main/java/B.java
  find . -type d -exec touch -d '1 hour ago' {} +
  touch -d '1 minute ago' app/target/berth/lib/berth-app-0.1.0.jar
}

test_what_is_newer_than_its_sources_is_not_built_again() {
  load_build
  ! build_needed || fail "would build"
}

test_a_first_build_is_needed() {
  load_build
  rm app/target/berth/lib/berth-app-0.1.0.jar
  build_needed || fail "would not build"
}

test_a_changed_source_is_built() {
  load_build
  touch kit/src/main/java/A.java
  build_needed || fail "would not build"
}

test_a_deleted_source_is_built() {
  load_build
  rm kit/src/main/java/B.java
  build_needed || fail "would not build"
}

test_a_changed_build_file_is_built() {
  load_build
  touch kit/pom.xml
  build_needed || fail "would not build"
}

test_the_commit_is_unknown_outside_a_repository() {
  load_build
  [ "$(GIT_CEILING_DIRECTORIES=$PWD/.. commit)" = unknown ] || fail "is $(commit)"
}

test_a_commit_with_changes_says_so() {
  load_build
  git init -q . && git add pom.xml && git -c user.name=a -c user.email=a@b commit -qm x
  local id
  id=$(git rev-parse --short=12 HEAD)
  [ "$(commit)" = "$id" ] || fail "is $(commit)"
  echo x >pom.xml
  [ "$(commit)" = "$id-changed" ] || fail "is $(commit)"
}

# shellcheck shell=bash
# Finds a JDK 25, and installs one where that is possible. Sourced after say.sh and apt.sh.

JDK_PACKAGE=openjdk-25-jdk-headless

# jdk_is_right FOLDER: told from its `release` file; starting every java on a machine would take seconds.
jdk_is_right() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && grep -qE '^JAVA_VERSION="25[".+]' "$1/release" 2>/dev/null
}

# jdk_of_path: the folder whose bin holds the javac of PATH, links followed.
jdk_of_path() {
  local file target
  file=$(command -v javac 2>/dev/null) || return 0
  while [ -L "$file" ]; do
    target=$(readlink "$file")
    case $target in
      /*) file=$target ;;
      *) file=${file%/*}/$target ;;
    esac
  done
  (cd -P "${file%/*}/.." 2>/dev/null && pwd) || true
}

jdk_candidates() {
  local folder
  [ -z "${JAVA_HOME:-}" ] || echo "$JAVA_HOME"
  jdk_of_path
  for folder in /usr/lib/jvm/* /opt/* /opt/java/* /usr/local/lib/jvm/* /usr/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ ! -d "$folder" ] || echo "$folder"
  done
}

# All candidates first: one that is found early would leave their writer with a pipe that nobody reads, of which it tells
# where SIGPIPE is ignored.
find_jdk() {
  local folder candidates
  candidates=$(jdk_candidates)
  while IFS= read -r folder; do
    if jdk_is_right "$folder"; then
      echo "$folder"
      return 0
    fi
  done <<<"$candidates"
  return 1
}

# require_jdk: sets and exports JAVA_HOME, or ends and says what to do.
require_jdk() {
  local found
  if ! found=$(find_jdk); then
    jdk_install
    found=$(find_jdk) || missing "$JDK_PACKAGE is installed, but no JDK 25 is found in the usual folders." \
      "Set JAVA_HOME to it and run this again."
  fi
  JAVA_HOME=$found
  export JAVA_HOME
}

jdk_install() {
  may_install || jdk_missing
  say "No JDK 25 on this machine; looking for $JDK_PACKAGE in the distribution's archive."
  apt_offers "$JDK_PACKAGE" || jdk_missing
  apt_install "$JDK_PACKAGE"
}

jdk_missing() {
  local remedy lacking='Berth needs a JDK 25, and none was found by JAVA_HOME, on PATH or in the usual folders.'
  case $(os_family) in
    debian)
      if apt_has "$JDK_PACKAGE" || ! apt_has_lists; then
        missing "$lacking" "$(sudo_prefix)apt-get update" \
          "$(sudo_prefix)apt-get install -y --no-install-recommends $JDK_PACKAGE    # Debian 13, Ubuntu 25.10, or newer" \
          "or set JAVA_HOME to a JDK 25; then run this again."
      fi
      remedy='(the archive of this release has no JDK 25: unpack one, such as Eclipse Temurin 25, below /opt)' ;;
    fedora) remedy="$(sudo_prefix)dnf install -y java-25-openjdk-devel" ;;
    arch) remedy="$(sudo_prefix)pacman -S --noconfirm jdk25-openjdk" ;;
    alpine) remedy="$(sudo_prefix)apk add openjdk25-jdk" ;;
    macos) remedy='brew install --cask temurin@25' ;;
    *) remedy='(unpack a JDK 25, such as Eclipse Temurin 25, below /opt)' ;;
  esac
  missing "$lacking" "$remedy" "or set JAVA_HOME to a JDK 25; then run this again."
}

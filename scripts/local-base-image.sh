#!/usr/bin/env bash
# Makes a base image from the programs of this machine, for builds where no registry is reachable.
# usage: scripts/local-base-image.sh java|python|node TAG
# Each holds the named program, the libraries that it needs and a shell (Debian's busybox-static).
set -euo pipefail
umask 022 # the image is read by another user

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/image-root.sh"

JAVA_MODULES=java.se,jdk.compiler,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

# A shell and its tools, so that RUN works.
add_shell() {
  local busybox tool
  busybox=$(command -v busybox) || missing "Debian's busybox-static is needed." "$(sudo_prefix)apt-get install -y busybox-static"
  ! ldd "$busybox" >/dev/null 2>&1 || missing "The busybox here is not a static one." "$(sudo_prefix)apt-get install -y busybox-static"
  mkdir -p "$1/bin"
  cp "$busybox" "$1/bin/busybox"
  for tool in $("$busybox" --list); do
    [ "$tool" = busybox ] || ln -sf busybox "$1/bin/$tool"
  done
}

add_java() {
  require_jdk
  link_runtime "$JAVA_MODULES" "$1/opt/java"
  copy_libraries "$1/opt/java" "$1"
}

add_python() {
  local python=/usr/bin/python3 library
  [ -x "$python" ] || missing "Python 3 is needed." "$(sudo_prefix)apt-get install -y python3"
  library=$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
  mkdir -p "$1/usr/bin" "$1$library"
  cp -L "$python" "$1/usr/bin/python3"
  tar -C "$library" --exclude=__pycache__ --exclude=./test --exclude='./config-*' -cf - . | tar -C "$1$library" -xf -
  copy_libraries "$1/usr" "$1"
}

add_node() {
  local node part
  node=$(command -v node) || missing "Node is needed." "$(sudo_prefix)apt-get install -y nodejs"
  mkdir -p "$1/usr/bin" "$1/usr/share/nodejs"
  cp -L "$node" "$1/usr/bin/node"
  for part in acorn acorn-walk cjs-module-lexer undici; do # Debian's node keeps these parts of itself outside
    [ ! -d "/usr/share/nodejs/$part" ] || cp -rL "/usr/share/nodejs/$part" "$1/usr/share/nodejs/"
  done
  copy_libraries "$1/usr" "$1"
}

kind=${1:-}
tag=${2:-}
case $kind in
  java | python | node) [ -n "$tag" ] || die "$EXIT_USAGE" "usage: $0 java|python|node TAG" ;;
  *) die "$EXIT_USAGE" "usage: $0 java|python|node TAG" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
image_root "$work/root"
"add_$kind" "$work/root"
add_shell "$work/root"
image_tar "$work/root" | docker import \
  --change 'ENV PATH=/opt/java/bin:/usr/local/bin:/usr/bin:/bin' \
  --change 'ENV LANG=C.UTF-8' \
  --change 'WORKDIR /home/agent' \
  --change 'LABEL dev.berth.test=base' \
  - "$tag" >/dev/null
say "Built $tag: $(($(docker image inspect --format '{{.Size}}' "$tag") / 1000000)) MB."

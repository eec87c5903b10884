#!/usr/bin/env bash
# Builds the sample agent's image without any registry or package archive: a run-time linked from the JDK, the shared
# libraries that it names, the agent's classes. An image that holds the same already is left as it is.
# usage: scripts/sample-image.sh [TAG]        (berth/agent:latest)
# Needs a JDK 25, the docker command, and Linux with the engine on the same kind of processor.
set -euo pipefail
umask 022 # the image is read by another user

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/java.sh"
. "$ROOT/scripts/image-root.sh"

TAG=${1:-berth/agent:latest}
SOURCE=$ROOT/samples/agent/java
CONTENT_LABEL=dev.berth.sample.content

# content_hash: of everything that goes into the image; the same hash means the same image.
content_hash() {
  {
    cat "$SOURCE"/*.java "$ROOT/scripts/sample-image.sh" "$ROOT/scripts/image-root.sh" "$JAVA_HOME/release"
    libraries_of "$JAVA_HOME" | while IFS= read -r library; do cksum "$library"; done
  } | cksum | tr -d ' '
}

image_label() {
  docker image inspect --format "{{index .Config.Labels \"$CONTENT_LABEL\"}}" "$TAG" 2>/dev/null || true
}

require_jdk
have docker || missing "The docker command is needed to build an image." "$(sudo_prefix)apt-get install -y docker-cli"

content=$(content_hash)
if [ "$(image_label)" = "$content" ]; then
  say "$TAG is there already."
  exit 0
fi

say "Building the sample agent's image $TAG ..."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
image_root "$work/root"
link_runtime java.base,java.logging,jdk.httpserver "$work/root/opt/java"
copy_libraries "$work/root/opt/java" "$work/root"
"$JAVA_HOME/bin/javac" -Xlint:all -Werror -d "$work/root/srv" "$SOURCE"/*.java
image_tar "$work/root" | docker import \
  --change 'USER 1000:1000' \
  --change 'WORKDIR /home/agent' \
  --change 'EXPOSE 8000' \
  --change 'ENTRYPOINT ["/opt/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp", "/srv"]' \
  --change 'CMD ["Agent"]' \
  --change 'LABEL dev.berth.sample=1' \
  --change "LABEL $CONTENT_LABEL=$content" \
  - "$TAG" >/dev/null
say "Built $TAG: $(($(docker image inspect --format '{{.Size}}' "$TAG") / 1000000)) MB."

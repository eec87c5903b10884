#!/bin/sh
# `berth` inside the server's image: the JVM of the base image, with the flags that suit the command.
set -eu

case ${1:-} in
  up)
    flags=server.args
    heap=$(/opt/berth/jvm/heap.sh) ;;
  *)
    flags=command.args
    heap= ;;
esac
# shellcheck disable=SC2086 # several options in one variable
exec java "@/opt/berth/jvm/$flags" $heap ${BERTH_JAVA_OPTS:-} -cp '/opt/berth/lib/*' dev.berth.app.Main "$@"

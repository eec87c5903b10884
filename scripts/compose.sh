# shellcheck shell=bash
# Compose for the tests of the container form: this machine's plugin, else that of a later Debian. Sourced after
# later-debian.sh.

COMPOSE_FOLDER=${XDG_CACHE_HOME:-$HOME/.cache}/berth/compose-$LATER_DEBIAN

# compose_find: exports BERTH_TEST_COMPOSE, the program (version 2 or newer) that can be called without `docker`.
compose_find() {
  local folder
  [ -z "${BERTH_TEST_COMPOSE:-}" ] || return 0
  for folder in "$HOME/.docker/cli-plugins" /usr/local/lib/docker/cli-plugins /usr/local/libexec/docker/cli-plugins \
    /usr/lib/docker/cli-plugins /usr/libexec/docker/cli-plugins "$COMPOSE_FOLDER"; do
    if [ -x "$folder/docker-compose" ]; then
      export BERTH_TEST_COMPOSE=$folder/docker-compose
      return 0
    fi
  done
  fetch_of_later_debian "$COMPOSE_FOLDER" compose_collect docker-compose
  export BERTH_TEST_COMPOSE=$COMPOSE_FOLDER/docker-compose
}

# compose_collect UNPACKED BIN
compose_collect() { mv "$1/usr/libexec/docker/cli-plugins/docker-compose" "$2/"; }

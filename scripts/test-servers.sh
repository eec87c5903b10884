# shellcheck shell=bash
# What tests need beside a JDK: engines and a database of their own. Sourced after say.sh, apt.sh and engine.sh.
# servers_start exports BERTH_TEST_DOCKER_HOST (the main engine), BERTH_TEST_DOCKER_HOST_NEW (a newer one),
# BERTH_TEST_POSTGRES (a JDBC URL) and BERTH_TEST_COMPOSE (the compose program); servers_stop ends exactly what it started. What the caller has set is used as it is.

TEST_PACKAGES=(iproute2 iptables procps curl ca-certificates python3 nodejs postgresql busybox-static nginx-light chromium)

servers_start() {
  [ -z "${SERVERS_FOLDER:-}" ] || return 0
  SERVERS_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/berth-test.XXXXXX")
  chmod 711 "$SERVERS_FOLDER" # the database runs as another user
  trap servers_stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  test_packages
  main_engine_start
  new_engine_start
  compose_find
  postgres_start
}

servers_stop() {
  local code=$?
  trap - EXIT INT TERM
  postgres_stop
  new_engine_stop
  engine_stop
  rm -rf "$SERVERS_FOLDER"
  exit "$code"
}

# A database that is being installed must not start a cluster of its own: the tests have theirs.
test_packages() {
  local package lacking=()
  for package in "${TEST_PACKAGES[@]}"; do
    apt_installed "$package" || lacking+=("$package")
  done
  [ ${#lacking[@]} -gt 0 ] || return 0
  if may_install; then
    if [[ " ${lacking[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
      mkdir -p /etc/postgresql-common
      echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    without_service_start apt_install "${lacking[@]}"
  elif [ "$(os_family)" = debian ]; then
    missing "The tests need packages that are not installed." \
      "$(sudo_prefix)apt-get install -y --no-install-recommends ${lacking[*]}"
  fi
}

main_engine_start() {
  if [ -n "${BERTH_TEST_DOCKER_HOST:-}" ]; then
    DOCKER_HOST=$BERTH_TEST_DOCKER_HOST
  fi
  engine_ensure
  export BERTH_TEST_DOCKER_HOST=${DOCKER_HOST:-unix://$ENGINE_SOCKET}
}

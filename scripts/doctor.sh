# shellcheck shell=bash
# What this machine has and lacks for working on Berth; changes nothing. Sourced after the other parts.

DOCTOR_LACKS=0

dev_doctor() {
  local jdk
  if jdk=$(find_jdk); then
    doctor_has "JDK 25" "$jdk"
  else
    doctor_lacks "JDK 25" "./dev check installs it where it can, and says what to do where it cannot"
  fi
  doctor_engine
  doctor_tool git "tells the commit in --version"
  doctor_tool shellcheck "check"
  doctor_tool python3 "it: the sample agents"
  doctor_tool node "it: the sample agents, the comparison of parsers"
  doctor_tool busybox "e2e: images without a registry"
  doctor_tool chromium "e2e: the page of the API"
  doctor_tool nginx "bench: the gateway beside it"
  if [ -n "${BERTH_TEST_POSTGRES:-}" ] || (postgres_programs >/dev/null 2>&1); then
    doctor_has "PostgreSQL" "${BERTH_TEST_POSTGRES:+BERTH_TEST_POSTGRES}"
  else
    doctor_lacks "PostgreSQL" "it: both databases keep one contract"
  fi
  if [ -n "${BERTH_TEST_DOCKER_HOST_NEW:-}" ] || [ -x "$NEW_ENGINE_FOLDER/dockerd" ]; then
    doctor_has "second engine" "${BERTH_TEST_DOCKER_HOST_NEW:-$NEW_ENGINE_FOLDER}"
  else
    doctor_lacks "second engine" "it: ./dev it fetches it (root, Debian)"
  fi
  doctor_port 8081
  [ "$DOCTOR_LACKS" = 0 ] || missing "$DOCTOR_LACKS things are missing; as root on Debian ./dev verify brings them."
}

doctor_has() { printf '  has    %-14s %s\n' "$1" "$2"; }

doctor_lacks() {
  printf '  lacks  %-14s %s\n' "$1" "$2"
  DOCTOR_LACKS=$((DOCTOR_LACKS + 1))
}

doctor_tool() {
  if have "$1"; then
    doctor_has "$1" "$(command -v "$1")"
  else
    doctor_lacks "$1" "$2"
  fi
}

doctor_engine() {
  if [ -n "${DOCKER_HOST:-}" ] && engine_answers "$DOCKER_HOST"; then
    doctor_has "engine" "$DOCKER_HOST"
  elif [ -z "${DOCKER_HOST:-}" ] && engine_find; then
    doctor_has "engine" "${DOCKER_HOST:-$ENGINE_SOCKET}"
  else
    doctor_lacks "engine" "nothing answers at ${DOCKER_HOST:-$ENGINE_SOCKET}"
  fi
}

# A port in use is no lack: a Berth may run here.
doctor_port() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    printf '  note   %-14s %s\n' "port $1" "in use; ./berth up --port takes another"
  else
    doctor_has "port $1" "free"
  fi
}

# shellcheck shell=bash disable=SC2317,SC2016 # functions that stand in for others; programs in quotes
# Tests of scripts/engine.sh that need no engine. Sourced by run.sh; each runs with an empty folder as its home.

# load_engine: with a default socket that is nobody's.
load_engine() {
  . "$ROOT/scripts/say.sh"
  . "$ROOT/scripts/apt.sh"
  . "$ROOT/scripts/engine.sh"
  unset DOCKER_HOST XDG_RUNTIME_DIR
  export BERTH_NO_INSTALL=1
  ENGINE_SOCKET=$PWD/none.sock
  dockerd_start() { fail "would have started an engine"; }
}

# fake_engine SOCKET: answers pings until the test ends.
fake_engine() {
  python3 - "$1" <<'PYTHON' &
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
server.settimeout(60)
while True:
    call, _ = server.accept()
    call.recv(4096)
    call.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK")
    call.close()
PYTHON
  # shellcheck disable=SC2064 # the id of this process
  trap "kill $!" EXIT
  local deadline=$((SECONDS + 30))
  until socket_answers "$1"; do
    [ $SECONDS -lt $deadline ] || fail "the fake engine does not answer"
  done
}

test_an_engine_at_the_default_socket_is_used_as_it_is() {
  load_engine
  fake_engine "$ENGINE_SOCKET"
  engine_ensure
  [ -z "${DOCKER_HOST:-}$ENGINE_STARTED" ] || fail "changed something: ${DOCKER_HOST:-} $ENGINE_STARTED"
}

test_an_engine_that_listens_elsewhere_is_told_by_DOCKER_HOST() {
  load_engine
  mkdir -p .docker/run
  fake_engine "$PWD/.docker/run/docker.sock"
  engine_ensure
  [ "$DOCKER_HOST" = "unix://$PWD/.docker/run/docker.sock" ] || fail "DOCKER_HOST is $DOCKER_HOST"
}

test_an_engine_answers_without_curl_too() {
  load_engine
  have() { [ "$1" != curl ] && command -v "$1" >/dev/null; }
  fake_engine "$ENGINE_SOCKET"
  socket_answers "$ENGINE_SOCKET" || fail "is not seen to answer"
}

test_a_DOCKER_HOST_that_does_not_answer_is_never_replaced() {
  load_engine
  fake_engine "$ENGINE_SOCKET"
  DOCKER_HOST=unix://$PWD/gone.sock
  expect 3 engine_ensure
  says "unix://$PWD/gone.sock"
  says "unset DOCKER_HOST"
}

test_without_an_engine_it_ends_with_what_to_do() {
  load_engine
  have() { [ "$1" != dockerd ] && command -v "$1" >/dev/null; }
  os_family() { echo debian; }
  expect 3 engine_ensure
  says "apt-get install -y --no-install-recommends docker.io"
}

test_an_engine_that_is_installed_but_stopped_is_not_installed_again() {
  load_engine
  have() { [ "$1" = dockerd ] || command -v "$1" >/dev/null; }
  expect 3 engine_ensure
  says "does not run"
}

test_a_socket_without_the_right_to_it_leads_to_the_docker_group() {
  load_engine
  expect 3 engine_forbidden
  says "usermod -aG docker"
}

test_a_zombie_does_not_run() {
  load_engine
  python3 -c 'import os, time; child = os.fork() or os._exit(0); print(child, flush=True); time.sleep(60)' >zombie &
  local parent=$! deadline=$((SECONDS + 30))
  # shellcheck disable=SC2064 # the id of this process
  trap "kill $parent" EXIT
  until [ -s zombie ] && grep -q 'State:.Z' "/proc/$(cat zombie)/status" 2>/dev/null; do
    [ $SECONDS -lt $deadline ] || fail "no zombie came to be"
  done
  ! process_runs "$(cat zombie)" || fail "is taken for alive"
  process_runs "$parent" || fail "its parent is taken for dead"
}

test_a_pid_file_is_cleared_when_its_process_is_another_program() {
  load_engine
  echo $$ >pid
  clear_stale_pid pid dockerd
  [ ! -e pid ] || fail "is still there"
}

test_a_pid_file_of_a_live_engine_stays() {
  load_engine
  echo $$ >pid
  clear_stale_pid pid "$(cat "/proc/$$/comm")"
  [ -e pid ] || fail "was cleared"
}

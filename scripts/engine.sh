# shellcheck shell=bash
# Finds a container engine, and installs and starts the distribution's one where that is possible. Sourced after say.sh
# and apt.sh.

ENGINE_SOCKET=/var/run/docker.sock
ENGINE_LOG=/var/log/dockerd.log
ENGINE_PATIENCE=60 # seconds until an engine that was started must answer
PATH=$PATH:/usr/sbin:/sbin # where dockerd lies; ordinary users lack it

# engine_answers HOST: whether an engine answers at unix:///path or tcp://host:port.
engine_answers() {
  case $1 in
    unix://*) socket_answers "${1#unix://}" ;;
    tcp://*) [ "$(curl -s -m 3 "http://${1#tcp://}/_ping" 2>/dev/null)" = OK ] ;;
    *) return 1 ;;
  esac
}

# curl need not be there on a fresh machine; perl is a part of every Debian.
socket_answers() {
  [ -S "$1" ] || return 1
  if have curl; then
    [ "$(curl -s -m 3 --unix-socket "$1" http://engine/_ping 2>/dev/null)" = OK ]
  else
    # shellcheck disable=SC2016 # perl's variables, not the shell's
    perl -MIO::Socket::UNIX -e 'alarm 3; my $s = IO::Socket::UNIX->new($ARGV[0]) or exit 1;
      print $s "GET /_ping HTTP/1.0\r\n\r\n"; local $/; exit(<$s> =~ /\r\n\r\nOK/ ? 0 : 1)' "$1" 2>/dev/null
  fi
}

# Where engines listen: the system's, a rootless one's, Docker Desktop's, Colima's.
engine_sockets() {
  echo "$ENGINE_SOCKET"
  [ -z "${XDG_RUNTIME_DIR:-}" ] || echo "$XDG_RUNTIME_DIR/docker.sock"
  echo "$HOME/.docker/run/docker.sock"
  echo "$HOME/.colima/default/docker.sock"
}

# engine_find: sets DOCKER_HOST when an engine answers elsewhere than at the default socket.
engine_find() {
  local socket
  while IFS= read -r socket; do
    if socket_answers "$socket"; then
      [ "$socket" = "$ENGINE_SOCKET" ] || export DOCKER_HOST=unix://$socket
      return 0
    fi
  done < <(engine_sockets)
  return 1
}

# engine_ensure: an engine answers afterwards, or the script has ended and said what to do. An engine that it started
# itself is told in ENGINE_STARTED.
engine_ensure() {
  ENGINE_STARTED=
  if [ -n "${DOCKER_HOST:-}" ]; then
    engine_of_environment
    return
  fi
  ! engine_find || return 0
  [ ! -S "$ENGINE_SOCKET" ] || [ -w "$ENGINE_SOCKET" ] || engine_forbidden
  engine_turn
  engine_find || {
    have dockerd || engine_install
    engine_start
  }
  exec 8>&-
}

# engine_turn: of several that find no engine at the same time, one installs and starts it while the others wait.
engine_turn() {
  exec 8>/dev/null
  if is_root && have flock && mkdir -p /run/lock; then
    exec 8>/run/lock/berth-engine.lock
    flock 8
  fi
}

# What DOCKER_HOST names is never replaced by another engine. Forms that need keys are left to the one who uses it.
engine_of_environment() {
  [ -z "${DOCKER_TLS_VERIFY:-}" ] || return 0
  case $DOCKER_HOST in
    unix://* | tcp://*)
      engine_answers "$DOCKER_HOST" || missing "DOCKER_HOST is $DOCKER_HOST, and no engine answers there." \
        "Start that engine, or use the default one:" "unset DOCKER_HOST" ;;
  esac
}

engine_forbidden() {
  missing "An engine listens on $ENGINE_SOCKET, but $(id -un) may not use it." \
    "sudo usermod -aG docker $(id -un)" "newgrp docker        # or log in again; then run this again"
}

# With systemd the package starts the engine by itself; without, nothing may start it before its cgroups are there.
engine_install() {
  may_install || engine_missing
  say "No container engine on this machine; installing docker.io from the distribution's archive and starting it."
  apt_offers docker.io || engine_missing
  local packages=(docker.io iptables ca-certificates curl) # curl for the line that berth up prints
  ! apt_has docker-cli || packages+=(docker-cli)
  if has_systemd; then
    apt_install "${packages[@]}"
  else
    without_service_start apt_install "${packages[@]}"
  fi
}

has_systemd() { [ -d /run/systemd/system ]; }

# without_service_start COMMAND...: packages start no services meanwhile; where they may not anyhow, nothing changes.
without_service_start() {
  local policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  ("$@") || { rm -f "$policy" && exit "$EXIT_FAILED"; }
  rm -f "$policy"
}

engine_start() {
  { is_root && [ -z "${BERTH_NO_INSTALL:-}" ] && [ "$(uname -s)" = Linux ]; } || engine_stopped
  say "Starting the container engine."
  if has_systemd; then
    ENGINE_STARTED=systemd
    systemctl start docker || die "$EXIT_FAILED" "systemctl could not start docker: see journalctl -u docker"
  else
    cgroups_mount
    dockerd_start "unix://$ENGINE_SOCKET"
    ENGINE_STARTED=$DOCKERD_PID
  fi
  local deadline=$((SECONDS + ENGINE_PATIENCE))
  until socket_answers "$ENGINE_SOCKET"; do
    if [ $SECONDS -ge $deadline ] || ! engine_lives; then
      [ "$ENGINE_STARTED" = systemd ] || tail -n 5 "$ENGINE_LOG" >&2
      die "$EXIT_FAILED" "the container engine did not come up$(engine_log_hint)"
    fi
    sleep 0.1
  done
}

engine_lives() { [ "$ENGINE_STARTED" = systemd ] || process_runs "$ENGINE_STARTED"; }

engine_log_hint() {
  if [ "$ENGINE_STARTED" = systemd ]; then
    echo '; see: journalctl -u docker'
  else
    echo "; its last words are above, the rest in $ENGINE_LOG"
  fi
}

# dockerd_start FLAGS...: in a session of its own, so that it outlives this one; its id is DOCKERD_PID.
dockerd_start() {
  clear_stale_pid /var/run/docker.pid dockerd
  clear_stale_pid /var/run/docker/containerd/containerd.pid containerd
  local host=$1
  shift
  (
    ulimit -n "$(ulimit -Hn)"
    exec setsid dockerd -H "$host" "$@" >>"$ENGINE_LOG" 2>&1 </dev/null 8>&- 9>&-
  ) &
  DOCKERD_PID=$!
}

# clear_stale_pid FILE NAME: an engine refuses to start while its pid file names a process; one that is gone, a zombie,
# or by now another program does not count.
clear_stale_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  if ! process_runs "$pid" || [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != "$2" ]; then
    rm -f "$1"
  fi
}

# process_runs PID: a zombie does not.
process_runs() {
  local state
  state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)
  [ -n "$state" ] && [ "$state" != Z ]
}

# cgroups_mount: where nothing is mounted: version 2 if it has the controllers that limits need, else version 1.
cgroups_mount() {
  ! mountpoint -q /sys/fs/cgroup || return 0
  if mount -t cgroup2 cgroup2 /sys/fs/cgroup 2>/dev/null; then
    ! grep -qw memory /sys/fs/cgroup/cgroup.controllers || return 0
    umount /sys/fs/cgroup
  fi
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  local controller
  awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups | while IFS= read -r controller; do
    mkdir -p "/sys/fs/cgroup/$controller"
    mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller" || rmdir "/sys/fs/cgroup/$controller"
  done
}

# engine_stop: ends the engine that engine_ensure started, and nothing else.
engine_stop() {
  case ${ENGINE_STARTED:-} in
    '') return 0 ;;
    systemd) systemctl stop docker.service docker.socket ;;
    *) process_stop "$ENGINE_STARTED" ;;
  esac
  ENGINE_STARTED=
}

# process_stop PID: asks first, insists after 30 seconds.
process_stop() {
  local deadline=$((SECONDS + 30))
  kill "$1" 2>/dev/null || return 0
  while process_runs "$1"; do
    if [ $SECONDS -ge $deadline ]; then
      kill -9 "$1" 2>/dev/null || true
      return 0
    fi
    sleep 0.1
  done
}

engine_missing() {
  local sudo
  sudo=$(sudo_prefix)
  local start="${sudo}systemctl enable --now docker"
  case $(os_family) in
    debian) missing "Berth needs a container engine, and none was found." "${sudo}apt-get update" \
      "${sudo}apt-get install -y --no-install-recommends docker.io ca-certificates" "$(engine_start_command)" ;;
    fedora) missing "Berth needs a container engine, and none was found." "${sudo}dnf install -y moby-engine" "$start" ;;
    arch) missing "Berth needs a container engine, and none was found." "${sudo}pacman -S --noconfirm docker" "$start" ;;
    alpine) missing "Berth needs a container engine, and none was found." "${sudo}apk add docker" \
      "${sudo}rc-service docker start" ;;
    macos) missing "Berth needs a container engine, and none was found." "brew install colima docker" "colima start" ;;
    *) missing "Berth needs a container engine (Docker 20.10 or newer), and none was found." \
      "Install one, or set DOCKER_HOST to one; then run this again." ;;
  esac
}

engine_stopped() {
  missing "A container engine is installed here, but it does not run." "$(engine_start_command)"
}

engine_start_command() {
  if has_systemd; then
    echo "$(sudo_prefix)systemctl start docker"
  elif [ "$(uname -s)" = Linux ]; then
    echo "$(sudo_prefix)sh -c 'setsid dockerd >>$ENGINE_LOG 2>&1 </dev/null &'"
  else
    echo 'Start Docker Desktop, or: colima start'
  fi
}

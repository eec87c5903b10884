# shellcheck shell=bash
# A newer container engine beside the system's, for the contract that both must keep: Docker of a later Debian release,
# unpacked (never installed) and run in a network of its own. Sourced after later-debian.sh.

NEW_ENGINE_PATIENCE=60 # seconds until it must answer
NEW_ENGINE_FOLDER=${XDG_CACHE_HOME:-$HOME/.cache}/berth/docker-$LATER_DEBIAN

new_engine_start() {
  [ -z "${BERTH_TEST_DOCKER_HOST_NEW:-}" ] || return 0
  is_root || missing "The second engine of the tests can be run by root only." \
    "sudo ./dev verify" "or set BERTH_TEST_DOCKER_HOST_NEW to an engine of version 23 or newer"
  new_engine_fetch
  new_engine_run
  export BERTH_TEST_DOCKER_HOST_NEW=unix://$SERVERS_FOLDER/new-engine/docker.sock
}

# new_engine_fetch: once per machine; a folder that is there is whole, for it gets its name last.
new_engine_fetch() {
  [ ! -x "$NEW_ENGINE_FOLDER/dockerd" ] || return 0
  fetch_of_later_debian "$NEW_ENGINE_FOLDER" new_engine_collect docker.io containerd
}

# new_engine_collect UNPACKED BIN
new_engine_collect() {
  mv "$1/usr/sbin/dockerd" "$1/usr/sbin/docker-proxy" "$1/usr/bin/containerd" "$1/usr/bin/containerd-shim-runc-v2" "$2/"
  ln -s "$(command -v docker-init || command -v tini-static)" "$2/docker-init"
}

# new_engine_run: in a network and a mount namespace of its own. Beside another engine in one network it would take that
# one's bridge away. /sys is mounted afresh for the new network, and the cgroups are put back into it.
new_engine_run() {
  local folder=$SERVERS_FOLDER/new-engine log=$SERVERS_FOLDER/new-engine.log deadline=$((SECONDS + NEW_ENGINE_PATIENCE))
  mkdir -p "$folder/cgroup"
  # shellcheck disable=SC2016 # the inner shell's variables
  PATH=$NEW_ENGINE_FOLDER:$PATH setsid unshare --net --mount --uts --propagation private bash -euc '
    folder=$1
    hostname new-engine
    ip link set lo up
    mount --rbind /sys/fs/cgroup "$folder/cgroup"
    mount -t sysfs sysfs /sys
    mount --rbind "$folder/cgroup" /sys/fs/cgroup
    exec dockerd -H "unix://$folder/docker.sock" --data-root "$folder/data" --exec-root "$folder/run" \
      --pidfile "$folder/pid" --exec-opt native.cgroupdriver=cgroupfs --bip 10.254.0.1/24
  ' new-engine "$folder" >"$log" 2>&1 </dev/null &
  NEW_ENGINE_PID=$!
  until socket_answers "$folder/docker.sock"; do
    if [ $SECONDS -ge $deadline ] || ! process_runs "$NEW_ENGINE_PID"; then
      tail -n 5 "$log" >&2
      die "$EXIT_FAILED" "the second engine of the tests did not come up; its last words are above."
    fi
    sleep 0.1
  done
}

new_engine_stop() {
  [ -z "${NEW_ENGINE_PID:-}" ] || process_stop "$NEW_ENGINE_PID"
}

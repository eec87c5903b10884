# shellcheck shell=bash
# A newer container engine beside the system's, for the contract that both must keep: Docker of a later Debian release,
# unpacked (never installed) and run in a network of its own. Sourced by test-servers.sh's callers.

NEW_ENGINE_SUITE=trixie
NEW_ENGINE_PATIENCE=60 # seconds until it must answer
NEW_ENGINE_FOLDER=${XDG_CACHE_HOME:-$HOME/.cache}/berth/docker-$NEW_ENGINE_SUITE

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
  [ -z "${BERTH_NO_INSTALL:-}" ] || missing "The second engine of the tests is not in $NEW_ENGINE_FOLDER." \
    "./dev verify        # without --no-install"
  say "Fetching Docker of Debian's $NEW_ENGINE_SUITE, to be unpacked in $NEW_ENGINE_FOLDER"
  mkdir -p "${NEW_ENGINE_FOLDER%/*}"
  local work
  work=$(mktemp -d "${NEW_ENGINE_FOLDER%/*}/fetch.XXXXXX")
  (new_engine_download "$work") >"$work.log" 2>&1 || {
    tail -n 5 "$work.log" >&2
    rm -rf "$work" "$work.log"
    die "$EXIT_FAILED" "Docker of Debian's $NEW_ENGINE_SUITE could not be fetched; the last words are above."
  }
  rm -rf "$NEW_ENGINE_FOLDER"
  mv "$work/bin" "$NEW_ENGINE_FOLDER"
  rm -rf "$work" "$work.log"
}

# new_engine_download FOLDER: by an apt with folders of its own, from the mirror that this system uses already.
new_engine_download() {
  set -e
  local mirror package
  mirror=$(debian_mirror)
  mkdir -p "$1"/lists/partial "$1"/archives/partial "$1"/debs "$1"/unpacked "$1"/bin
  echo "deb [signed-by=$(debian_keyring)] $mirror $NEW_ENGINE_SUITE main" >"$1/sources.list"
  cat >"$1/apt.conf" <<CONF
Dir::State::Lists "$1/lists";
Dir::Cache "$1";
Dir::Etc::SourceList "$1/sources.list";
Dir::Etc::SourceParts "/dev/null";
APT::Sandbox::User "root";
CONF
  export APT_CONFIG=$1/apt.conf
  apt-get -qq update
  cd "$1/debs"
  apt-get -qq download docker.io containerd
  for package in *.deb; do dpkg-deb -x "$package" "$1/unpacked"; done
  cd "$1/unpacked/usr"
  mv sbin/dockerd sbin/docker-proxy bin/containerd bin/containerd-shim-runc-v2 "$1/bin/"
  ln -s "$(command -v docker-init || command -v tini-static)" "$1/bin/docker-init"
}

# The main archive's address as apt knows it; its lists must have been fetched for that.
debian_mirror() {
  local mirror
  mirror=$(debian_mirror_known)
  if [ -z "$mirror" ]; then
    apt-get -qq update
    mirror=$(debian_mirror_known)
  fi
  [ -n "$mirror" ] || { echo "apt here uses no mirror of Debian; set BERTH_TEST_DOCKER_HOST_NEW instead" && return 1; }
  echo "$mirror"
}

debian_mirror_known() {
  # shellcheck disable=SC2016 # apt's variable, not the shell's
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | sort -u | head -n 1
}

debian_keyring() {
  local file
  for file in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
    [ ! -e "$file" ] || { echo "$file" && return; }
  done
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

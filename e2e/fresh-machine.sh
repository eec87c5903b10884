#!/usr/bin/env bash
# Runs a command in this repository on a fresh Debian: a minimal root of its own, with processes, mounts and a network of
# its own, that reaches out through this machine. Gone afterwards.
# usage: e2e/fresh-machine.sh SUITE COMMAND...         as in: e2e/fresh-machine.sh trixie ./berth version
# Needs root, mmdebstrap and an apt that uses Debian's archive. FRESH_MAVEN=1 also leaves out this machine's Maven folder,
# so that all libraries are fetched.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/scripts/say.sh"
. "$ROOT/scripts/apt.sh"
. "$ROOT/scripts/later-debian.sh" # for debian_mirror

NET=10.253.$(($$ % 250 + 1)) # several may run at a time
NAME=fresh$$
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/berth

[ $# -ge 2 ] || die "$EXIT_USAGE" "usage: $0 SUITE COMMAND..."
is_root || missing "A fresh machine can be made by root only." "sudo $0 $*"
have mmdebstrap || missing "This needs mmdebstrap." "apt-get install -y --no-install-recommends mmdebstrap"

suite=$1
shift
work=$(mktemp -d "${TMPDIR:-/tmp}/berth-fresh.XXXXXX")

# base: the minimal root, made once.
base() {
  [ ! -f "$CACHE/debian-$suite.tar" ] || return 0
  say "Making a minimal Debian $suite"
  mkdir -p "$CACHE"
  mmdebstrap --quiet --format=tar --variant=minbase "$suite" "$CACHE/debian-$suite.tar.part" "$(debian_mirror)"
  mv "$CACHE/debian-$suite.tar.part" "$CACHE/debian-$suite.tar"
}

unpack() {
  mkdir "$work/root"
  tar -C "$work/root" -xf "$CACHE/debian-$suite.tar"
  mkdir -p "$work/root/berth" "$work/root/root/.m2"
  (cd "$ROOT" && git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf -) |
    tar -C "$work/root/berth" -xf -
  cp -L /etc/resolv.conf "$work/root/etc/resolv.conf"
  [ -n "${FRESH_MAVEN:-}" ] || [ ! -d "$HOME/.m2" ] || mount --bind "$HOME/.m2" "$work/root/root/.m2"
}

network_up() {
  ip netns add "$NAME"
  ip link add "v$NAME" type veth peer name eth0 netns "$NAME"
  ip addr add "$NET.1/24" dev "v$NAME"
  ip link set "v$NAME" up
  ip -n "$NAME" link set lo up
  ip -n "$NAME" addr add "$NET.2/24" dev eth0
  ip -n "$NAME" link set eth0 up
  ip -n "$NAME" route add default via "$NET.1"
  rules -I
}

rules() {
  iptables -w "$1" FORWARD -i "v$NAME" -j ACCEPT
  iptables -w "$1" FORWARD -o "v$NAME" -j ACCEPT
  iptables -w -t nat "$1" POSTROUTING -s "$NET.0/24" -j MASQUERADE
}

clean() {
  rules -D 2>/dev/null || true
  ip link del "v$NAME" 2>/dev/null || true
  ip netns del "$NAME" 2>/dev/null || true
  ! mountpoint -q "$work/root/root/.m2" || umount "$work/root/root/.m2"
  rm -rf --one-file-system "$work"
}

# enter COMMAND...: the first process of the fresh machine; a change of root by pivot, so that an engine inside works.
# Its control groups are this machine's: hierarchies belong to the kernel, and engines outside stumble over new ones.
enter() {
  # shellcheck disable=SC2016 # the inner shell's variables
  nsenter --net="/run/netns/$NAME" unshare --mount --uts --pid --ipc --fork --kill-child --propagation private bash -euc '
    root=$1
    shift
    hostname fresh
    mount --rbind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/run"
    cd "$root"
    mkdir -p .old
    pivot_root . .old
    umount -l .old
    cd /berth
    exec env -i HOME=/root TERM="${TERM:-dumb}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
  ' fresh "$work/root" "$@"
}

trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
base
unpack
network_up
enter "$@"

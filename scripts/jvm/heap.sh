#!/bin/sh
# Prints the option that bounds a server's heap: a quarter of the memory that this machine or its container has, and at
# most 1 GiB, which is three times what the server needs under full load. An -Xmx in BERTH_JAVA_OPTS comes later and wins.
set -eu

MOST_MIB=1024
LEAST_MIB=64

# memory_mib: the smallest of what the machine has and what the control group allows (v2, v1).
memory_mib() {
  {
    sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo
    cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes |
      awk '/^[0-9]+$/ { printf "%d\n", $1 / 1024 }'
  } 2>/dev/null | sort -n | awk 'NR == 1 { printf "%d\n", $1 / 1024 }'
}

heap=$(($(memory_mib) / 4))
[ "$heap" -gt 0 ] || exit 0
[ "$heap" -lt "$MOST_MIB" ] || heap=$MOST_MIB
[ "$heap" -gt "$LEAST_MIB" ] || heap=$LEAST_MIB
echo "-Xmx${heap}m"

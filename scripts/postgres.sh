# shellcheck shell=bash
# A PostgreSQL server for tests: a cluster of its own on a port of its own, gone afterwards. Sourced by test-servers.sh's
# callers.

POSTGRES_ATTEMPTS=5 # another process may take the port first

postgres_start() {
  [ -z "${BERTH_TEST_POSTGRES:-}" ] || return 0
  local bin password attempt
  bin=$(postgres_programs)
  POSTGRES_DATA=$SERVERS_FOLDER/postgres
  password=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
  postgres_create "$bin" "$password"
  for attempt in $(seq "$POSTGRES_ATTEMPTS"); do
    POSTGRES_PORT=$(free_port)
    if postgres_as_owner "$bin/pg_ctl" -D "$POSTGRES_DATA" -l "$POSTGRES_DATA/log" -w -t 60 -s \
      -o "-p $POSTGRES_PORT" start >>"$SERVERS_FOLDER/postgres.log" 2>&1; then
      export BERTH_TEST_POSTGRES="jdbc:postgresql://127.0.0.1:$POSTGRES_PORT/postgres?user=berth&password=$password"
      return 0
    fi
  done
  tail -n 5 "$POSTGRES_DATA/log" >&2
  die "$EXIT_FAILED" "PostgreSQL did not start in $attempt attempts; its last words are above."
}

postgres_stop() {
  [ -n "${POSTGRES_DATA:-}" ] && [ -f "$POSTGRES_DATA/postmaster.pid" ] || return 0
  postgres_as_owner "$(postgres_programs)/pg_ctl" -D "$POSTGRES_DATA" -m immediate -w -s stop || true
}

# What is written survives no power failure unless POSTGRES_DURABLE is set: tests ask what the database says, not what it
# keeps; benchmarks want the price of keeping.
postgres_create() {
  mkdir "$POSTGRES_DATA"
  printf '%s\n' "$2" >"$SERVERS_FOLDER/postgres.password"
  ! is_root || chown postgres "$POSTGRES_DATA" "$SERVERS_FOLDER/postgres.password"
  postgres_as_owner "$1/initdb" -D "$POSTGRES_DATA" -U berth --auth=scram-sha-256 \
    --pwfile="$SERVERS_FOLDER/postgres.password" --no-sync --locale=C.UTF-8 -E UTF8 \
    >"$SERVERS_FOLDER/postgres.log" 2>&1 || {
    tail -n 5 "$SERVERS_FOLDER/postgres.log" >&2
    die "$EXIT_FAILED" "initdb failed; its last words are above."
  }
  {
    echo "listen_addresses = '127.0.0.1'"
    echo "unix_socket_directories = ''"
    if [ -z "${POSTGRES_DURABLE:-}" ]; then
      echo 'fsync = off'
      echo 'synchronous_commit = off'
      echo 'full_page_writes = off'
    fi
    echo 'max_connections = 300'
  } >>"$POSTGRES_DATA/postgresql.conf"
}

# The server refuses to run as root.
postgres_as_owner() {
  if is_root; then
    (cd / && exec setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/tmp "$@")
  else
    "$@"
  fi
}

postgres_programs() {
  local newest
  newest=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$newest" ] || newest=$(dirname "$(command -v initdb 2>/dev/null)" 2>/dev/null) || newest=
  [ -x "$newest/initdb" ] || missing "The tests need PostgreSQL's programs." \
    "$(sudo_prefix)apt-get install -y --no-install-recommends postgresql" "or set BERTH_TEST_POSTGRES to a JDBC URL"
  echo "$newest"
}

# free_port: one on which nothing listens on loopback now, below those that the system gives away by itself.
free_port() {
  local port
  while :; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

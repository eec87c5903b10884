# shellcheck shell=bash
# How the scripts speak, and the codes with which they end (docs/exit-codes.md). Sourced; all words go to stderr, so
# that a command's own output stays clean.

# shellcheck disable=SC2034 # read by the scripts that source this file
EXIT_FAILED=1  # something was tried and did not work
# shellcheck disable=SC2034
EXIT_USAGE=2   # the command line was not understood
EXIT_MISSING=3 # this machine lacks something that its owner must provide; the message says how

# say TEXT...: one line of progress.
say() { printf '==> %s\n' "$*" >&2; }

# hint TEXT...: one line that belongs to the one before.
hint() { printf '    %s\n' "$*" >&2; }

# die CODE TEXT...: ends with a message; what hint says before or after belongs to it.
die() {
  local code=$1
  shift
  printf 'berth: %s\n' "$*" >&2
  exit "$code"
}

# missing TEXT REMEDY...: ends because the machine lacks something; each remedy is a line that can be pasted.
missing() {
  printf 'berth: %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do hint "$line"; done
  exit "$EXIT_MISSING"
}

# have COMMAND: whether a command can be run here.
have() { command -v "$1" >/dev/null 2>&1; }

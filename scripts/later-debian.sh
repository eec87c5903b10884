# shellcheck shell=bash
# Programs of a later Debian than this one, unpacked in a folder and never installed. Sourced after say.sh and apt.sh.

LATER_DEBIAN=trixie

# fetch_of_later_debian FOLDER COLLECT PACKAGE...: makes FOLDER with what COLLECT (a function, called with the folder of
# the unpacked packages and the one to fill) takes from them. FOLDER gets its name last, so one that is there is whole.
fetch_of_later_debian() {
  local folder=$1 collect=$2 work
  shift 2
  [ -z "${BERTH_NO_INSTALL:-}" ] || missing "The tests need $*, which would be unpacked in $folder." \
    "./dev verify        # without --no-install"
  say "Fetching from Debian's $LATER_DEBIAN, to be unpacked in $folder: $*"
  mkdir -p "${folder%/*}"
  work=$(mktemp -d "${folder%/*}/fetch.XXXXXX")
  (later_debian_unpack "$work" "$@" && "$collect" "$work/unpacked" "$work/bin") >"$work.log" 2>&1 || {
    tail -n 5 "$work.log" >&2
    rm -rf "$work" "$work.log"
    die "$EXIT_FAILED" "$* of Debian's $LATER_DEBIAN could not be fetched; the last words are above."
  }
  rm -rf "$folder"
  mv "$work/bin" "$folder"
  rm -rf "$work" "$work.log"
}

# later_debian_unpack WORK PACKAGE...: by an apt with folders of its own, from the mirror that this system uses already.
later_debian_unpack() {
  local work=$1 mirror package
  shift
  mirror=$(debian_mirror) || return 1
  mkdir -p "$work"/lists/partial "$work"/archives/partial "$work"/debs "$work"/unpacked "$work"/bin
  echo "deb [signed-by=$(debian_keyring)] $mirror $LATER_DEBIAN main" >"$work/sources.list"
  cat >"$work/apt.conf" <<CONF
Dir::State::Lists "$work/lists";
Dir::Cache "$work";
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
APT::Sandbox::User "root";
CONF
  export APT_CONFIG=$work/apt.conf
  apt-get -qq update || return 1
  cd "$work/debs" || return 1
  apt-get -qq download "$@" || return 1
  for package in *.deb; do dpkg-deb -x "$package" "$work/unpacked" || return 1; done
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

# shellcheck shell=bash
# Debian and its kin: what may be installed, and how. Sourced after say.sh.

# os_family: debian, fedora, arch, alpine, macos or other.
os_family() {
  [ "$(uname -s)" != Darwin ] || { echo macos && return; }
  local ids=
  [ ! -r /etc/os-release ] || ids=" $(sed -n 's/^ID=//p; s/^ID_LIKE=//p' /etc/os-release | tr -d '"' | tr '\n' ' ')"
  case $ids in
    *" debian "* | *" ubuntu "*) echo debian ;;
    *" fedora "* | *" rhel "* | *" centos "*) echo fedora ;;
    *" arch "*) echo arch ;;
    *" alpine "*) echo alpine ;;
    *) echo other ;;
  esac
}

is_root() { [ "$(id -u)" = 0 ]; }

# may_install: whether packages may be installed here without asking anyone.
may_install() {
  [ -z "${BERTH_NO_INSTALL:-}" ] && is_root && [ "$(os_family)" = debian ] && have apt-get
}

# sudo_prefix: what the owner of this machine types before a command that only root may run.
sudo_prefix() { is_root || echo 'sudo '; }

apt_has() { apt-cache show --no-all-versions "$1" >/dev/null 2>&1; }

# apt_has_lists: whether the archive's lists were ever fetched; before that nothing is known of it.
apt_has_lists() { [ -n "$(find /var/lib/apt/lists -name '*_Packages*' 2>/dev/null | head -n 1)" ]; }

# apt_offers PACKAGE: whether the archive has a package; lists that were never fetched are fetched first.
apt_offers() {
  apt_has "$1" || { apt_update && apt_has "$1"; }
}

apt_update() {
  [ -z "${APT_LISTS_ARE_FRESH:-}" ] || return 0
  apt-get update -qq >/dev/null 2>&1 || return 1
  APT_LISTS_ARE_FRESH=yes
}

apt_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed'; }

# apt_install PACKAGE...: installs what is not there yet, without recommended extras; lists that are too old for the
# archive are fetched anew and the installation is tried once more.
apt_install() {
  local package log wanted=()
  for package in "$@"; do
    apt_installed "$package" || wanted+=("$package")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  log=$(mktemp)
  say "Installing from the distribution's archive: ${wanted[*]}"
  if ! apt_install_once "${wanted[@]}" >"$log" 2>&1; then
    APT_LISTS_ARE_FRESH=
    if ! { apt_update && apt_install_once "${wanted[@]}"; } >"$log" 2>&1; then
      tail -n 5 "$log" >&2
      rm -f "$log"
      die "$EXIT_FAILED" "apt-get could not install ${wanted[*]}; its last words are above."
    fi
  fi
  rm -f "$log"
}

apt_install_once() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 \
    "$@" </dev/null 8>&- 9>&-
}

# shellcheck shell=bash
# The root folder of an image that holds one program and the shared libraries that it names. Sourced.

# libraries_of FOLDER: the shared libraries that the programs and libraries below FOLDER name and that lie outside it,
# the program loader among them. Name resolution is loaded by name only, so it is added.
libraries_of() {
  local folder
  folder=$(cd -P "$1" && pwd)
  {
    { find "$folder" -type f \( -name '*.so' -o -name '*.so.*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null || true; } |
      sed -n 's/^[[:space:]]*[^ ]* => \(\/[^ ]*\) (.*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p'
    name_resolution
  } | grep -v "^$folder/" | sort -u
}

name_resolution() {
  local libc file
  libc=$(ldd "$(command -v ls)" | sed -n 's/.*libc\.so\.6 => \(\/[^ ]*\) .*/\1/p')
  for file in "${libc%/*}"/libnss_files.so.2 "${libc%/*}"/libnss_dns.so.2 "${libc%/*}"/libresolv.so.2; do
    [ ! -e "$file" ] || echo "$file"
  done
}

# copy_libraries FOLDER IMAGE_ROOT: puts them where they lie here, for that is where the loader looks.
copy_libraries() {
  local library
  libraries_of "$1" | while IFS= read -r library; do
    mkdir -p "$2${library%/*}"
    cp -L "$library" "$2$library"
  done
}

# link_runtime MODULES FOLDER: a Java run-time with an archive of its classes, which halves the start of small programs.
link_runtime() {
  local said
  said=$("$JAVA_HOME/bin/jlink" --add-modules "$1" --strip-java-debug-attributes --no-man-pages --no-header-files --compress zip-6 \
    --generate-cds-archive --output "$2" 2>&1) || die "$EXIT_FAILED" "jlink of $JAVA_HOME failed: $said"
  rm -f "$2/lib/server/classes_nocoops.jsa" # for heaps above 32 GB
}

# image_root FOLDER: the folders and files that any program expects; its user is agent (1000).
image_root() {
  mkdir -p "$1"/etc "$1"/tmp "$1"/srv "$1"/opt "$1"/home/agent
  printf 'root:x:0:0:root:/:/bin/false\nagent:x:1000:1000:agent:/home/agent:/bin/false\n' >"$1/etc/passwd"
  printf 'root:x:0:\nagent:x:1000:\n' >"$1/etc/group"
  printf 'hosts: files dns\n' >"$1/etc/nsswitch.conf"
}

# image_tar FOLDER: the layer on standard output; all is root's but the user's home, and /tmp is everyone's.
image_tar() {
  local tar
  tar=$(mktemp)
  chmod 1777 "$1/tmp"
  tar -C "$1" --numeric-owner --owner=0 --group=0 --exclude=./home/agent -cf "$tar" .
  tar -C "$1" --numeric-owner --owner=1000 --group=1000 -rf "$tar" ./home/agent
  cat "$tar"
  rm -f "$tar"
}

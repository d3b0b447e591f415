#!/usr/bin/env bash
# Makes a Debian 12 or Ubuntu ready for the build and its tests, or for running what is installed; --help tells the rest.
set -euo pipefail
export LC_ALL=C

readonly EX_USAGE=64 EX_UNAVAILABLE=69 EX_NOPERM=77
readonly MIN_JDK=17 MIN_MAVEN=3.8.7

# PACKAGE:COMMAND, the command that shows the package is there; PACKAGE: alone asks dpkg.
readonly NEEDS=(
  softhsm2:softhsm2-util
  opensc:pkcs11-tool
  libnss3:
  caml-crush-server:pkcs11proxyd
  caml-crush-clients:
  tshark:tshark
  python3-gi:
  gir1.2-gst-plugins-base-1.0:
  gcc:gcc
  make:make
  libc6-dev:
  libp11-kit-dev:
  nettle-dev:
  libgmp-dev:
  openssl:openssl
  man-db:man
  fakeroot:fakeroot
)
# The same for running it: an installation has no sources.
readonly NEEDS_TO_RUN=(
  softhsm2:softhsm2-util
  opensc:pkcs11-tool
)

help() {
  cat <<'HELP'
usage: install.sh [--check] [--run] [--help]

Installs what mikey-hsm needs besides a JDK (17 or newer) and Maven (3.8.7 or newer) on Debian or Ubuntu.
When all is there it says "ready" and needs neither root nor network. All messages go to standard error.

  --run    only what running it needs, besides Java: SoftHSM2 and what fills its tokens; so it is always
           where mikey-hsm was installed without its sources
  --check  report what is there and what is missing; change nothing
  --help   print this

exit codes: 0 ready, 64 usage, 69 something is missing or could not be installed, 77 root is needed
HELP
}

say() { printf 'install.sh: %s\n' "$*" >&2; }
die() {
  local code=$1
  shift
  say "$@"
  exit "$code"
}
have() { command -v "$1" >/dev/null 2>&1; }

is_installed() { # entry of NEEDS
  local package=${1%%:*} program=${1#*:}
  if [[ -n $program ]]; then
    have "$program"
  else
    have dpkg-query && [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]]
  fi
}

missing_packages() {
  local entry
  for entry in "${needs[@]}"; do
    is_installed "$entry" || printf '%s\n' "${entry%%:*}"
  done
}

jdk_version() { # empty: no javac
  local javac home
  javac=${JAVA_HOME:+$JAVA_HOME/bin/javac}
  javac=${javac:-$(command -v javac || :)}
  [[ -x $javac ]] || return 0
  home=$(dirname -- "$(dirname -- "$(readlink -f -- "$javac")")")
  # The file saves starting a JVM.
  if [[ -r $home/release ]]; then
    sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$home/release"
  else
    "$javac" -version 2>&1 | sed -n 's/^javac \([0-9].*\)$/\1/p'
  fi
}

maven_version() { # empty: no mvn
  local mvn home jar version=''
  mvn=$(command -v mvn || :)
  [[ -n $mvn ]] || return 0
  home=$(dirname -- "$(dirname -- "$(readlink -f -- "$mvn")")")
  # Again without a JVM: an unpacked Maven has its version in a file name, Debian's in the package database.
  for jar in "$home"/lib/maven-core-[0-9]*.[0-9]*.[0-9]*.jar; do
    [[ -f $jar ]] || continue
    version=${jar##*/maven-core-}
    version=${version%.jar}
  done
  if [[ -z $version && $home == /usr/share/maven ]] && have dpkg-query; then
    version=$(dpkg-query -W -f '${Version}' maven 2>/dev/null || :)
    version=${version%%-*}
  fi
  if [[ -z $version ]]; then
    version=$("$mvn" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' || :)
  fi
  printf '%s' "$version"
}

at_least() { # version, least version
  [[ $(printf '%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]
}

check_prerequisites() { # says what is wrong; sets jdk and maven
  local sound=yes
  jdk=$(jdk_version)
  maven=$(maven_version)
  if [[ -z $jdk ]]; then
    say "a JDK of version $MIN_JDK or newer is missing (no javac): package openjdk-17-jdk-headless or newer"
    sound=no
  elif ! at_least "$jdk" "$MIN_JDK"; then
    say "the JDK is too old: $jdk, needed is $MIN_JDK or newer: package openjdk-17-jdk-headless or newer" \
      "${JAVA_HOME:+(JAVA_HOME is $JAVA_HOME)}"
    sound=no
  fi
  if [[ -z $maven ]]; then
    say "Maven $MIN_MAVEN or newer is missing (no mvn): package maven"
    sound=no
  elif ! at_least "$maven" "$MIN_MAVEN"; then
    say "Maven is too old: $maven, needed is $MIN_MAVEN or newer: package maven of Debian 12 or Ubuntu 24.04," \
      'or the archive from maven.apache.org'
    sound=no
  fi
  [[ $sound == yes ]]
}

# apt-get asks nothing, waits for another apt to finish, and keeps off standard output.
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2
}

install_packages() {
  local packages=("$@")
  # Package lists may be absent (a fresh container) or too old (the file is gone from the mirror): then, and only
  # then, they are fetched.
  if have apt-cache && apt-cache show "${packages[@]}" >/dev/null 2>&1; then
    apt install -y --no-install-recommends "${packages[@]}" && return
    say 'that failed: once more with fresh package lists'
  fi
  apt update || apt update || say 'the package lists could not be fetched'
  apt install -y --no-install-recommends "${packages[@]}" ||
    die "$EX_UNAVAILABLE" "could not install: ${packages[*]} (is there a network?)"
}

say_ready() {
  local ready
  ready=$(printf '%s, ' "${needs[@]%%:*}")
  [[ -z $jdk ]] || ready+="JDK $jdk, Maven $maven"
  printf 'ready: %s\n' "${ready%, }" >&2
}

main() {
  local check=no run=no packages=() entry
  [[ -f $(dirname -- "${BASH_SOURCE[0]}")/pom.xml ]] || run=yes
  while (($# > 0)); do
    case $1 in
      --check) check=yes ;;
      --run) run=yes ;;
      --help | -h)
        help
        exit 0
        ;;
      *) die "$EX_USAGE" "unknown argument: $1 (see --help)" ;;
    esac
    shift
  done

  local sound=yes jdk='' maven='' needs=("${NEEDS_TO_RUN[@]}")
  if [[ $run == no ]]; then
    needs=("${NEEDS[@]}")
    check_prerequisites || sound=no
  fi
  mapfile -t packages < <(missing_packages)
  if [[ $sound == yes && ${#packages[@]} == 0 ]]; then
    say_ready
    exit 0
  fi
  if [[ $check == yes ]]; then
    for entry in "${packages[@]}"; do
      say "the package $entry is missing"
    done
    exit "$EX_UNAVAILABLE"
  fi
  if ! have apt-get || ! have dpkg-query; then
    die "$EX_UNAVAILABLE" 'this is no Debian or Ubuntu: please install these yourself (Debian names), then run this' \
      "again: ${packages[*]:-(only what is said above)}"
  fi
  [[ $sound == yes ]] || die "$EX_UNAVAILABLE" 'please install what is said above, then run this again'

  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    if have sudo && sudo -n true >/dev/null 2>&1; then
      as_root=(sudo -n)
    else
      die "$EX_NOPERM" "root is needed. Run: sudo apt-get update && sudo apt-get install -y ${packages[*]}"
    fi
  fi
  say "installing: ${packages[*]}"
  install_packages "${packages[@]}"
  hash -r
  mapfile -t packages < <(missing_packages)
  ((${#packages[@]} == 0)) || die "$EX_UNAVAILABLE" "still missing after the installation: ${packages[*]}"
  say_ready
}

main "$@"

#!/usr/bin/env bash
# Gives a pipeline a SoftHSM2 token with mikey on it; --help tells the rest.
{ set +x; } 2>/dev/null # a trace would print the PIN
set -euo pipefail
export LC_ALL=C

readonly EX_USAGE=64 EX_INTERNAL=70

help() {
  cat <<'HELP'
usage: ci.sh [--dir DIR] [--label LABEL] [--library mikeytoken|softhsm] [--no-install] [options of token.sh]

Installs SoftHSM2 where it is missing (as root, or with sudo), makes a token with a random PIN and a configuration of mikey for
it, and tells the later steps: on GitHub Actions by $GITHUB_ENV and $GITHUB_PATH, elsewhere by

  eval "$(ci.sh)"

  SOFTHSM2_CONF      where SoftHSM2 finds the token
  MIKEY_CONFIG       the configuration: mikey doctor, mikey keys and the others take it by itself
  MIKEY_CI_LIBRARY   the PKCS#11 library
  MIKEY_CI_LABEL     the token's label
  MIKEY_CI_PIN_FILE  a file with the PIN, which is printed nowhere
  PATH               has mikey

  --dir DIR          where the token goes (default: a new directory of the pipeline's temporary one)
  --label LABEL      the token's label: letters, digits, dots, hyphens, underscores (default: ci)
  --library NAME     mikeytoken, the token module on SoftHSM2, which keeps every key of a call inside (default where
                     it is there), or softhsm, SoftHSM2 alone
  --no-install       fail where SoftHSM2 is missing
  --psk NAME=HEXFILE, --psk-random NAME:OCTETS, and more: see token.sh --help; these keys are SoftHSM2's own
  --help             print this

exit codes: 0 done, 64 usage, others: of install.sh and token.sh
HELP
}

say() { printf 'ci.sh: %s\n' "$*" >&2; }
die() {
  local code=$1
  shift
  say "$@"
  exit "$code"
}

dir='' label=ci library='' install=yes options=()
while (($# > 0)); do
  case $1 in
    --dir | --label | --library | --psk | --psk-random | --so-pin-file)
      [[ -n ${2:-} ]] || die "$EX_USAGE" "$1 needs a value"
      ;;
  esac
  case $1 in
    --dir) dir=$2 && shift ;;
    --label) label=$2 && shift ;;
    --library) library=$2 && shift ;;
    --psk | --psk-random | --so-pin-file) options+=("$1" "$2") && shift ;;
    --force) options+=("$1") ;;
    --no-install) install=no ;;
    --help | -h)
      help
      exit 0
      ;;
    *) die "$EX_USAGE" "unknown argument: $1 (see --help)" ;;
  esac
  shift
done

# It names a file, and the user of a SIP URI.
[[ $label =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$ ]] ||
  die "$EX_USAGE" '--label takes 1 to 32 letters, digits, dots, hyphens and underscores'

here=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
root=${here%/*}
mikey=$root/bin
[[ -x $mikey/mikey ]] || mikey=$root

token_module=''
for candidate in "$root/libmikeytoken.so" "$here/token-module/target/libmikeytoken.so"; do
  [[ ! -f $candidate ]] || token_module=$candidate
done
case $library in
  '') [[ -z $token_module ]] || library=mikeytoken ;;
  mikeytoken) [[ -n $token_module ]] || die "$EX_USAGE" 'there is no libmikeytoken.so here: mvn package builds it' ;;
  softhsm) ;;
  *) die "$EX_USAGE" '--library takes mikeytoken or softhsm' ;;
esac

[[ $install == no ]] || "$here/install.sh" --run >&2
if [[ -z $dir ]]; then
  dir=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/mikey-ci.XXXXXXXXXX")
fi
mkdir -p -- "$dir"
dir=$(cd -- "$dir" && pwd)
pin_file=$dir/$label.pin
[[ -e $pin_file ]] || (umask 077 && od -An -v -tx8 -N8 /dev/urandom | tr -d ' ' >"$pin_file")
result=$("$here/token.sh" --dir "$dir/softhsm" --label "$label" --pin-file "$pin_file" \
  ${options[@]+"${options[@]}"} --json)
[[ $result =~ \"module\":\"([^\"]+)\" ]] || die "$EX_INTERNAL" 'token.sh names no module'
softhsm=${BASH_REMATCH[1]} path=${BASH_REMATCH[1]} named=${BASH_REMATCH[1]}
base=''
yaml() { # a path, as YAML has text
  printf "'%s'" "${1//\'/\'\'}"
}
if [[ $library == mikeytoken ]]; then
  path=$token_module named=mikeytoken
  base="
  base: $(yaml "$softhsm")"
fi
cat >"$dir/mikey.yaml" <<CONFIGURATION
# Written by softhsm-setup/ci.sh of mikey-hsm.
identity: sip:$label@example.org
token:
  module: $(yaml "$named")$base
  label: $(yaml "$label")
  pin: { file: $(yaml "$pin_file") }
policy:
  preset: any
CONFIGURATION

tell() { # variable, value
  printf 'export %s=%q\n' "$1" "$2"
  [[ -z ${GITHUB_ENV:-} ]] || printf '%s=%s\n' "$1" "$2" >>"$GITHUB_ENV"
}
tell SOFTHSM2_CONF "$dir/softhsm/softhsm2.conf"
tell MIKEY_CONFIG "$dir/mikey.yaml"
tell MIKEY_CI_LIBRARY "$path"
tell MIKEY_CI_LABEL "$label"
tell MIKEY_CI_PIN_FILE "$pin_file"
[[ -z ${GITHUB_PATH:-} ]] || printf '%s\n' "$mikey" >>"$GITHUB_PATH"
# shellcheck disable=SC2016 # for the shell that evaluates it
printf 'export PATH=%q:"$PATH"\n' "$mikey"
say "token $label is ready in $dir; mikey doctor tells what it keeps inside"

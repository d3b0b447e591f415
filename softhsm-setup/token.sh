#!/usr/bin/env bash
# Makes a reproducible SoftHSM2 token in a directory of the caller's; --help tells the rest.
{ set +x; } 2>/dev/null # a trace would print the PIN and the keys
set -euo pipefail
export LC_ALL=C
caller_umask=$(umask)
umask 077
ulimit -c 0 # a core dump would hold the PIN and the keys
# Both make pkcs11-tool print what it handles.
unset OPENSC_DEBUG PKCS11SPY

readonly EX_USAGE=64 EX_DATA=65 EX_UNAVAILABLE=69 EX_CANTCREATE=73 EX_NOPERM=77
readonly MARKER='# Written by softhsm-setup/token.sh of mikey-hsm; a file without this line is never changed.'
readonly APPLICATION=mikey-hsm
# Stock SoftHSM refuses HMAC-SHA-1 keys shorter than the hash. HMAC pads its key with zeros (RFC 2104 section 2), so a
# PSK stored padded to 20 octets gives the same MAC.
readonly STORED_MIN_OCTETS=20
# RFC 3830 section 4.1.2 splits inkey into blocks of 256 bits.
readonly PSK_MAX_OCTETS=32
# SoftHSM's own limits (its token info says pin min/max 4/255).
readonly PIN_MIN_OCTETS=4 PIN_MAX_OCTETS=255

help() {
  cat <<'HELP'
usage: token.sh --dir DIR --label LABEL --pin-file FILE [options]

Makes a SoftHSM2 token in DIR and puts pre-shared keys (PSKs) for MIKEY into it. Only DIR is used: its
softhsm2.conf and tokens/ are written here, and the caller's own tokens and SOFTHSM2_CONF are left alone.
Run again, it keeps what is there and adds what is missing.

  --dir DIR               directory of the caller's, made (mode 0700) if absent
  --label LABEL           token label, 1 to 32 octets of printable ASCII; several tokens can live in one DIR
  --pin-file FILE         user PIN, one line of 4 to 255 octets; FILE not accessible to group or others
  --so-pin-file FILE      security officer's PIN, likewise; without it a random one is set and forgotten
  --psk NAME=HEXFILE      store the PSK in HEXFILE (hexadecimal digits, white space ignored, 1 to 32 octets;
                          not accessible to group or others) under label NAME; repeatable
  --psk-random NAME:OCTETS
                          make a random PSK of 1 to 32 octets, known to nobody but the token; repeatable
  --force                 delete the token of that label first, with all its keys
  --print-env             print "export SOFTHSM2_CONF=..." on standard output
  --json                  print module, conf, label and keys as JSON on standard output
  --help                  print this

A key gets CKA_ID = first 8 octets of SHA-256(NAME). PSKs under 20 octets are stored padded with zeros to 20
(HMAC is unchanged by it); the true length is in a data object of the same label, application "mikey-hsm",
value "psk-octets=N". MIKEY_SOFTHSM_MODULE names the SoftHSM2 library where it is in no usual place.

exit codes: 0 done, 64 usage, 65 bad data, 69 missing tool or module, 73 cannot create,
            77 permission or PIN refused
HELP
}

say() { printf 'token.sh: %s\n' "$*" >&2; }
die() {
  local code=$1
  shift
  say "$@"
  exit "$code"
}

dir='' label='' pin_file='' so_pin_file='' force=no print_env=no print_json=no
names=() octets=() files=() # one entry per PSK; octets is 0 until a file is read, files is empty for a random one

check_name() { # what, value, longest
  local what=$1 value=$2 longest=$3
  ((${#value} >= 1 && ${#value} <= longest)) || die "$EX_USAGE" "the $what must have 1 to $longest octets"
  # No quote or backslash: then a name needs no escape in any output.
  [[ $value =~ ^[!-~]([\ -~]*[!-~])?$ && $value != *[\"\'\\]* ]] ||
    die "$EX_USAGE" "the $what must be printable ASCII without quotes, backslash or outer spaces"
}

add_psk() { # name, octets, file
  check_name 'PSK name' "$1" 255
  local name
  for name in ${names[@]+"${names[@]}"}; do
    [[ $name != "$1" ]] || die "$EX_USAGE" "the PSK $1 is given twice"
  done
  names+=("$1") octets+=("$2") files+=("$3")
}

parse_arguments() {
  while (($# > 0)); do
    case $1 in
      --dir | --label | --pin-file | --so-pin-file | --psk | --psk-random)
        [[ $# -ge 2 && -n ${2:-} ]] || die "$EX_USAGE" "$1 needs a value"
        ;;
    esac
    case $1 in
      --dir) dir=$2 && shift ;;
      --label) label=$2 && shift ;;
      --pin-file) pin_file=$2 && shift ;;
      --so-pin-file) so_pin_file=$2 && shift ;;
      --psk)
        [[ $2 == *?=?* ]] || die "$EX_USAGE" '--psk needs NAME=HEXFILE'
        add_psk "${2%%=*}" 0 "${2#*=}"
        shift
        ;;
      --psk-random)
        [[ $2 =~ ^(.+):([0-9]{1,4})$ ]] || die "$EX_USAGE" '--psk-random needs NAME:OCTETS'
        add_psk "${BASH_REMATCH[1]}" "$((10#${BASH_REMATCH[2]}))" ''
        shift
        ;;
      --force) force=yes ;;
      --print-env) print_env=yes ;;
      --json) print_json=yes ;;
      --help | -h)
        help
        exit 0
        ;;
      *) die "$EX_USAGE" "unknown argument: $1 (see --help)" ;;
    esac
    shift
  done
  [[ -n $dir && -n $label && -n $pin_file ]] || die "$EX_USAGE" '--dir, --label and --pin-file are needed (see --help)'
  [[ $print_env == no || $print_json == no ]] || die "$EX_USAGE" '--print-env and --json exclude each other'
  check_name 'token label' "$label" 32
}

find_tools() {
  local tool candidate
  for tool in pkcs11-tool softhsm2-util flock sha1sum sha256sum od stat; do
    command -v "$tool" >/dev/null || die "$EX_UNAVAILABLE" "$tool is missing: run softhsm-setup/install.sh"
  done
  if [[ -n ${MIKEY_SOFTHSM_MODULE:-} ]]; then
    [[ -f $MIKEY_SOFTHSM_MODULE && -r $MIKEY_SOFTHSM_MODULE ]] ||
      die "$EX_UNAVAILABLE" "MIKEY_SOFTHSM_MODULE: no such library: $MIKEY_SOFTHSM_MODULE"
    module=$(realpath -- "$MIKEY_SOFTHSM_MODULE")
    return
  fi
  for candidate in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*-linux-gnu*/softhsm/libsofthsm2.so \
    /usr/lib64/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so /usr/lib64/libsofthsm2.so \
    /usr/local/lib/softhsm/libsofthsm2.so; do
    if [[ -f $candidate && -r $candidate ]]; then
      module=$candidate
      return
    fi
  done
  die "$EX_UNAVAILABLE" 'libsofthsm2.so not found: run softhsm-setup/install.sh or set MIKEY_SOFTHSM_MODULE'
}

read_private_file() { # what, file, longest: puts the text into $text
  local what=$1 file=$2 longest=$3 fd mode
  { exec {fd}<"$file"; } 2>/dev/null || die "$EX_NOPERM" "cannot read the $what file $file"
  # The open file is asked, not the name: it cannot be exchanged in between.
  mode=$(stat -L -c %a "/proc/self/fd/$fd") || die "$EX_NOPERM" "cannot see the mode of the $what file $file"
  (((8#$mode & 8#077) == 0)) ||
    die "$EX_NOPERM" "the $what file $file is accessible to group or others (mode $mode): chmod 600 it"
  # read succeeds only if it met a NUL octet or the length limit.
  if IFS= read -r -d '' -n "$longest" -u "$fd" text; then
    die "$EX_DATA" "the $what file $file holds a NUL octet or is longer than $((longest - 1)) octets"
  fi
  exec {fd}<&-
}

read_pin() { # what, file: puts the PIN into $text
  read_private_file "$1" "$2" 512
  text=${text%$'\n'}
  text=${text%$'\r'}
  [[ ${#text} -ge PIN_MIN_OCTETS && ${#text} -le PIN_MAX_OCTETS && $text != *$'\n'* ]] ||
    die "$EX_DATA" "the $1 file $2 must hold one line of $PIN_MIN_OCTETS to $PIN_MAX_OCTETS octets"
}

check_octets() { # name, octets
  (($2 >= 1)) || die "$EX_DATA" "the PSK $1 is empty"
  (($2 <= PSK_MAX_OCTETS)) ||
    die "$EX_DATA" "the PSK $1 has $2 octets, more than $PSK_MAX_OCTETS: the MIKEY PRF (RFC 3830 section 4.1.2)" \
      "splits keys over 256 bits into blocks, which a single non-extractable object on stock SoftHSM cannot do"
}

read_secrets() {
  local i text
  read_pin 'PIN' "$pin_file"
  pin=$text
  so_pin=''
  if [[ -n $so_pin_file ]]; then
    read_pin 'SO PIN' "$so_pin_file"
    so_pin=$text
  fi
  secrets=()
  for i in "${!names[@]}"; do
    text=''
    if [[ -n ${files[i]} ]]; then
      read_private_file "PSK ${names[i]}" "${files[i]}" 4096
      text=${text//[[:space:]]/}
      [[ $text =~ ^([0-9A-Fa-f]{2})*$ ]] ||
        die "$EX_DATA" "the PSK ${names[i]} is not an even number of hexadecimal digits (file ${files[i]})"
      octets[i]=$((${#text} / 2))
    fi
    check_octets "${names[i]}" "${octets[i]}"
    secrets[i]=$text
  done
}

open_directory() {
  [[ $dir == /* ]] || dir=$PWD/$dir
  if [[ ! -e $dir ]]; then
    # Only DIR itself is private; parents that are absent get the caller's own mode.
    (umask "$caller_umask" && mkdir -p -- "$(dirname -- "$dir")") ||
      die "$EX_CANTCREATE" "cannot make the directory above $dir"
    mkdir -m 700 -- "$dir" || [[ -d $dir ]] || die "$EX_CANTCREATE" "cannot make the directory $dir"
  fi
  [[ -d $dir ]] || die "$EX_CANTCREATE" "not a directory: $dir"
  dir=$(cd -- "$dir" && pwd -P) || die "$EX_NOPERM" "cannot enter the directory $dir"
  # SoftHSM takes # as a comment and = as a separator, and strips outer spaces.
  [[ $dir =~ ^[!-~]([\ -~]*[!-~])?$ && $dir != *[#=]* ]] ||
    die "$EX_CANTCREATE" "softhsm2.conf cannot hold this path (printable ASCII without # and =): $dir"
  local owner mode
  read -r owner mode < <(stat -c '%u %a' -- "$dir")
  [[ $owner == "$EUID" ]] || die "$EX_NOPERM" "the directory $dir belongs to another user"
  (((8#$mode & 8#022) == 0)) ||
    die "$EX_NOPERM" "the directory $dir is writable to group or others (mode $mode): chmod 700 it"
  conf=$dir/softhsm2.conf
  tokens=$dir/tokens
  # One run at a time per directory; the directory itself is the lock, so no lock file stays behind.
  exec {lock}<"$dir"
  flock -w 120 "$lock" || die "$EX_CANTCREATE" "another run holds $dir"
  if [[ -e $conf || -L $conf ]]; then
    local first=''
    if [[ ! -L $conf && -f $conf && -O $conf ]]; then
      IFS= read -r first <"$conf" || :
    fi
    [[ $first == "$MARKER" ]] || die "$EX_CANTCREATE" "$conf was not written by token.sh: choose another --dir"
  elif [[ -e $tokens || -L $tokens ]]; then
    die "$EX_CANTCREATE" "$tokens exists but was not made by token.sh: choose another --dir"
  fi
  [[ ! -L $tokens ]] || die "$EX_CANTCREATE" "$tokens is a link: choose another --dir"
}

cleanup() {
  local code=$?
  trap '' INT TERM HUP
  if [[ $half_made == yes ]]; then
    softhsm2-util --module "$module" --delete-token --token "$label" >/dev/null 2>&1 ||
      say "the half-made token $label is still there: run again with --force"
  fi
  [[ -z $temporary ]] || rm -rf -- "$temporary"
  exit "$code"
}

write_conf() {
  half_made=no temporary=''
  trap cleanup EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  temporary=$(mktemp -d -- "$dir/.token.XXXXXXXX") || die "$EX_CANTCREATE" "cannot write to $dir"
  {
    printf '%s\n' "$MARKER" "directories.tokendir = $tokens" 'objectstore.backend = file' 'log.level = ERROR' \
      'slots.removable = false' >"$temporary/conf" &&
      { [[ -d $tokens ]] || mkdir -m 700 -- "$tokens"; } &&
      mv -f -- "$temporary/conf" "$conf"
  } || die "$EX_CANTCREATE" "cannot write $conf"
  export SOFTHSM2_CONF=$conf
}

# Every PKCS#11 call goes through here. PINs travel in the environment of this one child, keys through its standard
# input: neither is ever an argument or in a file. stdout of the tool is stdout of the function.
p11() { # what, arguments...
  local what=$1
  shift
  if MIKEYHSM_PIN=$pin MIKEYHSM_SO_PIN=$so_pin pkcs11-tool --module "$module" "$@" 2>"$temporary/stderr"; then
    return 0
  fi
  local message code=$EX_CANTCREATE hint=''
  message=$(grep -Ev '^(warning:.*|Aborting\.|)$' "$temporary/stderr" || :)
  case $message in
    *CKR_USER_PIN_NOT_INITIALIZED*) code=$EX_NOPERM hint='; the token is half made: --force makes it anew' ;;
    *CKR_PIN_*) code=$EX_NOPERM hint='; the PIN was refused and is not tried again' ;;
  esac
  say "$what failed: ${message:-no message}$hint"
  return "$code"
}

as_user() { # what, arguments...
  local what=$1
  shift
  p11 "$what" --slot "$slot" --login --pin env:MIKEYHSM_PIN "$@"
}

find_token() { # sets slot and serial of the token with exactly this label, and the first free slot
  # pkcs11-tool --token-label takes any token whose label starts so: hence the slot number.
  local line current='' listing
  slot='' serial='' free_slot=''
  listing=$(p11 'listing the slots' --list-slots) || exit
  while IFS= read -r line; do
    case $line in
      'Slot '*'(0x'*')'*)
        current=${line#*'('}
        current=${current%%')'*}
        ;;
      *'token state:'*uninitialized*) [[ -n $free_slot ]] || free_slot=$current ;;
      *'token label '*': '*)
        if [[ ${line#*: } == "$label" ]]; then
          [[ -z $slot ]] || die "$EX_CANTCREATE" "two tokens in $dir have the label $label"
          slot=$current
        fi
        ;;
      *'serial num '*': '*) [[ -z $slot || $slot != "$current" ]] || serial=${line#*: } ;;
    esac
  done <<<"$listing"
}

random_hex() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

make_token() {
  local random_so_pin=no
  if [[ -z $so_pin ]]; then
    so_pin=$(random_hex 16)
    random_so_pin=yes
  fi
  [[ -n $free_slot ]] || die "$EX_CANTCREATE" 'SoftHSM offers no free slot'
  half_made=yes
  p11 "initialising the token $label" --init-token --slot "$free_slot" --label "$label" \
    --so-pin env:MIKEYHSM_SO_PIN >/dev/null || exit
  find_token
  [[ -n $slot ]] || die "$EX_CANTCREATE" "the new token $label is not in the slot list"
  p11 "setting the PIN of $label" --slot "$slot" --login --login-type so --so-pin env:MIKEYHSM_SO_PIN \
    --init-pin --new-pin env:MIKEYHSM_PIN >/dev/null || exit
  [[ $random_so_pin == no ]] || say 'the SO PIN is random and forgotten; --so-pin-file sets one that is kept'
}

# One line "octets id access" for each secret key of that label in a listing.
describe_key() { # name, listing
  NAME=$1 awk '
    function put() { if (found) print octets, id, access; found = 0 }
    BEGIN { name = ENVIRON["NAME"] }
    /^[^ ]/ { put(); octets = "other"; id = "-"; access = "-"; secret = /^Secret Key Object/ }
    secret && /^Secret Key Object; Generic secret length [0-9]+/ { octets = $NF }
    secret && /^  label: / { text = $0; sub(/^  label: +/, "", text); found = (text == name) }
    secret && /^  ID: / { id = $2 }
    secret && /^  Access: / {
      access = $0
      sub(/^  Access: +/, "", access)
      gsub(/, /, ",", access)
      gsub(/ /, "_", access)
    }
    END { put() }' <<<"$2"
}

key_id() { printf '%s' "$1" | sha256sum | cut -c 1-16; }

octets_of() { # hexadecimal digits: the octets on stdout, by builtins alone
  local hex=$1 escaped='' i
  for ((i = 0; i < ${#hex}; i += 2)); do
    escaped+="\\x${hex:i:2}"
  done
  printf '%b' "$escaped"
}

readonly CHALLENGE='mikey-hsm key check'

host_mac() { # key of at most 64 octets in hexadecimal: HMAC-SHA-1 (RFC 2104 section 2) of CHALLENGE
  local key=$1 inner='' outer='' digest octet i
  for ((i = 0; i < 64; i++)); do
    octet=${key:2*i:2}
    octet=$((16#${octet:-00}))
    printf -v inner '%s%02x' "$inner" $((octet ^ 0x36))
    printf -v outer '%s%02x' "$outer" $((octet ^ 0x5c))
  done
  digest=$({ octets_of "$inner" && printf '%s' "$CHALLENGE"; } | sha1sum)
  digest=$(octets_of "$outer${digest%% *}" | sha1sum)
  printf '%s' "${digest%% *}"
}

token_mac() { # key id
  printf '%s' "$CHALLENGE" | as_user 'computing a MAC' --sign --mechanism SHA-1-HMAC --id "$1" |
    od -An -v -tx1 | tr -d ' \n'
}

create_key() { # index, id
  local name=${names[$1]} count=${octets[$1]} id=$2
  # CKA_SIGN and CKA_VERIFY come from --usage-sign. CKA_EXTRACTABLE is false unless asked for.
  local attributes=(--label "$name" --id "$id" --private --sensitive --usage-sign)
  if [[ -z ${files[$1]} ]] && ((count >= STORED_MIN_OCTETS)); then
    # pkcs11-tool 0.23 sets these on what it generates, not on what it stores.
    as_user "generating the PSK $name" --keygen --key-type "GENERIC:$count" "${attributes[@]}" \
      --allowed-mechanisms SHA-1-HMAC,SHA256-HMAC >/dev/null || exit
    return
  fi
  [[ -n ${files[$1]} ]] || secrets[$1]=$(random_hex "$count")
  local padded=${secrets[$1]}
  while ((${#padded} < 2 * STORED_MIN_OCTETS)); do
    padded+=00
  done
  octets_of "$padded" | as_user "storing the PSK $name" --write-object /dev/stdin --type secrkey \
    "${attributes[@]}" >/dev/null || exit
}

put_key() { # index: makes the key unless it is there
  local name=${names[$1]} count=${octets[$1]} id description record expected
  local stored=$((count < STORED_MIN_OCTETS ? STORED_MIN_OCTETS : count))
  local hint="--force makes the token anew"
  id=$(key_id "$name")
  description=$(describe_key "$name" "$listing")
  [[ $description != *$'\n'* ]] || die "$EX_DATA" "several keys have the label $name; $hint"
  record=$(as_user 'reading' --read-object --type data --label "$name" --application-label "$APPLICATION" \
    2>/dev/null) || record=''
  expected="psk-octets=$count"
  [[ -z $record || $record == "$expected" ]] ||
    die "$EX_DATA" "the PSK $name is there with another length ($record, not $count); $hint"
  if [[ -n $description ]]; then
    [[ -n $record ]] || die "$EX_DATA" "a key $name is there that token.sh did not make; $hint"
    [[ ${description%% *} == "$stored" ]] ||
      die "$EX_DATA" "the key $name is there with ${description%% *} octets, not $stored; $hint"
    states[$1]=kept
    return
  fi
  if [[ -z $record ]]; then
    # First the length, then the key: a key without its length never exists.
    printf '%s' "$expected" | as_user "recording the length of $name" --write-object /dev/stdin --type data \
      --label "$name" --application-label "$APPLICATION" --private >/dev/null || exit
  fi
  create_key "$1" "$id"
  states[$1]=created
}

check_key() { # index: what the token says of the key, after the fact
  local name=${names[$1]} state=${states[$1]} id description access problem=''
  id=$(key_id "$name")
  description=$(describe_key "$name" "$listing")
  access=",${description##* },"
  if [[ $access != *,sensitive,* || $access == *,extractable,* ]]; then
    problem="is not sensitive and non-extractable (token says: ${description##* })"
  elif [[ $description != *" $id "* ]]; then
    problem="has not the CKA_ID $id"
  elif [[ -n $(describe_key "$name" "$public_listing") ]]; then
    problem='is visible without login (CKA_PRIVATE is false)'
  elif [[ -n ${secrets[$1]} && $(token_mac "$id") != "$(host_mac "${secrets[$1]}")" ]]; then
    problem='gives another MAC than the PSK in its file'
    [[ $state == created ]] || die "$EX_DATA" "the PSK $name is there with another value; --force makes the token anew"
  fi
  if [[ -n $problem ]]; then
    [[ $state == kept ]] || as_user 'removing' --delete-object --type secrkey --id "$id" >/dev/null || :
    die "$EX_CANTCREATE" "the PSK $name $problem"
  fi
  say "PSK $name: ${octets[$1]} octets, $state"
}

json() {
  local value=${1//\\/\\\\}
  printf '"%s"' "${value//\"/\\\"}"
}

print_result() {
  local i stored separator=''
  if [[ $print_env == yes ]]; then
    printf 'export SOFTHSM2_CONF=%q\n' "$conf"
  elif [[ $print_json == yes ]]; then
    printf '{"module":%s,"conf":%s,"label":%s,"serial":%s,"token":"%s","keys":[' "$(json "$module")" \
      "$(json "$conf")" "$(json "$label")" "$(json "$serial")" "$token_state"
    for i in "${!names[@]}"; do
      stored=$((octets[i] < STORED_MIN_OCTETS ? STORED_MIN_OCTETS : octets[i]))
      printf '%s{"name":%s,"id":"%s","octets":%d,"storedOctets":%d,"state":"%s"}' "$separator" "$(json "${names[i]}")" \
        "$(key_id "${names[i]}")" "${octets[i]}" "$stored" "${states[i]}"
      separator=,
    done
    printf ']}\n'
  fi
}

main() {
  parse_arguments "$@"
  find_tools
  read_secrets
  exec </dev/null # a tool that asks for something gets nothing instead of hanging
  open_directory
  write_conf
  find_token
  if [[ -n $slot && $force == yes ]]; then
    softhsm2-util --module "$module" --delete-token --token "$label" >/dev/null ||
      die "$EX_CANTCREATE" "cannot delete the token $label"
    say "token $label: deleted"
    find_token
  fi
  token_state=kept
  if [[ -z $slot ]]; then
    make_token
    token_state=created
  fi
  local i listing public_listing
  states=()
  listing=$(as_user "reading the token $label" --list-objects) || exit
  for i in "${!names[@]}"; do
    put_key "$i"
  done
  listing=$(as_user "reading the token $label" --list-objects) || exit
  public_listing=$(p11 "reading the token $label" --slot "$slot" --list-objects) || exit
  say "token $label: $token_state in $dir"
  for i in "${!names[@]}"; do
    check_key "$i"
  done
  half_made=no
  print_result
}

main "$@"

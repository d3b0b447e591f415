#!/usr/bin/env bash
# Called by the Maven build: makes what the Debian package has beside the installation, and its control file.
# Arguments: the directory for it, the unpacked installation, the architecture's Debian name.
set -euo pipefail
export LC_ALL=C
umask 022

out=$1 installation=$2 architecture=$3
module=$installation/libmikeytoken.so

# The C libraries that the token module is linked with, as Debian and Ubuntu name their packages; the newest symbol version
# that it asks of the C library tells the oldest of those.
native() {
  local needed newest
  for needed in $(readelf -d "$module" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p'); do
    case $needed in
      libc.so.6)
        newest=$(objdump -T "$module" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)
        printf ', libc6 (>= %s)' "${newest#GLIBC_}"
        ;;
      libnettle.so.8) printf ', libnettle8 | libnettle8t64' ;;
      libgmp.so.10) printf ', libgmp10' ;;
      *)
        printf 'debian.sh: no package is known for %s\n' "$needed" >&2
        exit 1
        ;;
    esac
  done
}

rm -rf -- "$out"
mkdir -p -- "$out/control" "$out/share/man/man1" "$out/share/doc/mikey-hsm"
depends=$(native)
cat >"$out/control/control" <<CONTROL
Package: mikey-hsm
Version: [[version]]
Architecture: $architecture
Maintainer: the mikey-hsm authors <mikey-hsm@localhost>
Section: net
Priority: optional
Depends: default-jre-headless (>= 2:1.17) | java17-runtime-headless$depends
Recommends: softhsm2, opensc
Suggests: libnss3, bash-completion
Description: MIKEY key management with the keys inside a PKCS#11 token
 MIKEY (RFC 3830 and its modes) agrees on the SRTP keys of voice and video
 calls. Here it does so with the keys inside a PKCS#11 token: an HSM, a smart
 card, or SoftHSM2. The package has the command mikey, the Java library and
 the token module libmikeytoken.so.
CONTROL

cat >"$out/share/doc/mikey-hsm/copyright" <<'COPYRIGHT'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: mikey-hsm
Comment: The libraries in /usr/lib/mikey-hsm/lib have licences of their own:
 see docs/dependencies.md and licences in this directory.

Files: *
Copyright: 2026 the mikey-hsm authors
License: Apache-2.0
 On Debian systems, the full text of the Apache License version 2.0 is in
 /usr/share/common-licenses/Apache-2.0.
COPYRIGHT

cp -- "$installation"/share/man/man1/*.1 "$out/share/man/man1/"
# Without name and time, so that two builds are the same.
gzip -9n -- "$out"/share/man/man1/*.1

#!/usr/bin/env bash
# Builds what is released, twice and apart, and compares; --help tells the rest.
set -euo pipefail

readonly EX_USAGE=64 EX_DATA=65 EX_CANTCREATE=73

help() {
  cat <<'HELP'
usage: release.sh [--version VERSION] --out DIR

Builds the last commit twice: in directories of different length, with another time zone and locale. When the two agree
octet by octet, DIR has the result: the jars with their sources and javadoc, their poms, bills of materials (CycloneDX),
the tar.gz, the zip, the Debian package, and SHA256SUMS. Tests are not run; mvn -B verify does that. The same commit, JDK
and compiler give the same files anywhere.

  --version VERSION  instead of the root pom's
  --out DIR          made; must not be there yet
  --help             print this

exit codes: 0 done, 64 usage, 65 the two builds differ, 73 DIR is there already, others: Maven's
HELP
}

say() { printf 'release.sh: %s\n' "$*" >&2; }
die() {
  local code=$1
  shift
  say "$@"
  exit "$code"
}

version='' out=''
while (($# > 0)); do
  case $1 in
    --version | --out)
      [[ -n ${2:-} ]] || die "$EX_USAGE" "$1 needs a value"
      if [[ $1 == --out ]]; then out=$2; else version=$2; fi
      shift
      ;;
    --help | -h)
      help
      exit 0
      ;;
    *) die "$EX_USAGE" "unknown argument: $1 (see --help)" ;;
  esac
  shift
done
[[ -n $out ]] || die "$EX_USAGE" '--out is needed (see --help)'
[[ ! -e $out ]] || die "$EX_CANTCREATE" "$out is there already"

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
# The sources' and javadoc jars have the modes of the files they are made of.
umask 022
if commit=$(git -C "$root" rev-parse --verify --quiet HEAD 2>/dev/null); then
  sources=(git -C "$root" archive "$commit")
  [[ -z $(git -C "$root" status --porcelain) ]] || say 'note: what is not committed is not built'
else
  say 'note: no git repository; the files as they are'
  sources=(tar -c -C "$root" --exclude=.git --exclude=target --exclude=.flattened-pom.xml .)
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/mikey-release.XXXXXXXXXX")
trap 'rm -rf -- "$work"' EXIT

build() { # directory
  mkdir -p -- "$1"
  "${sources[@]}" | tar -x --no-same-permissions -C "$1"
  say "building in $1"
  (cd -- "$1" && mvn -B -q -Dstyle.color=never -Prelease -DskipTests -Dspotless.check.skip=true \
    ${version:+-Drevision="$version"} package) >&2
}

collect() { # directory of a build, directory for what it made
  local module
  mkdir -p -- "$2"
  for module in mikey-core hsm-provider softhsm-setup/test-support config; do
    cp -- "$1/$module"/target/*.jar "$2/"
    rm -f -- "$2"/*-tests.jar
    cp -- "$1/$module/.flattened-pom.xml" "$2/${module##*/}.pom"
    cp -- "$1/$module/target/bom.json" "$2/${module##*/}-cyclonedx.json"
  done
  cp -- "$1"/softhsm-setup/distribution/target/*.{deb,tar.gz,zip} "$2/"
  cp -- "$1/softhsm-setup/distribution/target/sbom.json" "$2/distribution-cyclonedx.json"
  (cd -- "$2" && sha256sum -- *) >"$work/sums"
  mv -- "$work/sums" "$2/SHA256SUMS"
}

(export TZ=UTC LC_ALL=C && build "$work/one")
(export TZ=Pacific/Kiritimati LC_ALL=C.UTF-8 && build "$work/another/a/little/deeper")
collect "$work/one" "$work/results/one"
collect "$work/another/a/little/deeper" "$work/results/two"
if ! diff -- "$work/results/one/SHA256SUMS" "$work/results/two/SHA256SUMS" >&2; then
  mkdir -p -- "$(dirname -- "$out")"
  cp -r -- "$work/results" "$out"
  die "$EX_DATA" "the two builds differ, see above; both are in $out"
fi
mkdir -p -- "$(dirname -- "$out")"
mv -- "$work/results/one" "$out"
cat -- "$out/SHA256SUMS"
say "$(wc -l <"$out/SHA256SUMS") files, the same in both builds: $out"

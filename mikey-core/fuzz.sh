#!/usr/bin/env bash
# A long run of one fuzz target: 12.5 million executions of it. See docs/testing.md.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

targets() {
  find ./*/src/test/java/org/mikeyhsm -path '*/fuzz/*FuzzTest.java' | sort
}

file=$(targets | grep -F "/${1:-}FuzzTest.java" || :)
if [[ $# != 1 || -z $file ]]; then
  printf 'usage: fuzz.sh TARGET\ntargets:\n' >&2
  targets | sed -E 's|.*/(.*)FuzzTest.java|  \1|' >&2
  exit 64
fi
module=${file#./}
module=${module%%/*}
# The seeds, and what earlier runs found worth keeping in .cifuzz-corpus, are where it begins.
JAZZER_FUZZ=1 exec mvn -B -pl "$module" -am test -Dtest="$1FuzzTest" -Dsurefire.failIfNoSpecifiedTests=false

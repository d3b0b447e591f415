#!/usr/bin/env bash
# Measures; arguments are JMH's, such as a part of a benchmark's name (-h lists them), or CustodyRatios and its own.
# See docs/performance.md.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
mvn -B -q -pl benchmarks -am package -DskipTests
if [[ "${1:-}" == CustodyRatios ]]; then
  shift
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
    org.mikeyhsm.benchmarks.CustodyRatios "$@"
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main -prof gc "$@"

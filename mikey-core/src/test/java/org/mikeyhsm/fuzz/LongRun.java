package org.mikeyhsm.fuzz;

/**
 * The length of a long run of one target, made by {@code mikey-core/fuzz.sh}; see docs/testing.md.
 * In an ordinary test run only the committed seeds are executed.
 */
final class LongRun {
  static final long EXECUTIONS = 12_500_000;

  private LongRun() {}
}

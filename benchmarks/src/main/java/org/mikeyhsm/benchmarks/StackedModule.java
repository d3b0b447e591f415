package org.mikeyhsm.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The tests' module that passes calls on to another one, compiled for a measurement: it tells how
 * long they took without Java. One at a time in a process.
 */
final class StackedModule {
  private static final List<String> SOFTHSM_PLACES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so");

  private final Path library;
  private final Function timeOf;
  private final Function callsOf;

  /** What it passes calls on to. */
  enum Base {
    /** SoftHSM2 alone. */
    SOFTHSM,
    /** libmikeytoken on SoftHSM2. */
    MIKEYTOKEN;

    private Path library() {
      if (this == MIKEYTOKEN) {
        return BenchmarkToken.library();
      }
      return SOFTHSM_PLACES.stream()
          .map(Path::of)
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "no SoftHSM2 in " + SOFTHSM_PLACES + "; softhsm-setup/install.sh brings it"));
    }
  }

  /**
   * Compiles and loads it.
   *
   * @param directory where; the caller deletes it
   */
  StackedModule(Path directory, Base base) {
    BenchmarkToken.setEnvironment("MIKEYHSM_STACKED_BASE", base.library().toString());
    library = compile(directory);
    NativeLibrary stacked = NativeLibrary.getInstance(library.toString());
    timeOf = stacked.getFunction("stacked_time_of");
    callsOf = stacked.getFunction("stacked_calls_of");
  }

  /** Compiles it, and gives its file. */
  static Path compile(Path directory) {
    Path library = directory.resolve("libstacked.so");
    BenchmarkToken.run(
        directory,
        Map.of(),
        "gcc",
        "-std=c17",
        "-O2",
        "-fvisibility=hidden",
        "-fPIC",
        "-shared",
        "-isystem",
        "/usr/include/p11-kit-1",
        "-o",
        library.toString(),
        BenchmarkToken.root().resolve("hsm-provider/src/test/c/stacked.c").toString(),
        "-ldl",
        "-lpthread");
    return library;
  }

  Path library() {
    return library;
  }

  /** Nanoseconds of CPU time that all threads have spent in a PKCS#11 function so far. */
  long nanosIn(String function) {
    return timeOf.invokeLong(new Object[] {function});
  }

  /** How often a PKCS#11 function was called. */
  long callsOf(String function) {
    return callsOf.invokeLong(new Object[] {function});
  }
}

package org.mikeyhsm.hsm.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.hsm.CModules;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.softhsm.TokenDirectory;

/** Pools of two real tokens, one of which has a bad day, each in a process of its own. */
@Tag("softhsm")
class TokenPoolProcessTest {
  private static final String PIN = "Pool-Pin-4711";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "device-error, softhsm",
    "device-error, mikeytoken",
    "one-call, mikeytoken",
    "one-call, softhsm",
    "directory, softhsm",
    "directory, mikeytoken",
    "lost-keys, softhsm",
    "lost-keys, mikeytoken",
    "mismatch, softhsm",
    "mismatch, mikeytoken",
  })
  void callsGoOn(String what, String base) throws IOException, InterruptedException {
    TokenDirectory tokens = TokenDirectory.at(directory.resolve("softhsm"));
    tokens.remake("pool a", PIN, Map.of());
    Path first = only(tokens, List.of());
    tokens.remake("pool b", PIN, Map.of());
    Path second = only(tokens, List.of(first));
    Path output = directory.resolve("output.txt");
    Path module = base.equals("softhsm") ? tokens.modulePath() : TestMikeyTokens.find();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                PoolChild.class.getName(),
                what,
                tokens.pinFile("pool a").toString(),
                stacked("a", module).toString(),
                first.toString(),
                stacked("b", module).toString(),
                second.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("SOFTHSM2_CONF", tokens.confFile().toString());
    builder.environment().put("MIKEYTOKEN_BASE", tokens.modulePath().toString());
    Process process = builder.start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String told = Files.readString(output);
    assertEquals(true, ended, told);
    assertEquals(0, process.waitFor(), told);
  }

  /** Where the files of a new token are. */
  private static Path only(TokenDirectory tokens, List<Path> known) throws IOException {
    try (Stream<Path> all = Files.list(tokens.directory().resolve("tokens"))) {
      return all.filter(Files::isDirectory)
          .filter(path -> !known.contains(path))
          .findFirst()
          .orElseThrow();
    }
  }

  /** A copy of the stacked module with a copy of the module behind it: each has its own state. */
  private Path stacked(String name, Path base) throws IOException {
    Path own = Files.copy(base, directory.resolve("base-" + name + ".so"));
    Path copy =
        Files.copy(CModules.library("stacked"), directory.resolve("stacked-" + name + ".so"));
    Files.writeString(Path.of(copy + ".base"), own.toString());
    return copy;
  }
}

package org.mikeyhsm.hsm.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.hsm.CModules;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.softhsm.TokenDirectory;

/**
 * An HSM's bad days, each in a process of its own: it goes on without being started again, or an
 * exchange fails alone and by a typed exception; nothing is left behind.
 */
@Tag("softhsm")
class FaultTest {
  private static final String PIN = "Fault-Pin-4711";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "every-call, mikeytoken",
    "every-call, softhsm",
    "logout, mikeytoken",
    "logout, softhsm",
    "sessions, mikeytoken",
    "sessions, softhsm",
    "pin, mikeytoken",
    "pin, softhsm",
    "directory, mikeytoken",
    "directory, softhsm",
    "clock, mikeytoken",
  })
  void isSurvived(String fault, String base) throws IOException, InterruptedException {
    String label = "fault " + base;
    TokenDirectory tokens = TokenDirectory.at(directory.resolve("softhsm"));
    tokens.remake(label, PIN, Map.of());
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                FaultChild.class.getName(),
                fault,
                CModules.library("stacked").toString(),
                label,
                tokens.pinFile(label).toString(),
                tokens.directory().resolve("tokens").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("SOFTHSM2_CONF", tokens.confFile().toString());
    environment.put("MIKEYTOKEN_BASE", tokens.modulePath().toString());
    environment.put(
        "MIKEYHSM_STACKED_BASE",
        (base.equals("softhsm") ? tokens.modulePath() : mikeyToken()).toString());
    Process process = builder.start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertEquals(true, ended, () -> read(output));
    assertEquals(0, process.exitValue(), () -> read(output));
    System.out.print(read(output));
  }

  static Path mikeyToken() {
    Properties properties = new Properties();
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, System.getProperty("mikeyhsm.root"));
    return MikeyTokenModule.find(Optional.empty(), properties, Map.of());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

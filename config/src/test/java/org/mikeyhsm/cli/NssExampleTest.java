package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Provisioning;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;

/** config/examples/nss.yaml on NSS itself. */
@Tag("softhsm")
class NssExampleTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("mikeyhsm.root"), "config/examples/nss.yaml");

  @TempDir private Path directory;

  @Test
  void theDoctorIsContentWithIt() throws Exception {
    Path database = Files.createDirectory(directory.resolve("nss"));
    Files.writeString(directory.resolve("nss-pin"), "Pin-4711\n");
    Configuration example = ConfigLoader.load(EXAMPLE, Map.of(), Map.of());
    String parameters =
        example
            .token()
            .parameters()
            .orElseThrow()
            .replace("/var/lib/mikey/nss", database.toString());
    PinSource pin = PinSource.file(directory.resolve("nss-pin"));
    try (CryptokiModule module = CryptokiModule.open(NssDatabase.library(), parameters)) {
      Provisioning.setUserPin(module, "alice", () -> new char[0], pin);
      try (Token token = module.openToken("alice", pin);
          SecretOctets psk = SecretOctets.copyOf(new byte[32])) {
        KeyImport.preSharedKey(token, "call", psk);
      }
    }

    CliRun run =
        CliRun.with(
            new byte[0],
            Map.of(
                "MIKEY_CONFIG__TOKEN__MODULE",
                NssDatabase.library().toString(),
                "MIKEY_CONFIG__TOKEN__PARAMETERS",
                parameters,
                "CREDENTIALS_DIRECTORY",
                directory.toString()),
            "doctor",
            "--config",
            EXAMPLE.toString());

    assertEquals(0, run.exitCode(), run.err() + run.out());
    for (String secret : List.of("PSK", "KEK", "TGK", "TEK")) {
      assertTrue(
          run.out()
              .lines()
              .anyMatch(line -> line.matches("  psk +" + secret + " +TOKEN +MODULE +allows .*")),
          run.out());
    }
  }
}

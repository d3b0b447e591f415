package org.mikeyhsm.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

class PinSourcesTest {
  private static final char[] PIN = "12\u00e934".toCharArray();

  @TempDir private Path directory;

  private Path file(String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("pin"), "12\u00e934\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static PinSource source(PinSettings settings, Map<String, String> environment) {
    return PinSources.of(settings, environment);
  }

  private static String refusal(PinSettings settings, Map<String, String> environment) {
    return assertThrows(TokenUnavailableException.class, () -> source(settings, environment).read())
        .getMessage();
  }

  @Test
  void aPrivateFileIsReadAndAnOpenOneRefused() throws IOException {
    assertArrayEquals(PIN, source(new PinSettings.File(file("rw-------")), Map.of()).read());
    for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      String refusal = refusal(new PinSettings.File(file(open)), Map.of());
      assertTrue(refusal.contains("chmod 600"), refusal);
      assertFalse(refusal.replace(directory.toString(), "").contains("34"), refusal);
    }
    assertTrue(
        refusal(new PinSettings.File(directory.resolve("none")), Map.of()).contains("no PIN file"));
  }

  @Test
  void aCredentialIsTakenFromItsDirectory() throws IOException {
    file("r--r-----");
    PinSettings settings = new PinSettings.Credential("pin");
    assertArrayEquals(
        PIN, source(settings, Map.of("CREDENTIALS_DIRECTORY", directory.toString())).read());
    assertTrue(refusal(settings, Map.of()).contains("LoadCredential=pin:FILE"));
  }

  @Test
  void aVariableIsRead() {
    PinSettings settings = new PinSettings.Environment("P");
    assertArrayEquals("1234".toCharArray(), source(settings, Map.of("P", "1234")).read());
    assertTrue(refusal(settings, Map.of()).contains("P holds no PIN"));
  }

  @Test
  void aCommandsFirstLineIsTaken() {
    assertArrayEquals(
        PIN,
        source(new PinSettings.Command(List.of("printf", "12\\303\\25134\\nmore")), Map.of())
            .read());
    assertTrue(
        refusal(new PinSettings.Command(List.of("/none/at/all")), Map.of())
            .contains("does not run"));
    assertTrue(refusal(new PinSettings.Command(List.of("false")), Map.of()).contains("failed"));
    assertTrue(
        refusal(new PinSettings.Command(List.of("true")), Map.of()).contains("does not print"));
    assertTrue(
        refusal(new PinSettings.Command(List.of("printf", "\\377")), Map.of())
            .contains("not UTF-8"));
  }

  @Test
  void aCommandThatNeverEndsIsGivenUp() {
    for (String endless : List.of("sleep 60", "echo 1234; exec sleep 60", "yes")) {
      PinSource source = PinSources.command(List.of("sh", "-c", endless), Duration.ofMillis(500));
      String message = assertThrows(TokenUnavailableException.class, source::read).getMessage();
      assertTrue(message.contains("did not end within"), message);
      assertFalse(message.contains("1234"), message);
    }
  }

  @Test
  void aCommandMayPrintMuchMore() {
    assertArrayEquals(
        "12".toCharArray(),
        source(
                new PinSettings.Command(List.of("sh", "-c", "echo 12; head -c 200000 /dev/zero")),
                Map.of())
            .read());
  }

  @Test
  void argumentsOfACommandAreNotShown() {
    assertEquals(
        "command /bin/echo ...", new PinSettings.Command(List.of("/bin/echo", "9876")).toString());
  }

  @Test
  void nothingRunsBeforeThePinIsAskedFor() {
    Path mark = directory.resolve("ran");
    PinSource source = source(new PinSettings.Command(List.of("touch", mark.toString())), Map.of());
    assertFalse(Files.exists(mark));
    assertThrows(TokenUnavailableException.class, source::read);
    assertTrue(Files.exists(mark));
  }
}

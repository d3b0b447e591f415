package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinSourceTest {
  @TempDir Path directory;

  private PinSource file(String content) throws IOException {
    return PinSource.file(Files.writeString(directory.resolve("pin"), content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"P\u00edn-\u20ac\uD83D\uDD11", "P\u00edn-\u20ac\uD83D\uDD11\n"})
  void takesOneLineOfUtf8(String content) throws IOException {
    assertArrayEquals("P\u00edn-\u20ac\uD83D\uDD11".toCharArray(), file(content).read());
  }

  @Test
  void takesAWindowsLineEnd() throws IOException {
    assertArrayEquals(" 47 11 ".toCharArray(), file(" 47 11 \r\n").read());
  }

  @Test
  void takesTheLongestPin() throws IOException {
    assertArrayEquals("x".repeat(255).toCharArray(), file("x".repeat(255) + "\r\n").read());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "1234\n5678", "1234\n\n"})
  void refusesWhatIsNotOneLine(String content) throws IOException {
    PinSource source = file(content);
    assertThrows(TokenUnavailableException.class, source::read);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 257, 258, 5000})
  void refusesALongerOne(int length) throws IOException {
    PinSource source = file("x".repeat(length));
    assertThrows(TokenUnavailableException.class, source::read);
  }

  @Test
  void refusesWhatIsNotUtf8AndDoesNotShowIt() throws IOException {
    Path pin =
        Files.write(directory.resolve("pin"), "p\u00edn".getBytes(StandardCharsets.ISO_8859_1));
    PinSource source = PinSource.file(pin);
    TokenUnavailableException e = assertThrows(TokenUnavailableException.class, source::read);
    assertFalse(e.getMessage().contains("p\u00ed"));
  }

  @Test
  void saysThatThereIsNoFile() {
    PinSource source = PinSource.file(directory.resolve("absent"));
    assertThrows(TokenUnavailableException.class, source::read);
  }

  @Test
  void takesAnEnvironmentVariable() {
    assertArrayEquals(System.getenv("PATH").toCharArray(), PinSource.environment("PATH").read());
    PinSource absent = PinSource.environment("MIKEY_NO_SUCH_VARIABLE");
    assertThrows(TokenUnavailableException.class, absent::read);
  }
}

package org.mikeyhsm.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("softhsm")
final class TokenDirectoryTest {

  @TempDir private Path temp;

  @Test
  void tokensOfTheTestsLieWhereTheTestJvmLooksForThem() {
    TokenDirectory directory =
        TokenDirectory.ofTests().make("fixture", "1234", Map.of("psk", new byte[16]));

    assertEquals(System.getenv("SOFTHSM2_CONF"), directory.confFile().toString());
    assertTrue(Files.isRegularFile(directory.confFile()));
  }

  @Test
  void filesAreThereAndPrivate() throws IOException {
    TokenDirectory directory = TokenDirectory.at(temp.resolve("deep/hsm"));

    directory.make("a/b", "1234", Map.of("psk", new byte[16])).make("c", "5678", Map.of());

    assertEquals("1234\n", Files.readString(directory.pinFile("a/b")));
    assertEquals("5678\n", Files.readString(directory.pinFile("c")));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.pinFile("c"))));
    assertTrue(Files.isRegularFile(directory.modulePath()));
    try (var files = Files.list(directory.directory())) {
      assertEquals(
          Set.of("softhsm2.conf", "tokens", "module", "a%2Fb.pin", "c.pin"),
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @Test
  void failureCarriesTheMessageOfTheScript() {
    TokenDirectory directory = TokenDirectory.at(temp.resolve("hsm"));
    directory.make("a", "1234", Map.of("psk", new byte[] {1, 2, 3}));

    IllegalStateException changed =
        assertThrows(
            IllegalStateException.class,
            () -> directory.make("a", "1234", Map.of("psk", new byte[] {1, 2, 4})));

    assertTrue(changed.getMessage().contains("exit code 65"), changed.getMessage());
    assertTrue(changed.getMessage().contains("another value"), changed.getMessage());
    directory.remake("a", "1234", Map.of("psk", new byte[] {1, 2, 4}));
  }

  @Test
  void moduleIsUnknownBeforeTheFirstToken() {
    TokenDirectory directory = TokenDirectory.at(temp.resolve("hsm"));

    assertThrows(IllegalStateException.class, directory::modulePath);
  }
}

package org.mikeyhsm.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

class SoftHsmLibraryTest {
  @TempDir private Path directory;

  @Test
  void itIsFoundHere() {
    assertEquals("libsofthsm2.so", SoftHsmLibrary.find(Map.of()).getFileName().toString());
  }

  @Test
  void theVariableWins() throws Exception {
    Path library = Files.createFile(directory.resolve("other.so"));
    assertEquals(library, SoftHsmLibrary.find(Map.of(SoftHsmLibrary.VARIABLE, library.toString())));
  }

  @Test
  void whereThereIsNoneItIsToldWhatToInstall() {
    TokenUnavailableException none =
        assertThrows(
            TokenUnavailableException.class,
            () -> SoftHsmLibrary.find(Optional.empty(), List.of(directory.resolve("none.so"))));
    assertTrue(none.getMessage().contains("apt-get install softhsm2"), none.getMessage());

    TokenUnavailableException named =
        assertThrows(
            TokenUnavailableException.class,
            () -> SoftHsmLibrary.find(Map.of(SoftHsmLibrary.VARIABLE, "/none.so")));
    assertTrue(named.getMessage().contains("/none.so"), named.getMessage());
    assertTrue(named.getMessage().contains("apt-get install softhsm2"), named.getMessage());
  }
}

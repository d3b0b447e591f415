package org.mikeyhsm.hsm.pool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

@Tag("softhsm")
class SharedModulesTest {
  @TempDir private Path directory;

  @Test
  void aLibraryIsInitializedOnceAndFinalizedByTheLast() throws IOException {
    Path library = Files.copy(TestTokens.get().library(), directory.resolve("shared.so"));
    SharedModules modules = new SharedModules();
    for (int i = 0; i < 2; i++) {
      try (SharedModules.Use first = modules.open("it", () -> CryptokiModule.open(library))) {
        SharedModules.Use second = modules.open("it", () -> CryptokiModule.open(library));
        assertSame(first.module(), second.module());
        second.close();
        second.close();
        assertFalse(first.module().slots().isEmpty(), "the first still uses it");
        assertThrows(TokenUnavailableException.class, () -> CryptokiModule.open(library));
      }
      CryptokiModule.open(library).close();
    }
  }
}

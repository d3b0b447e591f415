package org.mikeyhsm.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;

/** A stock SoftHSM2 token, as a test class gets it. */
@SoftHsm
@Tag("softhsm")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoftHsmTest {
  private final SoftHsmToken ofConstructor;
  private SoftHsmToken ofBeforeAll;

  @TempDir private Path scratch;

  SoftHsmTest(SoftHsmToken hsm) {
    ofConstructor = hsm;
  }

  @BeforeAll
  void take(SoftHsmToken hsm) {
    ofBeforeAll = hsm;
  }

  @Test
  void everyParameterIsOfOneToken(SoftHsmToken hsm, Token token, MikeyPkcs11Provider provider) {
    assertSame(ofConstructor, hsm);
    assertSame(ofBeforeAll, hsm);
    assertSame(hsm.token(), token);
    assertSame(hsm.provider(), provider);
    assertEquals(hsm.label(), token.label());
    assertEquals(
        List.of(hsm.label()),
        hsm.module().slots().stream()
            .filter(slot -> slot.isInitialized())
            .map(slot -> slot.label())
            .toList());
  }

  @Test
  void theProviderIsInstalled(SoftHsmToken hsm) {
    assertSame(hsm.provider(), Security.getProvider("MikeyPkcs11"));
  }

  @Test
  void theDirectoryIsPrivate(SoftHsmToken hsm) throws Exception {
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(hsm.directory())));
    assertEquals(hsm.pin() + "\n", Files.readString(hsm.pinFile()));
    assertFalse(hsm.toString().contains(hsm.pin()));
    assertTrue(hsm.library().startsWith(hsm.directory()));
  }

  @Test
  void aCallRunsOnIt(SoftHsmToken hsm) throws Exception {
    assertEquals("TRANSIENT", Call.levelOfTek(hsm));
  }

  @Test
  void anotherProcessFindsIt(SoftHsmToken hsm) throws Exception {
    Path out = scratch.resolve("out");
    List<String> command =
        new ArrayList<>(List.of("pkcs11-tool", "--module", hsm.library().toString()));
    command.addAll(
        List.of("--token-label", hsm.label(), "--login", "--pin", "env:PIN", "--list-objects"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().putAll(hsm.environment());
    builder.environment().put("PIN", hsm.pin());
    int exitCode = builder.start().waitFor();
    assertEquals(0, exitCode, Files.readString(out));
  }

  /** Inside, the token of the class around. */
  @Nested
  class Inside {
    @Test
    void theTokenIsTheSame(SoftHsmToken hsm) {
      assertSame(ofConstructor, hsm);
    }
  }

  /** A class that says so has one of its own. */
  @Nested
  @SoftHsm(installed = false)
  class Own {
    @Test
    void theTokenIsAnother(SoftHsmToken hsm) {
      assertNotEquals(ofConstructor.label(), hsm.label());
      assertNotEquals(ofConstructor.pin(), hsm.pin());
      assertSame(ofConstructor.provider(), Security.getProvider("MikeyPkcs11"));
    }
  }
}

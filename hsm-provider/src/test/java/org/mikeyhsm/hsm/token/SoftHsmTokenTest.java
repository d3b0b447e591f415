package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.TestTokens;

/** The token layer on SoftHSM2 itself. */
@Tag("softhsm")
class SoftHsmTokenTest {
  private final TestTokens tokens = TestTokens.get();

  @Test
  void anAbsentTokenIsNamedWithThoseThatAreThere() {
    TokenUnavailableException e =
        assertThrows(TokenUnavailableException.class, () -> tokens.open("nobody"));
    assertTrue(
        e.getMessage().contains("nobody") && e.getMessage().contains(TestTokens.MAIN),
        e.getMessage());
  }

  @Test
  void theModuleHasOneOwner() {
    TokenUnavailableException e =
        assertThrows(TokenUnavailableException.class, () -> CryptokiModule.open(tokens.library()));
    assertTrue(e.getMessage().contains("another library"), e.getMessage());
    tokens.open(TestTokens.MAIN).close();
  }

  @Test
  void whatIsNoPkcs11LibraryIsRefused(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("lib.so"), "text");
    assertThrows(TokenUnavailableException.class, () -> CryptokiModule.open(file));
  }

  @Test
  void aWrongPinIsTriedOnceAndLocksNothing() {
    char[] wrong = "wrong-pin".toCharArray();
    assertThrows(
        PinRefusedException.class,
        () -> tokens.module().openToken(TestTokens.REFUSING, () -> wrong));
    assertArrayEquals(new char[9], wrong);
    // Refused without asking the token, the right one as well.
    assertThrows(PinRefusedException.class, () -> tokens.open(TestTokens.REFUSING));
    String listing =
        TestTokens.run(
            tokens.library(),
            TestTokens.REFUSING,
            TestTokens.PIN,
            new byte[0],
            List.of("--list-objects"));
    assertFalse(listing.contains("CKR_"), listing);
  }

  @Test
  void thePinIsWipedAndNeedNotBeAscii() {
    char[] pin = TestTokens.OTHER_PIN.toCharArray();
    try (Token token = tokens.module().openToken(TestTokens.OTHER, () -> pin)) {
      assertArrayEquals(new char[pin.length], pin);
      assertEquals(1, token.openSessionCount());
    }
    PinSource file = PinSource.file(tokens.pinFile(TestTokens.OTHER));
    tokens.module().openToken(TestTokens.OTHER, file).close();
  }

  @Test
  void softHsmIsNoHardware() {
    assertThrows(
        KeyRefusedException.class,
        () ->
            tokens
                .module()
                .openToken(TestTokens.MAIN, TestTokens.pin(TestTokens.MAIN), Boundary.HARDWARE));
  }

  @Test
  void preSharedKeysAreFoundWithTheirTrueLength() {
    try (Token token = tokens.open(TestTokens.MAIN)) {
      TokenKey padded = token.preSharedKey(TestTokens.PSK_16);
      assertEquals(OptionalInt.of(128), padded.bitLength());
      assertEquals(20, padded.storedLength(0));
      assertEquals(OptionalInt.of(256), token.preSharedKey(TestTokens.PSK_32).bitLength());
      assertEquals(CustodyLevel.TOKEN, padded.custody().level());
      assertEquals(Origin.IMPORTED, padded.custody().origin());
      assertThrows(KeyNotFoundException.class, () -> token.preSharedKey("nothing"));
    }
  }

  @Test
  void oddKeysAreRefused() {
    try (Token token = tokens.open(TestTokens.ODD)) {
      KeyRefusedException e =
          assertThrows(KeyRefusedException.class, () -> token.preSharedKey("extractable"));
      assertTrue(e.getMessage().contains("CKA_EXTRACTABLE"), e.getMessage());
      assertThrows(KeyNotFoundException.class, () -> token.preSharedKey("twice"));
      assertThrows(KeyRefusedException.class, () -> token.preSharedKey("mislabelled"));
      assertThrows(KeyRefusedException.class, () -> token.preSharedKey("overlong"));
      assertEquals(Origin.GENERATED, token.preSharedKey("generated").custody().origin());
    }
  }

  @Test
  void countsObjects() {
    try (Token token = tokens.open(TestTokens.OTHER)) {
      // The PSK and the record of its length.
      assertEquals(2, token.objectCount());
      assertEquals(0, token.sessionObjectCount());
      assertEquals(2, token.openSessionCount());
    }
  }

  @Test
  void randomOctetsDiffer() {
    try (Token token = tokens.open(TestTokens.MAIN)) {
      byte[] first = new byte[32];
      byte[] second = new byte[32];
      token.generateRandom(first);
      token.generateRandom(second);
      assertFalse(Arrays.equals(first, second));
    }
  }
}

package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

class Pkcs11UriTest {
  private static final TokenInfo ALICE =
      new TokenInfo("Alice's \u20ac", "1234", "SoftHSM project", "SoftHSM v2", 0x400, 0);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "pkcs11:token=Alice's%20%E2%82%AC, true",
    "PKCS11:token=Alice's%20%e2%82%ac, true",
    "pkcs11:token=Alice, false",
    "pkcs11:serial=1234, true",
    "pkcs11:serial=1234;token=Bob, false",
    "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project, true",
    "pkcs11:slot-id=7, true",
    "pkcs11:slot-id=8, false",
    "pkcs11:serial=1234;object=call;type=secret-key, true",
    "pkcs11:serial=1234?x-unknown=1, true"
  })
  void tellsTheToken(String uri, boolean matches) {
    assertEquals(matches, Pkcs11Uri.parse(uri).token().matches(new SlotId(7), ALICE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://token",
        "pkcs11:",
        "pkcs11:object=call",
        "pkcs11:token",
        "pkcs11:=x",
        "pkcs11:token=a;token=b",
        "pkcs11:token=a;unknown=b",
        "pkcs11:token=a;x-vendor=b",
        "pkcs11:token=%4",
        "pkcs11:token=%zz",
        "pkcs11:token=%ff",
        "pkcs11:token=a b",
        "pkcs11:slot-id=one",
        "pkcs11:token=a;"
      })
  void refusesWhatItDoesNotUnderstand(String uri) {
    assertThrows(IllegalArgumentException.class, () -> Pkcs11Uri.parse(uri));
  }

  @Test
  void aPinDoesNotBelongIntoAUriAndIsNotRepeated() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Pkcs11Uri.parse("pkcs11:token=a?pin-value=1234secret"));
    assertFalse(e.getMessage().contains("1234secret"));
  }

  @Test
  void namesObjectModuleAndPinFile() throws IOException {
    Path pin = Files.writeString(directory.resolve("pin"), "4711\n");
    Pkcs11Uri uri =
        Pkcs11Uri.parse(
            "pkcs11:token=a;object=call?module-path=/usr/lib/x.so&pin-source=file:" + pin);
    assertEquals(Optional.of("call"), uri.object());
    assertEquals(Optional.of(Path.of("/usr/lib/x.so")), uri.modulePath());
    assertEquals("4711", new String(uri.pinSource().orElseThrow().read()));
    Pkcs11Uri command = Pkcs11Uri.parse("pkcs11:token=a?pin-source=|cat%20/etc/passwd");
    assertThrows(IllegalArgumentException.class, command::pinSource);
  }

  @Test
  void opensTheTokenByUriAndBySerialNumber() {
    FakeCryptoki cryptoki = FakeCryptoki.withToken("alice");
    cryptoki.addToken("alice", 0x400, 0);
    try (CryptokiModule module = CryptokiModule.initialize(cryptoki)) {
      TokenUnavailableException e =
          assertThrows(
              TokenUnavailableException.class,
              () -> module.openToken("alice", "1234"::toCharArray));
      assertTrue(e.getMessage().contains("several tokens"), e.getMessage());
      for (TokenSelector selector :
          new TokenSelector[] {
            TokenSelector.serialNumber("serial1"), TokenSelector.uri("pkcs11:serial=serial0")
          }) {
        module.openToken(selector, "1234"::toCharArray, Boundary.MODULE).close();
      }
    }
  }
}

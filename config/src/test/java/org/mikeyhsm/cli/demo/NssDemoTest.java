package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/** The demo on NSS softokn inside the test JVM, with databases laid out as the launcher does it. */
@Tag("softhsm")
class NssDemoTest {
  private static final DemoSettings SETTINGS =
      new DemoSettings(Mode.PSK, DemoSettings.Encryption.AES_CM, true);

  @TempDir private Path directory;

  private Map<String, String> environment() throws IOException, GeneralSecurityException {
    Files.writeString(directory.resolve("alice.pin"), "alice's pin");
    Files.writeString(directory.resolve("bob.pin"), "bob's pin");
    Files.writeString(directory.resolve("call.psk"), "000102030405060708090a0b0c0d0e0f");
    TokenSetup.makeNss(directory, true);
    return Map.of(NssTokens.DIRECTORY, directory.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "hardware", "strict"})
  void everyKeyStaysInTheToken(String name) throws Exception {
    CustodyPolicy policy =
        CustodyPolicy.presets().stream()
            .filter(preset -> preset.name().equals(name))
            .findFirst()
            .orElseThrow();
    Transcript transcript = new Transcript(SETTINGS, DemoTokens.Kind.NSS);
    try (DemoTokens tokens =
        DemoTokens.open(DemoTokens.Kind.NSS, environment(), Optional.empty(), policy)) {
      Demo.run(SETTINGS, tokens, transcript);
    }
    assertEquals(100, transcript.srtp().verified());
    for (Transcript.Role role : Transcript.Role.values()) {
      List<CustodyEntry> keys =
          transcript.custody(role).entries().stream()
              .filter(entry -> entry.secret().secretClass() != SecretClass.SALT)
              .toList();
      assertEquals(
          List.of("PSK", "SRTP_auth", "SRTP_encr", "TEK", "TGK", "auth_key", "encr_key"),
          keys.stream().map(entry -> entry.secret().reportName()).sorted().toList());
      for (CustodyEntry entry : keys) {
        assertEquals(CustodyLevel.TOKEN, entry.custody().level(), entry.toString());
        assertEquals(Boundary.MODULE, entry.custody().boundary());
        assertEquals(true, entry.custody().evidence().attributes().get("CKA_SENSITIVE"));
        assertEquals(false, entry.custody().evidence().attributes().get("CKA_EXTRACTABLE"));
      }
    }
  }

  @Test
  void withoutTheLauncherItSaysSo() {
    Exception e =
        assertThrows(
            TokenUnavailableException.class,
            () ->
                DemoTokens.open(
                    DemoTokens.Kind.NSS, Map.of(), Optional.empty(), CustodyPolicy.ANY));
    assertTrue(e.getMessage().contains("./mikey demo"), e.getMessage());
  }
}

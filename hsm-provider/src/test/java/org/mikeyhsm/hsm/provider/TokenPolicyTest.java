package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.hsm.TestNss;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;

/** What policies refuse on a token, and when. */
@Tag("softhsm")
class TokenPolicyTest {
  @TempDir private Path directory;

  @Test
  void isRefusedBeforeAnythingIsComputed() throws GeneralSecurityException {
    FakeCryptoki cryptoki = FakeTokens.cryptoki();
    try (Token token = FakeTokens.open(cryptoki);
        TokenKey inkey =
            SessionKeys.create(
                token,
                new byte[20],
                KeyUse.TEK_GENERATION,
                new Custody(CustodyLevel.TOKEN, Origin.IMPORTED, Boundary.MODULE, "test"))) {
      KeyDerivation prf =
          KeyDerivation.getInstance(
              "MIKEY-1", new MikeyPkcs11Provider(token, CustodyPolicy.STRICT));
      CustodyRefusedException e =
          assertThrows(
              CustodyRefusedException.class,
              () ->
                  prf.deriveKey(
                      inkey,
                      Exchange.label(0x2D22AC75, 0xFF, 1),
                      DerivedKeySpec.held(KeyUse.MESSAGE_AUTHENTICATION, 20)));
      assertEquals(SecretClass.KEK, e.secretClass());
      assertEquals(CustodyLevel.TRANSIENT, e.reached());
      assertTrue(
          e.missing().stream().anyMatch(way -> way.startsWith("CKM_SP800_108_DOUBLE_PIPELINE_KDF")),
          e.missing().toString());
      assertEquals(0, cryptoki.calls("C_Sign"));
    }
  }

  @Test
  void strictRefusesEncrAlgNull() throws GeneralSecurityException {
    try (Token token = TestNss.get().open(TestNss.MAIN)) {
      KeyDataTransport none =
          KeyDataTransport.getInstance(
              "NULL", new MikeyPkcs11Provider(token, CustodyPolicy.STRICT));
      CustodyRefusedException e =
          assertThrows(
              CustodyRefusedException.class,
              () ->
                  none.generateAndWrap(
                      KeyDataProtection.none(1, 2), List.of(tgk(KeyValidity.none()))));
      assertTrue(e.getMessage().contains("other than NULL"), e.getMessage());
      assertEquals(0, token.sessionObjectCount());
    }
  }

  private static KeyDataRequest tgk(KeyValidity validity) {
    return new KeyDataRequest(KeyDataType.TGK, 16, 0, validity, KeyPlace.PROVIDER);
  }

  private static CustodialKey derive(
      MikeyPkcs11Provider provider, TokenKey psk, int constant, KeyUse use, int length)
      throws GeneralSecurityException {
    return KeyDerivation.getInstance("MIKEY-1", provider)
        .deriveKey(psk, Exchange.label(constant, 0xFF, 1), DerivedKeySpec.held(use, length));
  }

  @Test
  void keyDataThatCannotStayInsideIsRefusedUnderStrict() throws GeneralSecurityException {
    try (Token token = TestNss.get().open(TestNss.MAIN)) {
      MikeyPkcs11Provider strict = new MikeyPkcs11Provider(token, CustodyPolicy.STRICT);
      TokenKey psk = token.preSharedKey(TestTokens.PSK_20);
      try (CustodialKey encrKey = derive(strict, psk, 0x150533E1, KeyUse.KEY_DATA_ENCRYPTION, 16);
          CustodialKey salt = derive(strict, psk, 0x29B88916, KeyUse.MESSAGE_SALT, 14)) {
        KeyDataProtection protection =
            new KeyDataProtection(Optional.of(encrKey), Optional.of(salt), 1, 2);
        KeyDataTransport transport = KeyDataTransport.getInstance("AES-CM-128", strict);
        KeyDataRequest withSpi = tgk(new KeyValidity.Spi(Octets.ofHex("01")));
        assertThrows(
            CustodyRefusedException.class,
            () -> transport.generateAndWrap(protection, List.of(withSpi)));
        Octets fromAnybody =
            KeyDataTransport.getInstance("AES-CM-128", new MikeyPkcs11Provider(token))
                .generateAndWrap(protection, List.of(withSpi))
                .encrData();
        assertThrows(
            CustodyRefusedException.class,
            () -> transport.unwrap(protection, fromAnybody, KeyPlace.PROVIDER));
        transport
            .generateAndWrap(protection, List.of(tgk(KeyValidity.none())))
            .keys()
            .get(0)
            .close();
      }
    }
  }

  /**
   * P(s_2) is read where the PRF is CKM_SP800_108: a second block of 8 octets could be guessed of
   * it, one of 16 could not.
   */
  @Test
  void aTgkWithAShortLastBlockIsRefusedUnderStrict() throws GeneralSecurityException {
    try (Token token = TestNss.get().open(TestNss.MAIN)) {
      MikeyPkcs11Provider strict = new MikeyPkcs11Provider(token, CustodyPolicy.STRICT);
      MikeyPkcs11Provider any = new MikeyPkcs11Provider(token);
      TokenKey psk = token.preSharedKey(TestTokens.PSK_20);
      byte[] label = Exchange.label(0x2AD01C64, 1, 1);
      DerivedKeySpec tek = DerivedKeySpec.held(KeyUse.TRAFFIC_ENCRYPTION, 16);
      try (CustodialKey encrKey = derive(strict, psk, 0x150533E1, KeyUse.KEY_DATA_ENCRYPTION, 16);
          CustodialKey salt = derive(strict, psk, 0x29B88916, KeyUse.MESSAGE_SALT, 14)) {
        KeyDataProtection protection =
            new KeyDataProtection(Optional.of(encrKey), Optional.of(salt), 1, 2);
        KeyDataTransport transport = KeyDataTransport.getInstance("AES-CM-128", strict);
        CustodyRefusedException e =
            assertThrows(
                CustodyRefusedException.class,
                () -> transport.generateAndWrap(protection, List.of(tgk(40))));
        assertEquals(CustodyLevel.TRANSIENT, e.reached());
        assertTrue(e.getMessage().contains("128 bits or more"), e.getMessage());
        try (CustodialKey tgk =
                transport.generateAndWrap(protection, List.of(tgk(48))).keys().get(0).key();
            CustodialKey derived =
                KeyDerivation.getInstance("MIKEY-1", strict).deriveKey(tgk, label, tek)) {
          assertEquals(CustodyLevel.TOKEN, derived.custody().level());
          assertTrue(derived.custody().mechanism().endsWith("P(s_2) to P(s_n) are read"));
        }
        try (CustodialKey tgk =
                KeyDataTransport.getInstance("AES-CM-128", any)
                    .generateAndWrap(protection, List.of(tgk(40)))
                    .keys()
                    .get(0)
                    .key();
            CustodialKey derived =
                KeyDerivation.getInstance("MIKEY-1", any).deriveKey(tgk, label, tek)) {
          assertEquals(CustodyLevel.TRANSIENT, tgk.custody().level());
          assertEquals(CustodyLevel.TRANSIENT, derived.custody().level());
        }
      }
      assertEquals(0, token.sessionObjectCount());
    }
  }

  private static KeyDataRequest tgk(int length) {
    return new KeyDataRequest(KeyDataType.TGK, length, 0, KeyValidity.none(), KeyPlace.PROVIDER);
  }

  @Test
  void theReportSaysWhatTheAttributesDoNotKeep() throws GeneralSecurityException {
    try (Token nss = TestNss.get().open(TestNss.MAIN);
        Token softHsm = TestTokens.get().open(TestTokens.MAIN)) {
      List<String> limits = nss.preSharedKey(TestTokens.PSK_20).custody().evidence().limits();
      assertEquals(2, limits.size());
      assertTrue(limits.get(0).startsWith("CKA_EXTRACTABLE is not enforced"), limits.get(0));
      assertTrue(limits.get(1).contains("DERIVE_DATA"), limits.get(1));
      TokenKey psk = softHsm.preSharedKey(TestTokens.PSK_20);
      assertTrue(psk.custody().evidence().limits().get(0).startsWith("CKA_SIGN is set"));
      try (CustodialKey authKey =
          derive(
              new MikeyPkcs11Provider(softHsm),
              psk,
              0x2D22AC75,
              KeyUse.MESSAGE_AUTHENTICATION,
              20)) {
        assertEquals(List.of(), authKey.custody().evidence().limits());
      }
      Object line =
          new CustodyReport(List.of(new CustodyEntry(SecretName.PSK, psk.custody())))
              .toList()
              .get(0)
              .get("limits");
      assertEquals(psk.custody().evidence().limits(), line);
    }
  }

  @Test
  void aTekIsExportedUnderHardwareAndNotUnderStrict() throws GeneralSecurityException {
    try (Token token = TestNss.get().open(TestNss.MAIN)) {
      TokenKey psk = token.preSharedKey(TestTokens.PSK_20);
      DerivedKeySpec exported = new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 16, KeyPlace.HOST);
      byte[] label = Exchange.label(0x2AD01C64, 1, 1);
      KeyDerivation hardware =
          KeyDerivation.getInstance(
              "MIKEY-1", new MikeyPkcs11Provider(token, CustodyPolicy.HARDWARE));
      hardware.deriveKey(psk, label, exported).close();
      KeyDerivation strict =
          KeyDerivation.getInstance(
              "MIKEY-1", new MikeyPkcs11Provider(token, CustodyPolicy.STRICT));
      assertThrows(CustodyRefusedException.class, () -> strict.deriveKey(psk, label, exported));
    }
  }

  @Test
  void eachSecretIsAnEvent() throws GeneralSecurityException, IOException {
    Path file = directory.resolve("secrets.jfr");
    try (Recording recording = new Recording();
        Token token = TestTokens.get().open(TestTokens.MAIN)) {
      recording.enable("org.mikeyhsm.Secret");
      recording.start();
      MikeyPkcs11Provider provider = new MikeyPkcs11Provider(token);
      TokenKey psk = token.preSharedKey(TestTokens.PSK_20);
      derive(provider, psk, 0x2D22AC75, KeyUse.MESSAGE_AUTHENTICATION, 20).close();
      derive(provider, psk, 0x2AD01C64, KeyUse.TRAFFIC_ENCRYPTION, 16).close();
      recording.stop();
      recording.dump(file);
    }
    Set<String> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("org.mikeyhsm.Secret"))
            .map(event -> event.getString("secretClass") + " " + event.getString("level"))
            .collect(Collectors.toSet());
    assertEquals(Set.of("PSK TOKEN", "KEK TRANSIENT", "TEK TRANSIENT"), events);
  }
}

package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.Vectors;

/** What every {@code KeyDerivation} MIKEY-1 does. */
public abstract class KeyDerivationContract extends EngineContract {
  /** For a provider\'s own tests. */
  protected KeyDerivationContract() {}

  private static final byte[] CSB_ID = Vectors.minisipPsk0("csb_id");
  private static final byte[] RAND = Vectors.minisipPsk0("rand");

  private KeyDerivation mikey1() throws NoSuchAlgorithmException {
    return KeyDerivation.getInstance("MIKEY-1", provider());
  }

  @Test
  void verifiesAndOpensTheMessageOfMinisip() throws GeneralSecurityException, MikeyException {
    try (CustodialKey psk = key(Vectors.minisipPsk0("psk"), KeyUse.TEK_GENERATION)) {
      verifiesAndOpensTheMessageOfMinisip(psk);
    }
  }

  /** Holds the provider to minisip's PSK-0 exchange, keyed with {@code psk}. */
  protected final void verifiesAndOpensTheMessageOfMinisip(CustodialKey psk)
      throws GeneralSecurityException, MikeyException {
    byte[] octets = Vectors.minisipPsk0("i_message_hex");
    MikeyMessage message = MikeyMessage.decode(octets);
    KemacPayload kemac = message.first(KemacPayload.class).orElseThrow();
    long timestamp = message.first(TimestampPayload.class).orElseThrow().asLong();
    try (CustodialKey authKey = message(psk, MESSAGE_AUTHENTICATION, 20);
        CustodialKey encrKey = message(psk, MESSAGE_ENCRYPTION, 16);
        CustodialKey saltKey = message(psk, MESSAGE_SALT, 14)) {
      Mac mac = Mac.getInstance("HmacSHA1", provider());
      mac.init(authKey);
      mac.update(octets, 0, octets.length - kemac.mac().length());
      assertArrayEquals(kemac.mac().toArray(), mac.doFinal());
      assertEquals(
          Octets.of(Vectors.minisipPsk0("salt_key")),
          mikey1().deriveSalt(psk, label(MESSAGE_SALT, 0xFF, CSB_ID, RAND), 14));
      KeyDataProtection protection =
          new KeyDataProtection(
              Optional.of(encrKey), Optional.of(saltKey), message.header().csbId(), timestamp);
      TransportedKey tgk =
          KeyDataTransport.getInstance("AES-CM-128", provider())
              .unwrap(protection, kemac.encrData(), KeyPlace.PROVIDER)
              .get(0);
      try (tgk) {
        assertEquals(OptionalInt.of(128), tgk.key().bitLength());
        for (int cs = 1; cs <= 2; cs++) {
          Octets salt = Octets.of(Vectors.minisipPsk0("cs" + cs + "_salt_RFC3830"));
          assertArrayEquals(
              probe().expect(Vectors.minisipPsk0("cs" + cs + "_tek_RFC3830"), salt),
              shownTek(tgk.key(), label(TEK, cs, CSB_ID, RAND)));
          assertEquals(salt, mikey1().deriveSalt(tgk.key(), label(SALT, cs, CSB_ID, RAND), 14));
        }
      }
    }
  }

  private CustodialKey message(CustodialKey psk, int constant, int length)
      throws GeneralSecurityException {
    KeyUse use =
        switch (constant) {
          case MESSAGE_AUTHENTICATION -> KeyUse.MESSAGE_AUTHENTICATION;
          case MESSAGE_ENCRYPTION -> KeyUse.KEY_DATA_ENCRYPTION;
          default -> KeyUse.MESSAGE_SALT;
        };
    return mikey1()
        .deriveKey(psk, label(constant, 0xFF, CSB_ID, RAND), DerivedKeySpec.held(use, length));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 20, 30, 32, 33, 48, 64, 96, 128, 192})
  void agreesWithTheReference(int inkeyLength) throws GeneralSecurityException {
    byte[] octets = octets(inkeyLength, inkeyLength);
    try (CustodialKey inkey = key(octets, KeyUse.TEK_GENERATION)) {
      assertArrayEquals(
          expectedTek(octets, label(TEK, 3, CSB_ID, RAND)),
          shownTek(inkey, label(TEK, 3, CSB_ID, RAND)));
      for (int length = 1; length <= 64; length++) {
        byte[] salt = label(MESSAGE_SALT, 3, CSB_ID, RAND);
        assertEquals(
            Octets.of(ReferencePrf.mikey1(octets, salt, length)),
            mikey1().deriveSalt(inkey, salt, length));
        if (probe().place() == KeyPlace.HOST) {
          byte[] label = label(TEK, 3, CSB_ID, RAND);
          DerivedKeySpec spec = new DerivedKeySpec(KeyUse.TEK_GENERATION, length, KeyPlace.HOST);
          try (CustodialKey derived = mikey1().deriveKey(inkey, label, spec)) {
            assertArrayEquals(
                ReferencePrf.mikey1(octets, label, length), SoftwareKey.export(derived));
          }
        }
      }
    }
  }

  @Test
  void aHeldKeyIsTheSameKey() throws GeneralSecurityException {
    byte[] octets = octets(48, 1);
    byte[] label = label(MESSAGE_AUTHENTICATION, 0xFF, CSB_ID, RAND);
    try (CustodialKey inkey = key(octets, KeyUse.TEK_GENERATION);
        CustodialKey held =
            mikey1()
                .deriveKey(inkey, label, DerivedKeySpec.held(KeyUse.MESSAGE_AUTHENTICATION, 20))) {
      Mac mac = Mac.getInstance("HmacSHA1", provider());
      mac.init(held);
      assertArrayEquals(
          ReferencePrf.hmacSha1(ReferencePrf.mikey1(octets, label, 20), RAND), mac.doFinal(RAND));
      assertEquals(OptionalInt.of(160), held.bitLength());
      assertEquals(Origin.DERIVED, held.custody().origin());
    }
  }

  @Test
  void aHeldKeyDerivesFurther() throws GeneralSecurityException {
    byte[] octets = octets(32, 2);
    byte[] fork = label(FORKED_TGK, 1, CSB_ID, RAND);
    byte[] label = label(TEK, 1, CSB_ID, RAND);
    try (CustodialKey inkey = key(octets, KeyUse.TEK_GENERATION);
        CustodialKey held =
            mikey1().deriveKey(inkey, fork, DerivedKeySpec.held(KeyUse.TEK_GENERATION, 80))) {
      assertArrayEquals(
          expectedTek(ReferencePrf.mikey1(octets, fork, 80), label), shownTek(held, label));
    }
  }

  @Test
  void aKeyInHostMemoryIsReportedSoOrRefused() throws GeneralSecurityException {
    DerivedKeySpec spec = new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 16, KeyPlace.HOST);
    byte[] label = label(TEK, 1, CSB_ID, RAND);
    KeyDerivation mikey1 = mikey1();
    try (CustodialKey inkey = key(octets(16, 3), KeyUse.TEK_GENERATION)) {
      if (probe().place() == KeyPlace.HOST) {
        try (CustodialKey tek = mikey1.deriveKey(inkey, label, spec)) {
          assertEquals(CustodyLevel.HOST, tek.custody().level());
        }
      } else {
        assertThrows(InvalidKeyException.class, () -> mikey1.deriveKey(inkey, label, spec));
      }
    }
  }

  @Test
  void saltsArePublicAndOthersAreNot() throws GeneralSecurityException {
    byte[] octets = octets(20, 4);
    try (CustodialKey inkey = key(octets, KeyUse.TEK_GENERATION);
        CustodialKey salt = message(inkey, MESSAGE_SALT, 14);
        CustodialKey authKey = message(inkey, MESSAGE_AUTHENTICATION, 20)) {
      byte[] label = label(MESSAGE_SALT, 0xFF, CSB_ID, RAND);
      assertEquals(CustodyLevel.PUBLIC, salt.custody().level());
      Octets expected = Octets.of(ReferencePrf.mikey1(octets, label, 14));
      assertEquals(expected, mikey1().deriveSalt(inkey, label, 14));
      if (probe().place() == KeyPlace.HOST) {
        assertEquals(expected, SoftwareKey.salt(salt));
      }
      assertNotEquals(CustodyLevel.PUBLIC, authKey.custody().level());
    }
  }

  @Test
  void onlySaltLabelsGiveSalts() throws GeneralSecurityException {
    try (CustodialKey inkey = key(octets(20, 5), KeyUse.TEK_GENERATION)) {
      KeyDerivation mikey1 = mikey1();
      byte[] tek = label(TEK, 1, CSB_ID, RAND);
      byte[] salt = label(SALT, 1, CSB_ID, RAND);
      assertThrows(IllegalArgumentException.class, () -> mikey1.deriveSalt(inkey, tek, 14));
      assertThrows(
          IllegalArgumentException.class,
          () -> mikey1.deriveSalt(inkey, Arrays.copyOf(salt, 3), 14));
      assertThrows(
          IllegalArgumentException.class,
          () -> mikey1.deriveKey(inkey, salt, DerivedKeySpec.held(KeyUse.TRAFFIC_ENCRYPTION, 16)));
      assertThrows(
          IllegalArgumentException.class,
          () -> mikey1.deriveKey(inkey, tek, DerivedKeySpec.held(KeyUse.MESSAGE_SALT, 14)));
      assertThrows(IllegalArgumentException.class, () -> mikey1.deriveSalt(inkey, salt, 0));
    }
  }

  @Test
  void refusesAClosedKey() throws GeneralSecurityException {
    CustodialKey inkey = key(octets(20, 6), KeyUse.TEK_GENERATION);
    inkey.close();
    inkey.close();
    KeyDerivation mikey1 = mikey1();
    assertThrows(InvalidKeyException.class, () -> message(inkey, MESSAGE_AUTHENTICATION, 20));
    assertThrows(
        InvalidKeyException.class,
        () -> mikey1.deriveSalt(inkey, label(SALT, 1, CSB_ID, RAND), 14));
  }

  @Test
  void refusesAStrangersKey() throws GeneralSecurityException {
    KeyDerivation mikey1 = mikey1();
    assertThrows(
        InvalidKeyException.class,
        () ->
            mikey1.deriveKey(
                stranger(),
                label(TEK, 1, CSB_ID, RAND),
                DerivedKeySpec.held(KeyUse.TRAFFIC_ENCRYPTION, 16)));
  }

  @Test
  void noSuchAlgorithm() {
    assertThrows(
        NoSuchAlgorithmException.class, () -> KeyDerivation.getInstance("MIKEY-0", provider()));
  }
}

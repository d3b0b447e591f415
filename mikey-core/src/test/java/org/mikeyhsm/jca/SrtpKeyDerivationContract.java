package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;

/** What every {@code SrtpKeyDerivation} AES-CM does: RFC 3711 appendix B.3. */
public abstract class SrtpKeyDerivationContract extends EngineContract {
  private static final byte[] MASTER_KEY =
      HexFormat.of().parseHex("e1f97a0d3e018be0d64fa32c06de4139");
  private static final Octets MASTER_SALT = Octets.ofHex("0ec675ad498afeebb6960b3aabe6");

  private static final byte[] DATA = octets(100, 1);

  /** For a provider's own tests. */
  protected SrtpKeyDerivationContract() {}

  private SrtpKeyDerivation engine() throws NoSuchAlgorithmException {
    return SrtpKeyDerivation.getInstance("AES-CM", provider());
  }

  /** That a session key is the right one, by its octets or by its MAC or key stream. */
  private void assertDerives(String expected, CustodialKey master, SrtpLabel label, KeyUse use)
      throws GeneralSecurityException {
    byte[] octets = HexFormat.of().parseHex(expected);
    DerivedKeySpec spec = new DerivedKeySpec(use, octets.length, probe().place());
    try (CustodialKey key = engine().deriveKey(master, MASTER_SALT, label, 0, spec)) {
      if (spec.place() == KeyPlace.HOST) {
        assertEquals(CustodyLevel.HOST, key.custody().level());
        assertArrayEquals(octets, SoftwareKey.export(key));
      } else if (use == KeyUse.TRAFFIC_AUTHENTICATION) {
        Mac mac = Mac.getInstance("HmacSHA1", provider());
        mac.init(key);
        assertArrayEquals(ReferencePrf.hmacSha1(octets, DATA), mac.doFinal(DATA));
      } else {
        Cipher jdk = Cipher.getInstance("AES/CTR/NoPadding");
        IvParameterSpec iv = new IvParameterSpec(octets(16, 5));
        jdk.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(octets, "AES"), iv);
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", provider());
        cipher.init(Cipher.ENCRYPT_MODE, key, iv);
        assertArrayEquals(jdk.doFinal(DATA), cipher.doFinal(DATA));
      }
    }
  }

  @Test
  void givesTheKeysOfTheRfc() throws GeneralSecurityException {
    try (CustodialKey master = masterKey(MASTER_KEY, MASTER_SALT)) {
      assertDerives(
          "c61e7a93744f39ee10734afe3ff7a087",
          master,
          SrtpLabel.RTP_ENCRYPTION,
          KeyUse.PACKET_ENCRYPTION);
      assertEquals(
          Octets.ofHex("30cbbc08863d8c85d49db34a9ae1"),
          engine().deriveSalt(master, MASTER_SALT, SrtpLabel.RTP_SALT, 0, 14));
      assertDerives(
          "cebe321f6ff7716b6fd4ab49af256a156d38baa48f0a0acf3c34e2359e6cdbce"
              + "e049646c43d9327ad175578ef72270986371c10c9a369ac2f94a8c5fbcdddc25"
              + "6d6e919a48b610ef17c2041e474035766b68642c59bbfc2f34db60dbdfb2",
          master,
          SrtpLabel.RTP_AUTHENTICATION,
          KeyUse.TRAFFIC_AUTHENTICATION);
    }
  }

  @Test
  void aHeldKeyAuthenticatesAlike() throws GeneralSecurityException {
    try (CustodialKey master = masterKey(MASTER_KEY, MASTER_SALT);
        CustodialKey held =
            engine()
                .deriveKey(
                    master,
                    MASTER_SALT,
                    SrtpLabel.RTP_AUTHENTICATION,
                    0,
                    DerivedKeySpec.held(KeyUse.TRAFFIC_AUTHENTICATION, 20))) {
      byte[] known = HexFormat.of().parseHex("cebe321f6ff7716b6fd4ab49af256a156d38baa4");
      Mac mac = Mac.getInstance("HmacSHA1", provider());
      mac.init(held);
      assertArrayEquals(ReferencePrf.hmacSha1(known, DATA), mac.doFinal(DATA));
      assertEquals(Origin.DERIVED, held.custody().origin());
      assertEquals(master.custody().level(), held.custody().level());
    }
  }

  @Test
  void theIndexEntersTheKey() throws GeneralSecurityException {
    try (CustodialKey master = masterKey(MASTER_KEY, MASTER_SALT)) {
      Octets first = engine().deriveSalt(master, MASTER_SALT, SrtpLabel.RTP_SALT, 0, 14);
      Octets later = engine().deriveSalt(master, MASTER_SALT, SrtpLabel.RTP_SALT, 1, 14);
      // Both XORs of section 4.3.1 undo each other.
      byte[] salt = MASTER_SALT.toArray();
      salt[13] ^= 1;
      assertNotEquals(first, later);
      try (CustodialKey other = masterKey(MASTER_KEY, Octets.of(salt))) {
        assertEquals(later, engine().deriveSalt(other, Octets.of(salt), SrtpLabel.RTP_SALT, 0, 14));
      }
    }
  }

  @Test
  void onlySaltsAreGivenAway() throws GeneralSecurityException {
    try (CustodialKey master = masterKey(MASTER_KEY, MASTER_SALT)) {
      SrtpKeyDerivation engine = engine();
      assertThrows(
          IllegalArgumentException.class,
          () -> engine.deriveSalt(master, MASTER_SALT, SrtpLabel.RTP_ENCRYPTION, 0, 14));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              engine.deriveKey(
                  master,
                  MASTER_SALT,
                  SrtpLabel.RTP_SALT,
                  0,
                  DerivedKeySpec.held(KeyUse.PACKET_ENCRYPTION, 16)));
      assertThrows(
          IllegalArgumentException.class,
          () -> engine.deriveSalt(master, Octets.of(new byte[13]), SrtpLabel.RTP_SALT, 0, 14));
      assertThrows(
          IllegalArgumentException.class,
          () -> engine.deriveSalt(master, MASTER_SALT, SrtpLabel.RTP_SALT, 1L << 48, 14));
    }
  }

  @Test
  void refusesClosedAndStrangeKeys() throws GeneralSecurityException {
    CustodialKey master = masterKey(MASTER_KEY, MASTER_SALT);
    master.close();
    SrtpKeyDerivation engine = engine();
    assertThrows(
        InvalidKeyException.class,
        () -> engine.deriveSalt(master, MASTER_SALT, SrtpLabel.RTP_SALT, 0, 14));
    assertThrows(
        InvalidKeyException.class,
        () -> engine.deriveSalt(stranger(), MASTER_SALT, SrtpLabel.RTP_SALT, 0, 14));
  }
}

package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Vectors;

/** TGK, TEKs, salts and keys of minisip's PSK-0 exchange, recomputed by its source. */
class CryptoSessionBundleTest {
  private static final String SALT = "000102030405060708090a0b0c0d";

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void derivesTheTekAndSaltOfEachCryptoSession(int csId) throws Exception {
    try (CryptoSessionBundle bundle = Bundles.bundle(Bundles.CSB, Bundles.tgk());
        SrtpMasterKey master = bundle.srtpMasterKey(csId, KeyPlace.HOST)) {
      assertArrayEquals(vector(csId, "tek"), SoftwareKey.export(master.tek()));
      assertEquals(Octets.of(vector(csId, "salt")), master.masterSalt());
      assertEquals(csId, master.session().csId());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void derivesTrafficKeysOfAnyLength(int csId) throws Exception {
    try (CryptoSessionBundle bundle = Bundles.bundle(Bundles.CSB, Bundles.tgk());
        CustodialKey encr = bundle.trafficKey(csId, KeyUse.TRAFFIC_ENCRYPTION, 32, KeyPlace.HOST);
        CustodialKey auth =
            bundle.trafficKey(csId, KeyUse.TRAFFIC_AUTHENTICATION, 20, KeyPlace.HOST)) {
      assertArrayEquals(vector(csId, "encr256"), SoftwareKey.export(encr));
      assertArrayEquals(vector(csId, "auth"), SoftwareKey.export(auth));
      assertEquals(1, bundle.custody().of(SecretName.SRTP_ENCR).size());
      assertEquals(1, bundle.custody().of(SecretName.SRTP_AUTH).size());
    }
  }

  /** RFC 3830 4.1.3: SHALL use the salt carried in the Key data sub-payload when present. */
  @Test
  void aSaltThatCameWithTheTgkIsUsed() throws Exception {
    try (CryptoSessionBundle bundle =
            Bundles.bundle(Bundles.CSB, Bundles.key(KeyDataType.TGK_SALT, SALT));
        SrtpMasterKey master = bundle.srtpMasterKey(1, KeyPlace.HOST)) {
      assertArrayEquals(vector(1, "tek"), SoftwareKey.export(master.tek()));
      assertEquals(Octets.ofHex(SALT), master.masterSalt());
      assertEquals(
          Origin.UNWRAPPED, bundle.custody().of(SecretName.MASTER_SALT).get(0).custody().origin());
    }
  }

  @Test
  void aTekIsUsedAsItIsAndBelongsToTheBundle() throws Exception {
    TransportedKey tek = Bundles.key(KeyDataType.TEK_SALT, SALT);
    try (CryptoSessionBundle bundle = Bundles.bundle(Bundles.CSB, tek)) {
      try (SrtpMasterKey master = bundle.srtpMasterKey(2, KeyPlace.HOST)) {
        assertSame(tek.key(), master.tek());
        assertEquals(Octets.ofHex(SALT), master.masterSalt());
      }
      assertFalse(tek.key().isDestroyed(), "the other crypto session uses it, too");
      assertThrows(
          InvalidKeyException.class,
          () -> bundle.trafficKey(1, KeyUse.TRAFFIC_ENCRYPTION, 16, KeyPlace.HOST));
    }
    assertTrue(tek.key().isDestroyed());
  }

  @Test
  void aTekWithoutSaltOrOfAnotherLengthIsRefused() {
    try (CryptoSessionBundle bundle =
        Bundles.bundle(
            Bundles.CSB,
            Bundles.key(KeyDataType.TEK, ""),
            Bundles.key(KeyDataType.TEK_SALT, new byte[30], SALT),
            Bundles.key(KeyDataType.TEK_SALT, "0102"),
            Bundles.key(KeyDataType.TGK_SALT, "0102"))) {
      for (int i = 0; i < 4; i++) {
        int index = i;
        assertThrows(
            InvalidKeyException.class,
            () -> bundle.srtpMasterKey(1, index, KeyPlace.HOST),
            "key " + i);
      }
    }
  }

  @Test
  void severalKeysAreChosenByIndex() throws Exception {
    byte[] other = new byte[20];
    try (CryptoSessionBundle bundle =
            Bundles.bundle(Bundles.CSB, Bundles.key(KeyDataType.TGK, other, ""), Bundles.tgk());
        SrtpMasterKey first = bundle.srtpMasterKey(1, KeyPlace.HOST);
        SrtpMasterKey second = bundle.srtpMasterKey(1, 1, KeyPlace.HOST)) {
      assertEquals(2, bundle.keyCount());
      assertArrayEquals(vector(1, "tek"), SoftwareKey.export(second.tek()));
      assertFalse(first.tek().equals(second.tek()));
    }
  }

  @Test
  void whatDoesNotExistIsAnIllegalArgument() {
    try (CryptoSessionBundle bundle = Bundles.bundle(Bundles.CSB, Bundles.tgk())) {
      assertThrows(IllegalArgumentException.class, () -> bundle.srtpMasterKey(0, KeyPlace.HOST));
      assertThrows(IllegalArgumentException.class, () -> bundle.srtpMasterKey(3, KeyPlace.HOST));
      assertThrows(IllegalArgumentException.class, () -> bundle.srtpMasterKey(1, 1, KeyPlace.HOST));
      assertThrows(
          IllegalArgumentException.class, () -> bundle.srtpMasterKey(1, -1, KeyPlace.HOST));
      assertThrows(
          IllegalArgumentException.class,
          () -> bundle.trafficKey(1, KeyUse.MESSAGE_AUTHENTICATION, 20, KeyPlace.HOST));
    }
    assertThrows(IllegalArgumentException.class, () -> Bundles.bundle(Bundles.CSB));
  }

  @Test
  void closingDestroysTheKeysAndLeavesDerivedOnesAlone() throws Exception {
    TransportedKey tgk = Bundles.tgk();
    CryptoSessionBundle bundle = Bundles.bundle(Bundles.CSB, tgk);
    SrtpMasterKey master = bundle.srtpMasterKey(1, KeyPlace.HOST);
    bundle.close();
    assertTrue(tgk.key().isDestroyed());
    assertFalse(master.tek().isDestroyed());
    assertThrows(InvalidKeyException.class, () -> bundle.srtpMasterKey(1, KeyPlace.HOST));
    master.close();
    assertTrue(master.tek().isDestroyed());
  }

  @Test
  void closingTwiceRunsItsActionOnce() {
    AtomicInteger closed = new AtomicInteger();
    CryptoSessionBundle bundle = Bundles.bundle(Bundles.CSB, Bundles.tgk());
    bundle.onClose(closed::incrementAndGet);
    bundle.close();
    bundle.close();
    assertEquals(1, closed.get());
  }

  // RFC 3830 4.5: an update without keys goes on with the old ones.

  @Test
  void anUpdateWithoutKeysSharesThem() throws Exception {
    TransportedKey tgk = Bundles.tgk();
    CryptoSessionBundle first = Bundles.bundle(Bundles.CSB, tgk);
    CryptoSessionBundle update =
        first
            .updated(
                Bundles.terms(Bundles.CSB, Bundles.stream(1), Bundles.stream(2)),
                CustodyReport.empty())
            .orElseThrow();
    first.close();
    first.close();
    assertFalse(tgk.key().isDestroyed(), "the update still uses it");
    try (SrtpMasterKey master = update.srtpMasterKey(2, KeyPlace.HOST)) {
      assertArrayEquals(vector(2, "tek"), SoftwareKey.export(master.tek()));
    }
    update.close();
    assertTrue(tgk.key().isDestroyed());
  }

  @Test
  void theOlderBundleMayOutliveItsUpdate() {
    TransportedKey tgk = Bundles.tgk();
    CryptoSessionBundle first = Bundles.bundle(Bundles.CSB, tgk);
    first.updated(Bundles.terms(Bundles.CSB), CustodyReport.empty()).orElseThrow().close();
    assertFalse(tgk.key().isDestroyed());
    first.close();
    assertTrue(tgk.key().isDestroyed());
  }

  @Test
  void aClosedBundleHasNoUpdate() {
    CryptoSessionBundle bundle = Bundles.bundle(Bundles.CSB, Bundles.tgk());
    bundle.close();
    assertTrue(bundle.updated(Bundles.terms(Bundles.CSB), CustodyReport.empty()).isEmpty());
  }

  @Test
  void theReportListsTheExchangesSecretsThenTheKeysThenWhatWasDerived() throws Exception {
    CustodyReport exchange =
        CustodyReport.empty().plus(SecretName.PSK, Custody.host(Origin.IMPORTED, "host memory"));
    try (CryptoSessionBundle bundle =
        CryptoSessionBundle.established(
            new MikeyProvider(),
            Bundles.terms(Bundles.CSB, Bundles.stream(1)),
            List.of(Bundles.tgk()),
            exchange)) {
      bundle.srtpMasterKey(1, KeyPlace.HOST).close();
      bundle.srtpMasterKey(1, KeyPlace.HOST).close();
      bundle.report(SecretName.SRTP_SALT, Custody.salt(Origin.DERIVED, "SRTP"));
      assertEquals(
          List.of(
              SecretName.PSK,
              SecretName.TGK,
              SecretName.TEK,
              SecretName.MASTER_SALT,
              SecretName.SRTP_SALT),
          bundle.custody().entries().stream().map(CustodyEntry::secret).toList());
      assertEquals(
          CustodyLevel.PUBLIC,
          bundle.custody().of(SecretName.MASTER_SALT).get(0).custody().level());
    }
  }

  private static byte[] vector(int csId, String name) {
    return Vectors.minisipPsk0("cs" + csId + "_" + name + "_RFC3830");
  }
}

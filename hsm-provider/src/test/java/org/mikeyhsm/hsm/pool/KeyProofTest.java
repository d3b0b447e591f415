package org.mikeyhsm.hsm.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.TestKms;
import org.mikeyhsm.mode.sakke.UserKeys;

class KeyProofTest {
  private static final Octets CHALLENGE = Octets.ofUtf8("sixteen octets..");
  private static final Duration PERIOD = Duration.ofDays(30);
  private static final Instant NOW = Instant.parse("2024-05-01T00:00:00Z");

  private final Provider provider = new MikeyProvider();

  private static TestKms kms() throws GeneralSecurityException {
    return new TestKms("kms.example.org", new McxUid("kms.example.org", PERIOD.toSeconds(), 0));
  }

  private Octets proof(UserKeys keys, UserKeys signer) throws GeneralSecurityException {
    return KeyProof.ofIdentityKey(
        provider,
        keys.signing(),
        signer.kms().authentication().forSigner(signer.identifier()),
        CHALLENGE);
  }

  @Test
  void anIdentityKeyProvesItselfAlikeInEveryPeriodAndOtherwiseForEachKms() throws Exception {
    try (TestKms kms = kms();
        TestKms other = kms();
        SakkeUser alice = kms.user("sip:alice@example.org", provider, NOW, NOW.plus(PERIOD));
        SakkeUser bob = kms.user("sip:bob@example.org", provider, NOW);
        SakkeUser ofOther = other.user("sip:alice@example.org", provider, NOW)) {
      UserKeys keys = alice.keys().get(0);
      UserKeys next = alice.keys().get(1);
      assertNotEquals(keys.identifier(), next.identifier());
      assertEquals(proof(keys, keys), proof(next, next));
      UserKeys others = ofOther.keys().get(0);
      assertNotEquals(proof(keys, keys), proof(others, others));
      assertThrows(InvalidKeyException.class, () -> proof(bob.keys().get(0), keys));
      assertThrows(InvalidKeyException.class, () -> proof(others, keys));
    }
  }

  @Test
  void aPreSharedKeyIsProvedByWhatIsDerivedFromItAndTheChallenge() throws Exception {
    try (SoftwareKey key = SoftwareKey.preShared(new byte[20]);
        SoftwareKey same = SoftwareKey.preShared(new byte[20]);
        SoftwareKey other = SoftwareKey.preShared(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9})) {
      Octets proof = KeyProof.ofPreSharedKey(provider, key, CHALLENGE);
      assertEquals(proof, KeyProof.ofPreSharedKey(provider, same, CHALLENGE));
      assertNotEquals(proof, KeyProof.ofPreSharedKey(provider, other, CHALLENGE));
      assertNotEquals(proof, KeyProof.ofPreSharedKey(provider, key, Octets.ofUtf8("another")));
    }
  }
}

package org.mikeyhsm.mode.sakke;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.crypto.eccsi.KmsSecretAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SigningKeyPair;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** A KMS for tests. */
public final class TestKms implements AutoCloseable {
  private final SecureRandom random = new SecureRandom();
  private final KmsMasterSecret master = KmsMasterSecret.generate(random);
  private final KmsSecretAuthenticationKey ksak = KmsSecretAuthenticationKey.generate(random);
  private final KmsDomain domain;

  /** A KMS of new master keys. */
  public TestKms(String uri, IdentifierScheme scheme) throws GeneralSecurityException {
    domain =
        KmsDomain.of(
            IdPayload.uri(uri),
            Octets.of(master.publicKey().encoded()),
            Octets.of(ksak.publicKey().encoded()),
            scheme);
  }

  /** What all know of it. */
  public KmsDomain domain() {
    return domain;
  }

  /** A user with the keys of these times. */
  public SakkeUser user(String uri, Provider provider, Instant... times)
      throws GeneralSecurityException {
    IdPayload id = IdPayload.uri(uri);
    List<UserKeys> keys = new ArrayList<>();
    for (Instant time : times) {
      byte[] identifier = domain.scheme().identifier(id, time).toArray();
      byte[] rsk = master.issue(identifier);
      try (SigningKeyPair pair = ksak.issue(identifier, random);
          SecretOctets secretRsk = SecretOctets.copyOf(rsk);
          SecretOctets ssk = SecretOctets.copyOf(pair.ssk())) {
        keys.add(UserKeys.take(provider, domain, id, time, secretRsk, ssk, Octets.of(pair.pvt())));
      } finally {
        Arrays.fill(rsk, (byte) 0);
      }
    }
    return new SakkeUser(id, keys);
  }

  @Override
  public void close() {
    master.close();
    ksak.close();
  }
}

package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.jca.KmsMasterKeys;
import org.mikeyhsm.jca.software.SoftwareKmsMasterKeys;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/** A KMS for one call, whose master keys are forgotten with it: that of nobody's users. */
final class DemoKms implements AutoCloseable {
  private static final String URI = "kms.example.com";
  private static final int THIRTY_DAYS = 2_592_000;

  private final KmsMasterKeys master;
  private final KmsDomain domain;

  DemoKms() throws GeneralSecurityException {
    master = SoftwareKmsMasterKeys.generate(new SecureRandom(), CustodyPolicy.ANY);
    domain =
        KmsDomain.of(
            IdPayload.uri(URI),
            master.encryption(),
            master.authentication(),
            new McxUid(URI, THIRTY_DAYS, 0));
  }

  KmsDomain domain() {
    return domain;
  }

  /** A user with the keys of this key period and of the next: a call may come in between. */
  SakkeUser user(IdPayload id, Provider provider) throws GeneralSecurityException {
    Instant now = Instant.now();
    return new SakkeUser(
        id, List.of(keys(id, now, provider), keys(id, now.plusSeconds(THIRTY_DAYS), provider)));
  }

  private UserKeys keys(IdPayload id, Instant time, Provider provider)
      throws GeneralSecurityException {
    try (IssuedKeys issued = master.issue(domain.scheme().identifier(id, time))) {
      return UserKeys.take(provider, domain, id, time, issued.rsk(), issued.ssk(), issued.pvt());
    }
  }

  @Override
  public void close() {
    master.close();
  }
}

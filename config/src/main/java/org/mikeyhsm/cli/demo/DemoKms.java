package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.jca.KmsMasterKeys;
import org.mikeyhsm.jca.software.SoftwareKmsMasterKeys;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/** A KMS for one call, whose master keys are forgotten with it: that of nobody's users. */
final class DemoKms implements AutoCloseable {
  private static final String URI = "kms.example.com";
  private static final int THIRTY_DAYS = 2_592_000;
  private static final Duration LONGEST_CALL = Duration.ofHours(1);

  private final KmsMasterKeys master;
  private final KmsDomain domain;

  DemoKms() throws GeneralSecurityException {
    master = SoftwareKmsMasterKeys.generate(new SecureRandom(), CustodyPolicy.ANY);
    domain = domain(master.encryption(), master.authentication());
  }

  /** What all know of a KMS of these public keys. */
  static KmsDomain domain(Octets encryption, Octets authentication)
      throws GeneralSecurityException {
    return KmsDomain.of(
        IdPayload.uri(URI), encryption, authentication, new McxUid(URI, THIRTY_DAYS, 0));
  }

  KmsDomain domain() {
    return domain;
  }

  /** A time in this key period, and one in the next if it may begin during the call. */
  static List<Instant> times(KmsDomain kms) {
    Instant now = Instant.now();
    Instant end = now.plus(LONGEST_CALL);
    return kms.scheme().period(now).contains(end) ? List.of(now) : List.of(now, end);
  }

  /** A user with its keys on a provider. */
  SakkeUser user(IdPayload id, Provider provider) throws GeneralSecurityException {
    List<UserKeys> all = new ArrayList<>();
    for (Instant time : times(domain)) {
      try (IssuedKeys issued = master.issue(domain.scheme().identifier(id, time))) {
        all.add(
            UserKeys.take(provider, domain, id, time, issued.rsk(), issued.ssk(), issued.pvt()));
      }
    }
    return new SakkeUser(id, all);
  }

  @Override
  public void close() {
    master.close();
  }
}

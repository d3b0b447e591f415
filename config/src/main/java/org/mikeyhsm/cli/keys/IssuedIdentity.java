package org.mikeyhsm.cli.keys;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mikeyhsm.message.Octets;

/**
 * Whom keys were issued to.
 *
 * @param kms who issued them
 * @param userUri the user
 * @param identifier the user's in that key period
 * @param period the key period
 */
public record IssuedIdentity(KmsCertificate kms, String userUri, Octets identifier, String period) {
  /**
   * A user in a key period.
   *
   * @throws IllegalArgumentException if the KMS has no such period, or no identifier for the user
   */
  public static IssuedIdentity of(KmsCertificate kms, String userUri, String period) {
    Instant start = KeyPeriods.start(kms.scheme(), period);
    // One name for one period: labels of keys have it.
    return new IssuedIdentity(
        kms, userUri, kms.identifier(userUri, start), KeyPeriods.name(kms.scheme(), start));
  }

  /** When the key period begins. */
  public Instant start() {
    return KeyPeriods.start(kms.scheme(), period);
  }

  /** CKA_LABEL of the Receiver Secret Key on a token. */
  public String rskLabel() {
    return "RSK " + name();
  }

  /** CKA_LABEL of the Secret Signing Key on a token. */
  public String sskLabel() {
    return "SSK " + name();
  }

  private String name() {
    return userUri + " " + kms.kmsUri() + " " + period;
  }

  /** By the names of 3GPP TS 33.180 annex D, without keys. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("UserUri", userUri);
    map.put("UserID", identifier.toHex());
    if (kms.scheme().isHashed()) {
      map.put("KeyPeriodNo", Long.valueOf(period));
    } else {
      map.put("KeyPeriod", period);
    }
    return map;
  }
}

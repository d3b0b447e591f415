package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.McxUid;

/**
 * What a KMS tells everybody, by the names of 3GPP TS 33.180 annex D, as JSON.
 *
 * @param kmsUri KmsUri
 * @param periodSeconds UserKeyPeriod
 * @param offsetSeconds UserKeyOffset
 * @param encryption PubEncKey, 257 octets
 * @param authentication PubAuthKey, 65 octets
 */
public record KmsCertificate(
    String kmsUri,
    long periodSeconds,
    long offsetSeconds,
    Octets encryption,
    Octets authentication) {
  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

  /**
   * Reads a file that {@link #toMap} was written to.
   *
   * @throws KeyFileException if it is none
   */
  public static KmsCertificate read(Path file) throws KeyFileException {
    return of(JsonFields.read(file));
  }

  static KmsCertificate of(JsonFields kms) throws KeyFileException {
    KmsCertificate certificate =
        new KmsCertificate(
            kms.text("KmsUri"),
            kms.number("UserKeyPeriod"),
            kms.number("UserKeyOffset"),
            kms.octets("PubEncKey", 257),
            kms.octets("PubAuthKey", 65));
    try {
      certificate.scheme();
      return certificate;
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(kms.file() + ": " + e.getMessage(), e);
    }
  }

  /** The identifiers of its users. */
  public McxUid scheme() {
    return new McxUid(kmsUri, periodSeconds, offsetSeconds);
  }

  /**
   * The KMS as the mode has it.
   *
   * @throws InvalidKeyException if a key is not a point of its group
   */
  public KmsDomain domain() throws InvalidKeyException {
    return KmsDomain.of(IdPayload.uri(kmsUri), encryption, authentication, scheme());
  }

  /** When a key period begins. */
  public Instant start(long periodNumber) {
    return Instant.ofEpochSecond(
        periodNumber * periodSeconds + offsetSeconds - SECONDS_1900_TO_1970);
  }

  /** As JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("KmsUri", kmsUri);
    map.put("UserKeyPeriod", periodSeconds);
    map.put("UserKeyOffset", offsetSeconds);
    map.put("PubEncKey", encryption.toHex());
    map.put("PubAuthKey", authentication.toHex());
    return map;
  }
}

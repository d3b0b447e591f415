package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdScheme;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.IdentifierScheme;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.MonthlyTel;

/**
 * What a KMS tells everybody, by the names of 3GPP TS 33.180 annex D, as JSON; IdScheme is ours, a
 * number of IANA's registry of MIKEY ID schemes, and without it hashed UIDs are meant.
 *
 * @param kmsUri KmsUri
 * @param scheme IdScheme; with hashed UIDs UserKeyPeriod and UserKeyOffset
 * @param encryption PubEncKey, 257 octets
 * @param authentication PubAuthKey, 65 octets
 */
public record KmsCertificate(
    String kmsUri, IdentifierScheme scheme, Octets encryption, Octets authentication) {
  private static final String SCHEME = "IdScheme";

  /**
   * Reads a file that {@link #toMap} was written to.
   *
   * @throws KeyFileException if it is none
   */
  public static KmsCertificate read(Path file) throws KeyFileException {
    return of(JsonFields.read(file));
  }

  static KmsCertificate of(JsonFields kms) throws KeyFileException {
    String uri = kms.text("KmsUri");
    return new KmsCertificate(
        uri, scheme(kms, uri), kms.octets("PubEncKey", 257), kms.octets("PubAuthKey", 65));
  }

  private static IdentifierScheme scheme(JsonFields kms, String uri) throws KeyFileException {
    long code =
        kms.fields().containsKey(SCHEME) ? kms.number(SCHEME) : IdScheme.MCX_HASHED_UID.value();
    if (code == IdScheme.TEL_URI_MONTHLY.value()) {
      return new MonthlyTel();
    }
    if (code != IdScheme.MCX_HASHED_UID.value()) {
      throw new KeyFileException(kms.file() + ": IdScheme " + code + " is not known here");
    }
    try {
      return new McxUid(uri, kms.number("UserKeyPeriod"), kms.number("UserKeyOffset"));
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(kms.file() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The KMS as the mode has it.
   *
   * @throws InvalidKeyException if a key is not a point of its group
   */
  public KmsDomain domain() throws InvalidKeyException {
    return KmsDomain.of(IdPayload.uri(kmsUri), encryption, authentication, scheme);
  }

  /**
   * A user's identifier.
   *
   * @param time any in the key period
   * @throws IllegalArgumentException if the scheme has none for such a user
   */
  public Octets identifier(String userUri, Instant time) {
    return scheme.identifier(IdPayload.uri(userUri), time);
  }

  /** As JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("KmsUri", kmsUri);
    if (scheme instanceof McxUid mcx) {
      map.put("UserKeyPeriod", mcx.periodSeconds());
      map.put("UserKeyOffset", mcx.offsetSeconds());
    } else {
      map.put(SCHEME, scheme.code().value());
    }
    map.put("PubEncKey", encryption.toHex());
    map.put("PubAuthKey", authentication.toHex());
    return map;
  }
}

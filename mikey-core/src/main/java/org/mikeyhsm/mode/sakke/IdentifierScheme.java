package org.mikeyhsm.mode.sakke;

import java.time.Instant;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdScheme;
import org.mikeyhsm.message.Octets;

/**
 * How the users of a KMS get their identifiers (RFC 6509 section 3.2). Implementations are
 * immutable.
 */
public interface IdentifierScheme {
  /** The ID scheme of the SAKKE payload. */
  IdScheme code();

  /** Whether the identifier itself may stand for the user in a message (IDRuidi, IDRuidr). */
  boolean isHashed();

  /**
   * The key period of a time.
   *
   * @throws IllegalArgumentException if the scheme has none for it
   */
  KeyPeriod period(Instant time);

  /**
   * A user's identifier.
   *
   * @param user the user
   * @param time any in the key period
   * @throws IllegalArgumentException if the scheme has no identifier for such a user
   */
  Octets identifier(IdPayload user, Instant time);
}

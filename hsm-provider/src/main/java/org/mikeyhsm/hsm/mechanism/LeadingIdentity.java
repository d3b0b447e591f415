package org.mikeyhsm.hsm.mechanism;

import java.util.Optional;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.SubPayloadChain;

/** The identity that stands before the keys of key data (RFC 3830 section 3.2, RFC 4738 3.3). */
final class LeadingIdentity {
  private LeadingIdentity() {}

  /**
   * Reads an ID payload, whatever its Next payload says.
   *
   * @param payload the payload alone, one octet or more; changed
   * @return empty if it is none that RFC 3830 has
   */
  static Optional<IdPayload> decode(byte[] payload) {
    // As if it were the last one: the codec reads whole chains.
    payload[0] = 0;
    try (SubPayloadChain chain =
        SubPayloadChain.decode(PayloadType.ID, payload, 0, payload.length)) {
      return chain.all(IdPayload.class).stream().findFirst();
    } catch (MikeyFormatException e) {
      return Optional.empty();
    }
  }
}

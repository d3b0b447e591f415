package org.mikeyhsm.mode;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;

/**
 * Takes the payloads that a mode expects out of a message and refuses the rest. The wire decoder
 * accepts any order and number; which payloads a message has is a rule of its mode.
 *
 * <p>Not thread-safe.
 */
public final class MessageParts {
  private final DecodedMessage decoded;
  private final Set<Class<? extends Payload>> expected = new HashSet<>();

  /** Opens a message. */
  public MessageParts(DecodedMessage decoded) {
    this.decoded = decoded;
  }

  /**
   * The only payload of its kind.
   *
   * @throws ExchangeException if there is none, or another
   */
  public <P extends Payload> P exactlyOne(Class<P> kind, PayloadType type)
      throws ExchangeException {
    return atMostOne(kind, type)
        .orElseThrow(
            () ->
                new ExchangeException(
                    Failure.PAYLOADS, type.name(), end(), "this payload is mandatory and missing"));
  }

  /**
   * The payload of its kind, if there is one.
   *
   * @throws ExchangeException if there are several
   */
  public <P extends Payload> Optional<P> atMostOne(Class<P> kind, PayloadType type)
      throws ExchangeException {
    List<P> found = upTo(1, kind, type);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /**
   * The payloads of a kind.
   *
   * @throws ExchangeException if there are more than {@code most}
   */
  public <P extends Payload> List<P> upTo(int most, Class<P> kind, PayloadType type)
      throws ExchangeException {
    List<P> found = any(kind);
    if (found.size() > most) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          type.name(),
          decoded.offsetOf(found.get(most)),
          "there are more of this payload than the " + most + " that the message may have");
    }
    return found;
  }

  /** The payloads of a kind, any number. */
  public <P extends Payload> List<P> any(Class<P> kind) {
    expected.add(kind);
    return decoded.message().all(kind);
  }

  /**
   * Checks that nothing is left and that the MAC comes last.
   *
   * @param last the payload that must be the last one
   * @throws ExchangeException if a payload was not asked for, or another one is last
   */
  public void nothingElse(Payload last) throws ExchangeException {
    List<Payload> payloads = decoded.message().payloads();
    for (int i = 0; i < payloads.size(); i++) {
      Payload payload = payloads.get(i);
      if (!expected.contains(payload.getClass())) {
        throw new ExchangeException(
            Failure.PAYLOADS,
            nameOf(payload),
            decoded.offsetOf(i),
            "this payload does not belong into a message of data type "
                + decoded.message().header().dataType().value());
      }
    }
    if (payloads.get(payloads.size() - 1) != last) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          nameOf(last),
          decoded.offsetOf(last),
          "this payload must be the last one, it carries the MAC");
    }
  }

  private int end() {
    return decoded.octets().length();
  }

  private static String nameOf(Payload payload) {
    return new PayloadType(payload.type()).name();
  }
}

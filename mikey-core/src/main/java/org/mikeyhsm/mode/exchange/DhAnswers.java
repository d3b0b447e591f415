package org.mikeyhsm.mode.exchange;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.session.BundleTerms;

/** What the two modes with Diffie-Hellman share of R_MESSAGE: [IDr], IDi, [DHr, DHi]. */
public final class DhAnswers {
  private DhAnswers() {}

  /**
   * Takes the identities out of an answer.
   *
   * @return IDr, and IDi which is mandatory
   */
  public record Ids(Optional<IdPayload> responder, Optional<IdPayload> initiator) {
    /** Two are IDr and IDi, one is IDi. */
    public static Ids of(MessageParts parts) throws ExchangeException {
      List<IdPayload> ids = parts.upTo(2, IdPayload.class, PayloadType.ID);
      return new Ids(
          ids.size() == 2 ? Optional.of(ids.get(0)) : Optional.empty(),
          ids.stream().reduce((first, second) -> second));
    }
  }

  /**
   * Takes DHr out of an answer, and checks that DHi is the one that was sent (RFC 3830 section 4.5:
   * both or none).
   *
   * @param own what was sent
   * @return DHr, in range; empty if none was sent
   */
  public static Optional<DhPayload> half(
      DecodedMessage decoded, MessageParts parts, Optional<DhPayload> own)
      throws ExchangeException {
    List<DhPayload> halves = parts.upTo(2, DhPayload.class, PayloadType.DH);
    int expected = own.isPresent() ? 2 : 0;
    if (halves.size() != expected) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "DH",
          halves.isEmpty() ? decoded.octets().length() : decoded.offsetOf(halves.get(0)),
          "the answer has " + halves.size() + " DH payloads, " + expected + " belong there");
    }
    if (own.isEmpty()) {
      return Optional.empty();
    }
    DhPayload theirs = halves.get(0);
    boolean fits =
        theirs.group().equals(own.get().group())
            && theirs.validity().equals(own.get().validity())
            && halves.get(1).equals(own.get());
    if (!fits) {
      throw new ExchangeException(
          Failure.MISMATCH,
          "DH",
          decoded.offsetOf(theirs),
          "the DH payloads do not answer the one that was sent");
    }
    DiffieHellman.checkRange(decoded, theirs);
    return Optional.of(theirs);
  }

  /** Refuses the wrong identities, as a wrong MAC or signature is refused. */
  public static boolean areRight(Ids ids, BundleTerms terms) {
    return ids.initiator().orElse(terms.initiator()).equals(terms.initiator())
        && ids.responder().orElse(terms.responder()).equals(terms.responder());
  }
}

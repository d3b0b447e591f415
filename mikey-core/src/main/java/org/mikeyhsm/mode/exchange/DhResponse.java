package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * A responder's part of a Diffie-Hellman exchange: DHr, and the bundle with g^xy as its TGK (RFC
 * 3830 sections 3.3 and 4.5, RFC 4650 section 3).
 */
public final class DhResponse {
  private final MikeyContext context;
  private final Request request;
  private final Intake intake;
  private final Optional<DhPayload> half;

  /**
   * For a request that is authenticated.
   *
   * @param half DHi
   */
  public DhResponse(
      MikeyContext context, Request request, Intake intake, Optional<DhPayload> half) {
    this.context = context;
    this.request = request;
    this.intake = intake;
    this.half = half;
  }

  /** Ends R_MESSAGE with a MAC or signature, and encodes it. */
  @FunctionalInterface
  public interface Seal {
    /** The octets; {@code halves} is DHr and DHi, or nothing. */
    Octets seal(BundleTerms terms, List<DhPayload> halves) throws GeneralSecurityException;
  }

  /**
   * Agrees.
   *
   * @param custody the mode's own secrets, read at the end
   */
  public Accepted agree(
      Optional<CryptoSessionBundle> established,
      IdPayload initiator,
      IdPayload responder,
      Seal seal,
      Supplier<CustodyReport> custody)
      throws ExchangeException, GeneralSecurityException {
    BundleTerms terms = intake.agree(established, initiator, responder);
    if (half.isEmpty()) {
      if (established.isEmpty()) {
        throw new ExchangeException(
            Failure.PAYLOADS,
            "DH",
            request.decoded().octets().length(),
            "an initial message carries DHi");
      }
      Octets response = seal.seal(terms, List.of());
      return accepted(response, intake.register(established, terms, List.of(), custody.get()));
    }
    DhPayload theirs = half.get();
    DiffieHellman.checkRange(request.decoded(), theirs);
    try (DiffieHellman own =
        DiffieHellman.generate(context.provider(), theirs.group(), theirs.validity())) {
      TransportedKey tgk = own.agree(theirs);
      boolean done = false;
      try {
        Octets response = seal.seal(terms, List.of(own.payload(), theirs));
        CustodyReport report = custody.get().plus(own.custody());
        done = true;
        return accepted(response, intake.register(established, terms, List.of(tgk), report));
      } finally {
        if (!done) {
          tgk.close();
        }
      }
    }
  }

  private Accepted accepted(Octets response, CryptoSessionBundle bundle) {
    return new Accepted(request.decoded(), Optional.of(response), bundle);
  }
}

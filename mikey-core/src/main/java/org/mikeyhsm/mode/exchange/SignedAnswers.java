package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.pki.PkiTrust;

/** What an initiator does with a signed answer in every mode. */
public final class SignedAnswers {
  private final PkiTrust pki;

  /** By this trust. */
  public SignedAnswers(PkiTrust pki) {
    this.pki = Objects.requireNonNull(pki, "pki");
  }

  /**
   * The peer who sent an answer.
   *
   * @param expected who it has to be; empty if it may be anybody whose certificate is accepted
   */
  public Peer sender(
      DecodedMessage decoded, Optional<IdPayload> expected, List<CertPayload> certificates)
      throws ExchangeException {
    return new PeerCertificates(pki).sender(decoded, expected, certificates, false);
  }

  /** Whether the signature at the end of an answer is the peer's. */
  public boolean verifies(
      DecodedMessage decoded,
      SignPayload sign,
      Peer peer,
      SignField.Coverage coverage,
      Octets... suffix)
      throws GeneralSecurityException {
    return SignField.verify(
        decoded, sign, peer.signing().getPublicKey(), pki.schemes(), coverage, suffix);
  }

  /**
   * Judges an error message. It has no CERT payload, so that only one of a peer whose certificate
   * is in the directory can prove itself.
   */
  public ExchangeException peerError(
      AnswerRules rules, DecodedMessage decoded, Optional<IdPayload> peer, Runnable whenAuthentic)
      throws ExchangeException, GeneralSecurityException {
    return rules.peerError(
        decoded,
        SignPayload.class,
        PayloadType.SIGN,
        sign -> peer.isPresent() && isPeers(decoded, sign, peer),
        whenAuthentic);
  }

  private boolean isPeers(DecodedMessage decoded, SignPayload sign, Optional<IdPayload> peer)
      throws GeneralSecurityException {
    try {
      return verifies(
          decoded, sign, sender(decoded, peer, List.of()), SignField.Coverage.ALL_BUT_SIGNATURE);
    } catch (ExchangeException e) {
      // Nothing is known of the peer's certificate: a hint only.
      return false;
    }
  }
}

package org.mikeyhsm.mode.exchange;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.session.CryptoSession;

/** Rules of RFC 3830 that several modes apply to keys that are sent. */
public final class KeyRules {
  private KeyRules() {}

  /** A rule that was broken. */
  public record Fault(Failure failure, String reason) {}

  /** What sections 4.2.3 and 4.2.4 say of the NULL algorithms. */
  public static Optional<Fault> nullAlgorithmFault(
      EncrAlg encr, MacAlg mac, NullTransport allowed) {
    boolean nullEncr = encr.equals(EncrAlg.NULL);
    boolean nullMac = mac.equals(MacAlg.NULL);
    if (nullMac && !nullEncr) {
      return Optional.of(
          new Fault(
              Failure.MAC_ALGORITHM,
              "MAC alg NULL goes with Encr alg NULL only (RFC 3830 4.2.4, and 4.2.3 for AES-KW in"
                  + " the pre-shared key mode)"));
    }
    if (allowed == NullTransport.REFUSED && (nullEncr || nullMac)) {
      return Optional.of(
          new Fault(
              nullEncr ? Failure.ENCRYPTION_ALGORITHM : Failure.MAC_ALGORITHM,
              "the NULL algorithms are refused: nothing says that the underlying protocol protects"
                  + " the message (RFC 3830 4.2.3)"));
    }
    return Optional.empty();
  }

  /**
   * What sections 4.2.3 and 4.2.4 say of the NULL algorithms under an envelope key: key data is
   * always encrypted, and only AES key wrap needs no MAC, for it has integrity itself.
   */
  public static Optional<Fault> envelopeAlgorithmFault(EncrAlg encr, MacAlg mac) {
    if (encr.equals(EncrAlg.NULL)) {
      return Optional.of(
          new Fault(
              Failure.ENCRYPTION_ALGORITHM,
              "Encr alg NULL does not go with an envelope key (RFC 3830 4.2.3)"));
    }
    return mac.equals(MacAlg.NULL) && !encr.equals(EncrAlg.AES_KW_128)
        ? Optional.of(
            new Fault(
                Failure.MAC_ALGORITHM, "MAC alg NULL goes with AES-KW-128 only (RFC 3830 4.2.3)"))
        : Optional.empty();
  }

  /**
   * Whether the keys sent can serve the crypto sessions. Group keys and MIKEY protection keys (RFC
   * 6043, RFC 6267) have no use in this mode. A TEK is used as it is, so it needs the policy's
   * length and a salt, and streams that share it need SSRCs of their own (RFC 3711 section 9.1: a
   * two-time pad otherwise).
   */
  public static Optional<Fault> keyFault(List<TransportedKey> keys, List<CryptoSession> sessions) {
    for (TransportedKey key : keys) {
      if (key.keyType().value() > KeyDataType.TEK_SALT.value()) {
        return Optional.of(
            new Fault(
                Failure.PAYLOADS,
                "Key data type " + key.keyType().value() + " does not belong into this mode"));
      }
      for (CryptoSession session : sessions) {
        Optional<Fault> fault = key.isTek() ? tekFault(key, session) : saltFault(key, session);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    boolean shared = keys.stream().anyMatch(TransportedKey::isTek);
    long streams = sessions.stream().map(CryptoSession::ssrc).distinct().count();
    return shared && streams < sessions.size()
        ? Optional.of(
            new Fault(Failure.PAYLOADS, "a TEK is shared by streams that have the same SSRC"))
        : Optional.empty();
  }

  private static Optional<Fault> tekFault(TransportedKey key, CryptoSession session) {
    int bits = session.policy().encrKeyLength() * Byte.SIZE;
    if (key.key().bitLength().orElse(bits) != bits) {
      return Optional.of(
          new Fault(Failure.PAYLOADS, "the TEK sent has not the " + bits + " bits of its policy"));
    }
    return key.keyType().hasSalt()
        ? saltFault(key, session)
        : Optional.of(
            new Fault(Failure.PAYLOADS, "a TEK was sent without the salt that SRTP needs"));
  }

  private static Optional<Fault> saltFault(TransportedKey key, CryptoSession session) {
    return key.keyType().hasSalt() && key.salt().length() != session.policy().saltLength()
        ? Optional.of(
            new Fault(
                Failure.PAYLOADS,
                "the salt sent has "
                    + key.salt().length()
                    + " octets, its policy "
                    + session.policy().saltLength()))
        : Optional.empty();
  }
}

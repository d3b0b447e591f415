package org.mikeyhsm.mode.psk;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.exchange.KeyRules;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * What an initiator proposes.
 *
 * @param encrAlg how the key data is encrypted
 * @param macAlg how the message is authenticated
 * @param verification whether the responder shall prove itself (the V flag)
 * @param sendIdentities whether the ID payloads are sent (RFC 3830 section 3.1: SHOULD)
 * @param policies the security policies; the first has Policy no 0, and so on
 * @param streams the crypto sessions; the first has CS ID 1, and so on
 * @param keys the keys to generate and send; none only in an update
 * @param extensions general extensions, such as the SDP IDs
 * @param nullTransport whether the NULL algorithms are allowed
 */
public record PskOffer(
    EncrAlg encrAlg,
    MacAlg macAlg,
    boolean verification,
    boolean sendIdentities,
    List<SrtpPolicy> policies,
    List<SrtpId> streams,
    List<KeyDataRequest> keys,
    List<GeneralExtensionPayload> extensions,
    NullTransport nullTransport) {

  /** A TGK of 16 octets without salt or validity. */
  public static final KeyDataRequest TGK_128 =
      new KeyDataRequest(KeyDataType.TGK, 16, 0, KeyValidity.none(), KeyPlace.PROVIDER);

  /** A TGK of 20 octets: with its header 24, which AES-KW-128 can wrap. */
  public static final KeyDataRequest TGK_160 =
      new KeyDataRequest(KeyDataType.TGK, 20, 0, KeyValidity.none(), KeyPlace.PROVIDER);

  /**
   * Copies the lists and checks the combination.
   *
   * @throws IllegalArgumentException if RFC 3830 or {@code nullTransport} forbids it, with the
   *     reason
   */
  public PskOffer {
    Objects.requireNonNull(encrAlg, "encrAlg");
    Objects.requireNonNull(macAlg, "macAlg");
    Objects.requireNonNull(nullTransport, "nullTransport");
    MediaOffer media = new MediaOffer(policies, streams, extensions);
    policies = media.policies();
    streams = media.streams();
    extensions = media.extensions();
    keys = List.copyOf(keys);
    KeyRules.nullAlgorithmFault(encrAlg, macAlg, nullTransport)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault.reason());
            });
  }

  /** The crypto sessions. */
  MediaOffer media() {
    return new MediaOffer(policies, streams, extensions);
  }

  /**
   * An offer with AES-CM-128, HMAC-SHA-1-160, verification, identities, one TGK of 128 bits and
   * SRTP's default policy.
   *
   * @param streams the crypto sessions, all with Policy no 0
   */
  public static PskOffer of(List<SrtpId> streams) {
    return new PskOffer(
        EncrAlg.AES_CM_128,
        MacAlg.HMAC_SHA_1_160,
        true,
        true,
        List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80),
        streams,
        List.of(TGK_128),
        List.of(),
        NullTransport.REFUSED);
  }

  /** The same with other algorithms. */
  public PskOffer withAlgorithms(EncrAlg encr, MacAlg mac, NullTransport allowed) {
    return new PskOffer(
        encr, mac, verification, sendIdentities, policies, streams, keys, extensions, allowed);
  }

  /** The same with or without a request for verification. */
  public PskOffer withVerification(boolean wanted) {
    return new PskOffer(
        encrAlg,
        macAlg,
        wanted,
        sendIdentities,
        policies,
        streams,
        keys,
        extensions,
        nullTransport);
  }

  /** The same with or without ID payloads. */
  public PskOffer withIdentities(boolean sent) {
    return new PskOffer(
        encrAlg, macAlg, verification, sent, policies, streams, keys, extensions, nullTransport);
  }

  /** The same with other keys to send. */
  public PskOffer withKeys(List<KeyDataRequest> others) {
    return new PskOffer(
        encrAlg,
        macAlg,
        verification,
        sendIdentities,
        policies,
        streams,
        others,
        extensions,
        nullTransport);
  }

  /** The same with other security policies. */
  public PskOffer withPolicies(List<SrtpPolicy> others) {
    return new PskOffer(
        encrAlg,
        macAlg,
        verification,
        sendIdentities,
        others,
        streams,
        keys,
        extensions,
        nullTransport);
  }

  /** The same with other general extensions. */
  public PskOffer withExtensions(List<GeneralExtensionPayload> others) {
    return new PskOffer(
        encrAlg,
        macAlg,
        verification,
        sendIdentities,
        policies,
        streams,
        keys,
        others,
        nullTransport);
  }
}

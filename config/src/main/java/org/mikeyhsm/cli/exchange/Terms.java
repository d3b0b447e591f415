package org.mikeyhsm.cli.exchange;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.SrtpProfile;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * What a party offers and accepts.
 *
 * @param algorithms the algorithms of MIKEY messages
 * @param policies the SRTP policies that are accepted, the preferred first, at least one
 * @param verification whether the responder must prove itself, where the mode leaves it open
 */
public record Terms(AlgorithmSettings algorithms, List<SrtpPolicy> policies, boolean verification) {
  /** AES-CM-128, HMAC-SHA-1-160, a TGK of 128 bits, OAKLEY 5, SRTP's default policy. */
  public static final Terms DEFAULT =
      new Terms(
          new AlgorithmSettings(
              EncrAlg.AES_CM_128,
              MacAlg.HMAC_SHA_1_160,
              false,
              16,
              SignatureScheme.PKCS1_SHA1,
              EnvelopeScheme.PKCS1,
              List.of(DhGroup.OAKLEY_5)),
          List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_80),
          true);

  /** Copies the list. */
  public Terms {
    Objects.requireNonNull(algorithms, "algorithms");
    policies = List.copyOf(policies);
  }

  /** Those of a configuration. */
  public static Terms of(Configuration configuration) {
    return new Terms(
        configuration.algorithms(),
        configuration.srtpProfiles().stream().map(SrtpProfile::policy).toList(),
        configuration.exchange().verification());
  }

  /** The same with AES-KW-128 or another Encr alg, and a TGK of so many octets. */
  public Terms withEncryption(EncrAlg encryption, int tgkOctets) {
    return new Terms(
        new AlgorithmSettings(
            encryption,
            algorithms.authentication(),
            algorithms.allowNull(),
            tgkOctets,
            algorithms.signature(),
            algorithms.envelope(),
            algorithms.dhGroups()),
        policies,
        verification);
  }

  /** The same with or without a request for verification. */
  public Terms withVerification(boolean wanted) {
    return new Terms(algorithms, policies, wanted);
  }

  /** The key that is generated and sent. */
  KeyDataRequest tgk() {
    return new KeyDataRequest(
        KeyDataType.TGK, algorithms.tgkOctets(), 0, KeyValidity.none(), KeyPlace.PROVIDER);
  }

  /** Whether keys may go in clear. */
  NullTransport nullTransport() {
    return algorithms.allowNull()
        ? NullTransport.UNDERLYING_PROTOCOL_PROTECTS
        : NullTransport.REFUSED;
  }
}

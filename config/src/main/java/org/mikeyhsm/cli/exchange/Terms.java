package org.mikeyhsm.cli.exchange;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.config.AlgorithmSettings;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.SrtpProfile;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
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

package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.session.ReplaySettings;

/**
 * A configuration, checked and with its defaults filled in. Immutable.
 *
 * @param identity this side's identity, as written
 * @param token the token that holds the keys
 * @param pool further tokens with the same keys
 * @param policy what must not happen to a secret
 * @param keyPair this side's private key
 * @param certificate this side's certificate and those above it; without it, the one beside the key
 *     on the token
 * @param formerKeyPairs private keys that are answered with still
 * @param trust whose certificates are trusted
 * @param peers whom this side talks to
 * @param modes the modes in use
 * @param algorithms the algorithms of MIKEY messages
 * @param sakke what MIKEY-SAKKE needs
 * @param srtpProfiles SRTP protection profiles, the preferred first, at least one
 * @param exchange how messages are exchanged
 * @param replay the clock skew and the bounds of the replay cache
 * @param limits bounds of the decoder
 */
public record Configuration(
    String identity,
    TokenSettings token,
    PoolConfiguration pool,
    CustodyPolicy policy,
    Optional<KeyReference> keyPair,
    Optional<Path> certificate,
    List<FormerKeyPair> formerKeyPairs,
    TrustPolicy trust,
    List<PeerSettings> peers,
    List<Mode> modes,
    AlgorithmSettings algorithms,
    SakkeSettings sakke,
    List<SrtpProfile> srtpProfiles,
    ExchangeSettings exchange,
    ReplaySettings replay,
    DecodeLimits limits) {
  /** Copies the lists. */
  public Configuration {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(keyPair, "keyPair");
    Objects.requireNonNull(certificate, "certificate");
    formerKeyPairs = List.copyOf(formerKeyPairs);
    Objects.requireNonNull(trust, "trust");
    peers = List.copyOf(peers);
    modes = List.copyOf(modes);
    Objects.requireNonNull(algorithms, "algorithms");
    Objects.requireNonNull(sakke, "sakke");
    srtpProfiles = List.copyOf(srtpProfiles);
    Objects.requireNonNull(exchange, "exchange");
    Objects.requireNonNull(replay, "replay");
    Objects.requireNonNull(limits, "limits");
  }

  /** All tokens, that of {@code token} first. */
  public List<TokenSettings> tokens() {
    return Stream.concat(Stream.of(token), pool.tokens().stream()).toList();
  }
}

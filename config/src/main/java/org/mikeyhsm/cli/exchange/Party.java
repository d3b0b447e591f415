package org.mikeyhsm.cli.exchange;

import java.security.Provider;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.config.SrtpProfile;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.ExchangeLimits;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.SrtpPolicy;
import org.mikeyhsm.session.TimestampSource;

/**
 * This side as its configuration has it: the token, its provider under the policy, the keys.
 * Whoever opened it closes it, after everything made of its keys.
 *
 * @param configuration the configuration
 * @param context the provider, the clock, the bounds
 * @param credentials one for each peer with a pre-shared key, if a mode in use needs them
 * @param ownCertificate this side's key with its certificate, if a mode in use needs it
 * @param trust whose certificates are accepted
 * @param resources closed with it, the last first
 */
public record Party(
    Configuration configuration,
    MikeyContext context,
    List<PskCredential> credentials,
    Optional<PkiIdentity> ownCertificate,
    PkiTrust trust,
    List<Runnable> resources)
    implements AutoCloseable {
  /** Messages may be carried by hand: only a transport knows how long an answer takes. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofDays(1);

  /**
   * Opens the token and finds the keys.
   *
   * @param modes the modes in use, whose keys are looked for
   * @param environment for the PIN and the token module
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if the token cannot be reached
   * @throws org.mikeyhsm.hsm.token.PinRefusedException if it refuses the PIN
   * @throws KeyNotFoundException if it has not the keys
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if it would give a key away
   * @throws KeyFileException if a certificate or revocation list cannot be read
   */
  public static Party open(
      Configuration configuration, Set<Mode> modes, Map<String, String> environment, Clock clock)
      throws KeyFileException {
    // Files first: they cost nothing, and a PIN may have to be typed.
    boolean certified = modes.stream().anyMatch(Mode::needsCertificate);
    PkiTrust trust = TrustFiles.read(configuration, clock);
    List<Runnable> resources = new ArrayList<>();
    boolean done = false;
    CryptokiModule module = Modules.open(configuration.token(), environment);
    resources.add(module::close);
    try {
      Token token =
          module.openToken(
              configuration.token().selector(),
              PinSources.of(configuration.token().pin(), environment),
              configuration.token().boundary());
      TokenKeys keys = new TokenKeys(module, token);
      List<PskCredential> credentials = new ArrayList<>();
      if (modes.stream().anyMatch(Mode::needsPsk)) {
        for (PeerSettings peer : configuration.peers()) {
          peer.psk()
              .ifPresent(
                  reference ->
                      credentials.add(
                          new PskCredential(
                              Identities.payload(configuration.identity()),
                              Identities.payload(peer.identity()),
                              keys.psk(reference))));
        }
        credentials.forEach(credential -> resources.add(credential.psk()::close));
      }
      Optional<PkiIdentity> own =
          certified ? Optional.of(keys.certified(configuration)) : Optional.empty();
      Party party =
          new Party(
              configuration,
              context(configuration, new MikeyPkcs11Provider(token, configuration.policy()), clock),
              credentials,
              own,
              trust,
              resources);
      done = true;
      return party;
    } finally {
      if (!done) {
        close(resources);
      }
    }
  }

  /** What the exchanges of a configuration share, on a provider of keys. */
  static MikeyContext context(Configuration configuration, Provider provider, Clock clock) {
    LimitSettings standard = LimitSettings.DEFAULT;
    return new MikeyContext(
        provider,
        new SecureRandom(),
        new TimestampSource(clock),
        ReplayCache.forNewKeys(configuration.replay(), clock),
        new BundleStore(),
        configuration.limits(),
        Set.of(),
        new ExchangeLimits(
            new LimitSettings(
                standard.halfOpen(),
                ANSWER_TIMEOUT,
                standard.concurrentWork(),
                standard.waiting(),
                standard.workWait()),
            clock));
  }

  /** Copies the lists. */
  public Party {
    credentials = List.copyOf(credentials);
    resources = List.copyOf(resources);
  }

  /** The pre-shared key with a peer. */
  PskCredential credential(IdPayload peer) {
    return credentials.stream()
        .filter(credential -> credential.peer().equals(peer))
        .findFirst()
        .orElseThrow(
            () -> new KeyNotFoundException("there is no psk with " + peer.data().toUtf8()));
  }

  /** All pre-shared keys; where there is one only, it serves messages without identities too. */
  PskDirectory directory() {
    return credentials.size() == 1
        ? PskDirectory.of(credentials.get(0))
        : PskDirectory.of(credentials);
  }

  /** This side's key with its certificate. */
  PkiIdentity certified() {
    return ownCertificate.orElseThrow(
        () -> new KeyNotFoundException("the configuration has no key-pair"));
  }

  /** The policy that is offered. */
  SrtpPolicy preferredPolicy() {
    return configuration.srtpProfiles().get(0).policy();
  }

  /** The policies that are accepted, the preferred first. */
  List<SrtpPolicy> policies() {
    return configuration.srtpProfiles().stream().map(SrtpProfile::policy).toList();
  }

  /** The crypto sessions with the policy that is offered. */
  MediaOffer media(List<SrtpId> streams) {
    return MediaOffer.of(streams).withPolicies(List.of(preferredPolicy()));
  }

  /** The key that is generated and sent. */
  KeyDataRequest tgk() {
    return new KeyDataRequest(
        KeyDataType.TGK,
        configuration.algorithms().tgkOctets(),
        0,
        KeyValidity.none(),
        KeyPlace.PROVIDER);
  }

  /** Closes the keys, the token and the module. */
  @Override
  public void close() {
    close(resources);
  }

  private static void close(List<Runnable> resources) {
    if (resources.isEmpty()) {
      return;
    }
    int last = resources.size() - 1;
    try {
      resources.get(last).run();
    } finally {
      close(resources.subList(0, last));
    }
  }
}

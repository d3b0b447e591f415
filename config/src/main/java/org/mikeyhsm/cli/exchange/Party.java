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
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.ExchangeLimits;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.TimestampSource;

/**
 * One side of exchanges: a provider of keys under a policy, and the keys. Whoever opened it closes
 * it, after everything made of its keys.
 *
 * @param terms what it offers and accepts
 * @param context the provider, the clock, the bounds
 * @param credentials one for each peer with a pre-shared key, if a mode in use needs them
 * @param certificate its key with its certificate, if a mode in use needs it
 * @param resources closed with it, the first first
 */
public record Party(
    Terms terms,
    MikeyContext context,
    List<PskCredential> credentials,
    Optional<Certified> certificate,
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
    resources.add(0, module::close);
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
        credentials.forEach(credential -> resources.add(0, credential.psk()::close));
      }
      Optional<Certified> own =
          certified
              ? Optional.of(new Certified(keys.certified(configuration), trust))
              : Optional.empty();
      Party party =
          new Party(
              Terms.of(configuration),
              context(configuration, new MikeyPkcs11Provider(token, configuration.policy()), clock),
              credentials,
              own,
              resources);
      done = true;
      return party;
    } finally {
      if (!done) {
        Owned.close(resources);
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
  Certified certified() {
    return certificate.orElseThrow(
        () -> new KeyNotFoundException("the configuration has no key-pair"));
  }

  /** The crypto sessions with the policy that is offered. */
  MediaOffer media(List<SrtpId> streams) {
    return MediaOffer.of(streams).withPolicies(List.of(terms.policies().get(0)));
  }

  /** Closes the keys, the token and the module. */
  @Override
  public void close() {
    Owned.close(resources);
  }
}

package org.mikeyhsm.cli.exchange;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.mode.ExchangeLimits;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.TimestampSource;

/** Opens parties. */
public final class Parties {
  /** Messages may be carried by hand: only a transport knows how long an answer takes. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofDays(1);

  private Parties() {}

  /**
   * Opens the token of a configuration and finds the keys.
   *
   * @param modes the modes in use, whose keys are looked for
   * @param environment for the PIN and the token module
   * @param sakke changes what the configuration says of MIKEY-SAKKE
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if the token cannot be reached
   * @throws org.mikeyhsm.hsm.token.PinRefusedException if it refuses the PIN
   * @throws KeyNotFoundException if it has not the keys
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if it would give a key away
   * @throws KeyFileException if a certificate, revocation list or KMS certificate cannot be read
   */
  public static Party open(
      Configuration configuration,
      Set<Mode> modes,
      Map<String, String> environment,
      Clock clock,
      UnaryOperator<SakkeTerms> sakke)
      throws KeyFileException {
    // Files first: they cost nothing, and a PIN may have to be typed.
    boolean certified = modes.stream().anyMatch(Mode::needsCertificate);
    PkiTrust trust = TrustFiles.read(configuration, clock);
    Optional<KmsFiles> kmses =
        modes.stream().anyMatch(Mode::needsIdentityKeys)
            ? Optional.of(KmsFiles.read(configuration))
            : Optional.empty();
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
      Optional<SakkeSide> identityKeys = Optional.empty();
      if (kmses.isPresent()) {
        SakkeTerms terms = sakke.apply(SakkeTerms.of(configuration.sakke()));
        SakkeUser user =
            new IdentityKeys(keys, token, kmses.get())
                .user(configuration, clock.instant(), terms.margin());
        resources.add(0, user::close);
        identityKeys = Optional.of(kmses.get().side(configuration, List.of(user), terms));
      }
      Party party =
          new Party(
              Terms.of(configuration),
              context(configuration, new MikeyPkcs11Provider(token, configuration.policy()), clock),
              credentials,
              own,
              identityKeys,
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

  /**
   * A party whose identity-based keys are in files, and used in host memory.
   *
   * @param place a file, or a directory of files, of mikey kms issue
   * @throws KeyFileException if one is none, or there is none
   * @throws GeneralSecurityException if a key is not its KMS's for its user, or the policy forbids
   *     it
   */
  public static Party ofFiles(Path place, CustodyPolicy policy, Clock clock, SakkeTerms terms)
      throws KeyFileException, GeneralSecurityException {
    MikeyProvider provider = new MikeyProvider(new SecureRandom(), policy);
    List<SakkeUser> users = new ArrayList<>();
    List<KmsDomain> domains = new ArrayList<>();
    boolean done = false;
    try {
      List<IdentityFile> files = IdentityFile.readAll(place);
      try {
        for (IdentityFile file : files) {
          users.addAll(file.take(provider));
          domains.add(file.kms().domain());
        }
      } finally {
        files.forEach(IdentityFile::close);
      }
      Party party =
          new Party(
              Terms.DEFAULT,
              MikeyContext.forNewKeys(provider, clock),
              List.of(),
              Optional.empty(),
              Optional.of(new SakkeSide(users, domains, Map.of(), terms)),
              users.stream().<Runnable>map(user -> user::close).toList());
      done = true;
      return party;
    } finally {
      if (!done) {
        users.forEach(SakkeUser::close);
      }
    }
  }
}

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
import java.util.stream.Collectors;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PoolConfiguration;
import org.mikeyhsm.config.TokenSettings;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.pool.PoolListener;
import org.mikeyhsm.hsm.pool.PoolSettings;
import org.mikeyhsm.hsm.pool.TokenPool;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.mode.ExchangeLimits;
import org.mikeyhsm.mode.LimitSettings;
import org.mikeyhsm.mode.MikeyContext;
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
   * Opens a token of a configuration, the first that can be reached, and finds the keys.
   *
   * @param modes the modes in use, whose keys are looked for
   * @param environment for the PIN and the token module
   * @param sakke changes what the configuration says of MIKEY-SAKKE
   * @param replays remembers the messages that come in
   * @throws TokenUnavailableException if no token can be reached
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
      UnaryOperator<SakkeTerms> sakke,
      ReplayCache replays)
      throws KeyFileException {
    PartyOpener opener = PartyOpener.of(configuration, modes, environment, clock, sakke, replays);
    Optional<TokenUnavailableException> unavailable = Optional.empty();
    for (TokenSettings token : configuration.tokens()) {
      try {
        return opener.open(token);
      } catch (TokenUnavailableException e) {
        unavailable = unavailable.or(() -> Optional.of(e));
      }
    }
    throw unavailable.orElseThrow();
  }

  /**
   * Opens all tokens of a configuration as a pool, whose parties share what they remember: replays,
   * timestamps, bundles.
   *
   * @throws org.mikeyhsm.hsm.pool.KeyMismatchException if two tokens do not hold the same keys
   * @see #open
   */
  public static TokenPool<PooledParty> pool(
      Configuration configuration,
      List<ExchangeMode> modes,
      Map<String, String> environment,
      Clock clock,
      UnaryOperator<SakkeTerms> sakke,
      ReplayCache replays,
      PoolListener listener)
      throws KeyFileException, GeneralSecurityException {
    Set<Mode> names = modes.stream().map(ExchangeMode::mode).collect(Collectors.toSet());
    PartyOpener opener = PartyOpener.of(configuration, names, environment, clock, sakke, replays);
    List<TokenPool.Source<PooledParty>> sources = new ArrayList<>();
    for (TokenSettings token : configuration.tokens()) {
      sources.add(
          new TokenPool.Source<>(
              "token " + (sources.size() + 1) + ", " + token.selector(),
              () -> PooledParty.of(opener, token, modes)));
    }
    PoolConfiguration pool = configuration.pool();
    return TokenPool.open(
        sources,
        new PoolSettings(pool.timeout(), pool.firstProbe(), pool.longestProbe()),
        listener);
  }

  /** What the exchanges of a configuration share, on a provider of keys. */
  static MikeyContext context(
      Configuration configuration, Provider provider, Clock clock, ReplayCache replays) {
    LimitSettings standard = LimitSettings.DEFAULT;
    return new MikeyContext(
        provider,
        new SecureRandom(),
        new TimestampSource(clock),
        replays,
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

package org.mikeyhsm.cli.doctor;

import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mikeyhsm.cli.exchange.IdentityKeys;
import org.mikeyhsm.cli.exchange.KmsFiles;
import org.mikeyhsm.cli.exchange.TokenKeys;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyPeriods;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialPrivateKey;
import org.mikeyhsm.mode.sakke.KeyPeriod;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/** This side's identity-based keys: whether they are there, are kept, and are good for now. */
final class IdentityKeysCheck {
  private static final String NAME = "identity keys";
  private static final String ISSUE =
      "Have the KMS issue them, and put them on the token: mikey keys import-identity";

  private IdentityKeysCheck() {}

  static List<Finding> of(Configuration configuration, TokenKeys keys, Token token, Instant now) {
    if (configuration.modes().stream().noneMatch(Mode::needsIdentityKeys)) {
      return List.of();
    }
    Duration margin = configuration.sakke().margin();
    List<Finding> findings = new ArrayList<>();
    try {
      KmsFiles kmses = KmsFiles.read(configuration);
      kmses
          .certificates()
          .forEach(kms -> findings.add(Finding.ok("kms " + kms.kmsUri(), "its keys are good")));
      try (SakkeUser user = new IdentityKeys(keys, token, kmses).user(configuration, now, margin)) {
        user.keys().forEach(one -> findings.add(custody(configuration.policy(), one)));
        coverage(user, now, margin).ifPresent(findings::add);
      }
    } catch (KeyFileException e) {
      findings.add(Finding.problem(NAME, e.getMessage(), "Look at the keys of sakke"));
    } catch (ProviderException e) {
      findings.add(
          Finding.problem(NAME, Optional.ofNullable(e.getMessage()).orElse("it failed"), ISSUE));
    }
    return findings;
  }

  private static Finding custody(CustodyPolicy policy, UserKeys keys) {
    String name =
        NAME + " of key period " + KeyPeriods.name(keys.kms().scheme(), keys.period().start());
    return Stream.of(keys.decryption(), keys.signing())
        .filter(CustodialPrivateKey.class::isInstance)
        .map(CustodialPrivateKey.class::cast)
        .flatMap(key -> policy.objection(SecretClass.LONG_TERM, key.custody()).stream())
        .findFirst()
        .map(objection -> Finding.problem(name, objection, ISSUE))
        .orElseGet(
            () ->
                Finding.ok(
                    name,
                    ((CustodialPrivateKey) keys.decryption()).custody().level()
                        + ", good until "
                        + keys.period().end()));
  }

  /** Whether there are keys for now, and for what comes. */
  private static Optional<Finding> coverage(SakkeUser user, Instant now, Duration margin) {
    List<KeyPeriod> periods = user.keys().stream().map(UserKeys::period).toList();
    if (periods.stream().noneMatch(period -> period.contains(now))) {
      return Optional.of(Finding.problem(NAME, "there are none of the key period of now", ISSUE));
    }
    Instant soon = now.plus(margin);
    return periods.stream().noneMatch(period -> period.contains(soon))
        ? Optional.of(
            Finding.warning(NAME, "there are none of the next key period, which is near", ISSUE))
        : Optional.empty();
  }
}

package org.mikeyhsm.cli.exchange;

import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.cli.keys.IssuedIdentity;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyPeriods;
import org.mikeyhsm.cli.keys.KmsCertificate;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.KeyReference;
import org.mikeyhsm.config.SakkeSettings;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.IdentifierScheme;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/** Finds this side's identity-based keys on its token. */
public final class IdentityKeys {
  private final TokenKeys keys;
  private final Token token;
  private final KmsFiles kmses;

  /** The keys that these KMSs issued, on an open token. */
  public IdentityKeys(TokenKeys keys, Token token, KmsFiles kmses) {
    this.keys = keys;
    this.token = token;
    this.kmses = kmses;
  }

  /**
   * This side with the keys that the configuration names, or else with those of all key periods
   * that are no farther than {@code margin} from {@code now}.
   *
   * @return the caller closes it
   * @throws KeyNotFoundException if there are none
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if the token would give one away, or it is
   *     of another use
   * @throws KeyFileException if the configuration names a KMS without certificate, or a key period
   *     that the KMS has not
   */
  public SakkeUser user(Configuration configuration, Instant now, Duration margin)
      throws KeyFileException {
    List<UserKeys> found = new ArrayList<>();
    boolean done = false;
    try {
      for (SakkeSettings.IdentityKeys named : configuration.sakke().keys()) {
        found.add(named(configuration.identity(), named));
      }
      if (configuration.sakke().keys().isEmpty()) {
        for (KmsCertificate kms : kmses.certificates()) {
          found.addAll(issued(configuration.identity(), kms, now, margin));
        }
      }
      if (found.isEmpty()) {
        throw new KeyNotFoundException(
            token
                + " has no identity-based keys of "
                + configuration.identity()
                + " for a key period near now: have its KMS issue them, and mikey keys"
                + " import-identity puts them there");
      }
      SakkeUser user = new SakkeUser(IdPayload.uri(configuration.identity()), found);
      done = true;
      return user;
    } finally {
      if (!done) {
        found.forEach(UserKeys::close);
      }
    }
  }

  private UserKeys named(String identity, SakkeSettings.IdentityKeys named)
      throws KeyFileException {
    KmsCertificate kms =
        named.kms().isPresent() ? kmses.named(named.kms().get()) : kmses.certificates().get(0);
    IssuedIdentity of;
    try {
      of = IssuedIdentity.of(kms, identity, named.period());
    } catch (IllegalArgumentException e) {
      throw new KeyFileException("sakke.keys: " + e.getMessage(), e);
    }
    TokenPrivateKey ssk = checked(of, kms.authentication(), named.ssk(), keys.eccsi(named.ssk()));
    boolean done = false;
    try {
      UserKeys both =
          pair(of, ssk, checked(of, kms.encryption(), named.rsk(), keys.sakke(named.rsk())));
      done = true;
      return both;
    } finally {
      if (!done) {
        ssk.close();
      }
    }
  }

  /** The key, which is closed if it is another user's, or another KMS's. */
  private TokenPrivateKey checked(
      IssuedIdentity of, Octets kmsPublicKey, KeyReference reference, TokenPrivateKey key) {
    boolean right = false;
    try {
      // Identifiers alone do not tell KMSs apart (RFC 6509 section 3.2).
      right =
          token.identifier(key).equals(Optional.of(of.identifier()))
              && token.kmsPublicKey(key).equals(Optional.of(kmsPublicKey));
    } catch (InvalidKeyException e) {
      // Lost meanwhile: it tells nothing.
    }
    if (right) {
      return key;
    }
    key.close();
    throw new KeyRefusedException(
        "the key "
            + reference
            + " is not for "
            + of.userUri()
            + " in key period "
            + of.period()
            + " of "
            + of.kms().kmsUri());
  }

  private UserKeys pair(IssuedIdentity of, TokenPrivateKey ssk, TokenPrivateKey rsk) {
    IdentifierScheme scheme = of.kms().scheme();
    return new UserKeys(
        kmses.domain(of.kms()), of.identifier(), scheme.period(of.start()), ssk, rsk);
  }

  private List<UserKeys> issued(String identity, KmsCertificate kms, Instant now, Duration margin)
      throws KeyFileException {
    List<Instant> periods =
        KeyPeriods.between(kms.scheme(), now.minus(margin), now.plus(margin))
            .orElseThrow(
                () ->
                    new KeyFileException(
                        "the margin spans too many key periods of "
                            + kms.kmsUri()
                            + ": name the keys in sakke.keys"));
    List<UserKeys> found = new ArrayList<>();
    boolean done = false;
    try {
      for (Instant start : periods) {
        issued(IssuedIdentity.of(kms, identity, KeyPeriods.name(kms.scheme(), start)))
            .ifPresent(found::add);
      }
      done = true;
      return found;
    } catch (IllegalArgumentException e) {
      // Of a user that this KMS has no identifier for, it has issued no keys.
      return List.of();
    } finally {
      if (!done) {
        found.forEach(UserKeys::close);
      }
    }
  }

  private Optional<UserKeys> issued(IssuedIdentity of) {
    TokenPrivateKey rsk;
    try {
      rsk = token.sakkeKeyOf(of.kms().encryption(), of.identifier());
    } catch (KeyNotFoundException e) {
      return Optional.empty();
    }
    boolean done = false;
    try {
      UserKeys both = pair(of, token.eccsiKeyOf(of.kms().authentication(), of.identifier()), rsk);
      done = true;
      return Optional.of(both);
    } finally {
      if (!done) {
        rsk.close();
      }
    }
  }
}

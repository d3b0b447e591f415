package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/**
 * The identity-based keys that {@link TokenSetup} put on a party's token, labelled by their user's
 * identifiers; the KMS's public keys are in {@code kms.pub}.
 */
final class ProvisionedIdentities implements Supplier<SakkeParty>, AutoCloseable {
  private static final String PUBLIC_KEYS = "kms.pub";

  private final Token token;
  private final Path directory;
  private final IdPayload self;
  private Optional<SakkeParty> party = Optional.empty();

  ProvisionedIdentities(Token token, Path directory, IdPayload self) {
    this.token = token;
    this.directory = directory;
    this.self = self;
  }

  /** Writes the KMS's public keys. */
  static void write(DemoKms kms, Path directory) throws IOException {
    Files.write(
        directory.resolve(PUBLIC_KEYS),
        List.of(kms.encryption().toHex(), kms.authentication().toHex()));
  }

  /** Puts a user's keys on a token, which verifies them. */
  static void put(Token token, DemoKms kms, IdPayload user) throws GeneralSecurityException {
    kms.issue(
        user,
        (identifier, decryption, signing) -> {
          KeyImport.receiverSecretKey(token, decryptionLabel(identifier), decryption);
          KeyImport.secretSigningKey(token, signingLabel(identifier), signing);
        });
  }

  private static String decryptionLabel(Octets identifier) {
    return "RSK " + identifier.toHex();
  }

  private static String signingLabel(Octets identifier) {
    return "SSK " + identifier.toHex();
  }

  @Override
  public synchronized SakkeParty get() {
    if (party.isEmpty()) {
      KmsDomain kms = read();
      party = Optional.of(new SakkeParty(user(kms, self), kms, member -> user(kms, member)));
    }
    return party.get();
  }

  private KmsDomain read() {
    Path file = directory.resolve(PUBLIC_KEYS);
    if (!Files.exists(file)) {
      throw missing(self);
    }
    try {
      List<String> keys = Files.readAllLines(file);
      return DemoKms.domain(Octets.ofHex(keys.get(0)), Octets.ofHex(keys.get(1)));
    } catch (IOException e) {
      throw new TokenUnavailableException(file + " cannot be read: run ./mikey demo", e);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the KMS's public keys are none", e);
    }
  }

  /** The user with the keys of all periods that the token has. */
  private SakkeUser user(KmsDomain kms, IdPayload id) {
    List<UserKeys> all = new ArrayList<>();
    for (Instant time : DemoKms.times(kms)) {
      Octets identifier = kms.scheme().identifier(id, time);
      try {
        all.add(
            new UserKeys(
                kms,
                identifier,
                kms.scheme().period(time),
                token.eccsiKey(signingLabel(identifier)),
                token.sakkeKey(decryptionLabel(identifier))));
      } catch (KeyNotFoundException e) {
        // Those of a period that began, or came near, only after the setup.
        continue;
      }
    }
    if (all.isEmpty()) {
      throw missing(id);
    }
    return new SakkeUser(id, all);
  }

  private TokenUnavailableException missing(IdPayload user) {
    return new TokenUnavailableException(
        token
            + " has no identity-based keys of "
            + user.data().toUtf8()
            + " for this call: run ./mikey demo --mode sakke, which puts them there, with --token"
            + " mikeytoken or software");
  }

  @Override
  public synchronized void close() {
    party.ifPresent(made -> made.self().close());
  }
}

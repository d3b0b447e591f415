package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provider.KeyImport.KmsPublicKeys;
import org.mikeyhsm.hsm.provider.TokenKmsMasterKeys;
import org.mikeyhsm.hsm.provider.WrappedIdentity;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/**
 * The identity-based keys that {@link TokenSetup} put on a party's token, labelled by their user's
 * identifiers; the KMS's public keys are in {@code kms.pub}. Its master keys are in Alice's token,
 * where they issue those of the members of a group, whom the demo plays there.
 */
final class ProvisionedIdentities implements Supplier<SakkeParty>, AutoCloseable {
  private static final String PUBLIC_KEYS = "kms.pub";
  private static final String KMS = "kms";
  private static final String TRANSPORT = "transport";

  private final Token token;
  private final Path directory;
  private final IdPayload self;
  private Optional<SakkeParty> party = Optional.empty();
  private Optional<TokenKmsMasterKeys> master = Optional.empty();
  private List<Instant> times = List.of();

  ProvisionedIdentities(Token token, Path directory, IdPayload self) {
    this.token = token;
    this.directory = directory;
    this.self = self;
  }

  /**
   * Has a KMS in Alice's token issue hers into it and Bob's wrapped for his; writes its public
   * keys.
   */
  static void provision(Token alice, Token bob, Path directory)
      throws IOException, GeneralSecurityException {
    try (TokenKmsMasterKeys kms = TokenKmsMasterKeys.generate(alice, KMS, CustodyPolicy.STRICT)) {
      KmsPublicKeys keys = new KmsPublicKeys(kms.encryption(), kms.authentication());
      KmsDomain domain = DemoKms.domain(keys.encryption(), keys.authentication());
      for (Octets identifier : identifiers(domain, Transcript.Role.INITIATOR)) {
        kms.issueTo(identifier, decryptionLabel(identifier), signingLabel(identifier));
      }
      KeyPairs pairs = new KeyPairs(bob);
      pairs.generate(TRANSPORT, KeyPairs.Type.RSA_2048);
      RSAPublicKey recipient = (RSAPublicKey) pairs.publicKey(TRANSPORT);
      try (TokenPrivateKey transport = bob.privateKey(TRANSPORT)) {
        for (Octets identifier : identifiers(domain, Transcript.Role.RESPONDER)) {
          WrappedIdentity wrapped = kms.issueWrapped(identifier, recipient);
          KeyImport.wrappedReceiverSecretKey(
              bob, decryptionLabel(identifier), transport, keys, identifier, wrapped);
          KeyImport.wrappedSecretSigningKey(
              bob, signingLabel(identifier), transport, keys, identifier, wrapped);
        }
      }
      Files.write(
          directory.resolve(PUBLIC_KEYS),
          List.of(keys.encryption().toHex(), keys.authentication().toHex()));
    }
  }

  private static List<Octets> identifiers(KmsDomain kms, Transcript.Role role) {
    return DemoKms.times(kms).stream()
        .map(time -> kms.scheme().identifier(IdPayload.uri(role.identity()), time))
        .toList();
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
      times = DemoKms.times(kms);
      party = Optional.of(new SakkeParty(user(kms, self), kms, member -> member(kms, member)));
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

  /** A member of a group, whose keys the KMS in this token issues for as long as they are open. */
  private SakkeUser member(KmsDomain kms, IdPayload id) throws GeneralSecurityException {
    List<UserKeys> all = new ArrayList<>();
    boolean done = false;
    try {
      for (Instant time : times) {
        Octets identifier = kms.scheme().identifier(id, time);
        TokenKmsMasterKeys.Held held = master().hold(identifier);
        all.add(new UserKeys(kms, identifier, kms.scheme().period(time), held.ssk(), held.rsk()));
      }
      SakkeUser user = new SakkeUser(id, all);
      done = true;
      return user;
    } finally {
      if (!done) {
        all.forEach(UserKeys::close);
      }
    }
  }

  private synchronized TokenKmsMasterKeys master() throws GeneralSecurityException {
    if (master.isEmpty()) {
      master = Optional.of(TokenKmsMasterKeys.open(token, KMS, CustodyPolicy.STRICT));
    }
    return master.get();
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
    master.ifPresent(TokenKmsMasterKeys::close);
  }
}

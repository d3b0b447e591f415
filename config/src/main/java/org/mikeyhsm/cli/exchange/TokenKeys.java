package org.mikeyhsm.cli.exchange;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.FormerKeyPair;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.KeyReference;
import org.mikeyhsm.hsm.provisioning.StoredObject;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;

/** Finds the keys that a configuration names. */
public final class TokenKeys {
  private final CryptokiModule module;
  private final Token token;

  /** The keys of an open token. */
  public TokenKeys(CryptokiModule module, Token token) {
    this.module = module;
    this.token = token;
  }

  /** A pre-shared key; the caller closes it. */
  public TokenKey psk(KeyReference reference) {
    if (reference instanceof KeyReference.Id id) {
      return token.preSharedKeyOfId(id.id());
    }
    return token.preSharedKey(label(reference));
  }

  /** A private key; the caller closes it. */
  public TokenPrivateKey privateKey(KeyReference reference) {
    if (reference instanceof KeyReference.Id id) {
      return token.privateKeyOfId(id.id());
    }
    return token.privateKey(label(reference));
  }

  /** A Receiver Secret Key; the caller closes it. */
  public TokenPrivateKey sakke(KeyReference reference) {
    if (reference instanceof KeyReference.Id id) {
      return token.sakkeKeyOfId(id.id());
    }
    return token.sakkeKey(label(reference));
  }

  /** A Secret Signing Key; the caller closes it. */
  public TokenPrivateKey eccsi(KeyReference reference) {
    if (reference instanceof KeyReference.Id id) {
      return token.eccsiKeyOfId(id.id());
    }
    return token.eccsiKey(label(reference));
  }

  private String label(KeyReference reference) {
    if (reference instanceof KeyReference.Label label) {
      return label.label();
    }
    KeyReference.Uri uri = (KeyReference.Uri) reference;
    boolean here =
        module.slots().stream()
            .filter(slot -> slot.slot() == token.slotNumber())
            .anyMatch(uri.uri().token()::matches);
    if (!here) {
      throw new KeyRefusedException(uri + " names a key of another token than " + token.label());
    }
    return uri.uri().object().orElseThrow();
  }

  /** The certificates of a configuration's file, or else that beside the key on the token. */
  public List<X509Certificate> certificates(Configuration configuration, KeyReference reference)
      throws KeyFileException {
    return certificates(configuration.certificate(), reference);
  }

  private List<X509Certificate> certificates(Optional<Path> file, KeyReference reference)
      throws KeyFileException {
    if (file.isPresent()) {
      return KeyFiles.certificates(file.get());
    }
    Optional<Octets> found =
        new StoredObjects(token)
            .list().stream()
                .filter(object -> isBeside(object, reference))
                .flatMap(object -> object.certificate().stream())
                .findFirst();
    if (found.isEmpty()) {
      throw new KeyNotFoundException(
          "there is no certificate of "
              + reference
              + ": name its file as certificate, or put it on token "
              + token.label()
              + " by mikey keys import certificate");
    }
    return List.of(KeyFiles.certificate("the certificate of " + reference, found.get()));
  }

  private boolean isBeside(StoredObject object, KeyReference reference) {
    return reference instanceof KeyReference.Id id
        ? object.id().equals(id.id())
        : object.label().equals(label(reference));
  }

  /** This side's key with its certificate, then those that are answered with still. */
  public List<PkiIdentity> certified(Configuration configuration) throws KeyFileException {
    KeyReference reference =
        configuration
            .keyPair()
            .orElseThrow(() -> new KeyNotFoundException("the configuration has no key-pair"));
    List<PkiIdentity> all = new ArrayList<>();
    all.add(certified(configuration, reference, configuration.certificate()));
    for (FormerKeyPair former : configuration.formerKeyPairs()) {
      all.add(certified(configuration, former.key(), former.certificate()));
    }
    return all;
  }

  private PkiIdentity certified(
      Configuration configuration, KeyReference reference, Optional<Path> certificate)
      throws KeyFileException {
    List<X509Certificate> chain = certificates(certificate, reference);
    if (!(chain.get(0).getPublicKey() instanceof RSAPublicKey)) {
      throw new KeyRefusedException(
          "the certificate of " + reference + " has no RSA key (RFC 3830 4.2.6)");
    }
    return PkiIdentity.of(
            Identities.payload(configuration.identity()),
            new CertifiedKey(privateKey(reference), chain))
        .withScheme(configuration.algorithms().signature());
  }
}

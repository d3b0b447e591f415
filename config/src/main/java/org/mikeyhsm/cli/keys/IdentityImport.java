package org.mikeyhsm.cli.keys;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provider.KeyImport.KmsPublicKeys;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.mode.sakke.KmsDomain;

/** Puts identity-based keys on a token, all or none. Not thread-safe. */
public final class IdentityImport {
  private final Token token;
  private final List<String> made = new ArrayList<>();

  /** Into a token of the MIKEY profile, which stays its opener's to close. */
  public IdentityImport(Token token) {
    this.token = token;
  }

  /**
   * Puts the keys of a file on the token, which verifies them (RFC 6507 section 5.1.2, RFC 6508
   * section 6.1.2). Their octets are in this process's memory meanwhile.
   *
   * @return what their custody is from now on, in the order of the file
   * @throws GeneralSecurityException if a key is not this KMS's for its user; nothing is left
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if the token has one of them already;
   *     nothing is left
   * @throws java.security.ProviderException if the token is of another kind
   */
  public List<Custody> put(IdentityFile file) throws GeneralSecurityException {
    KmsDomain domain = file.kms().domain();
    return allOrNone(file.identities(), identity -> put(domain, identity));
  }

  /**
   * Puts the keys of a file on the token, which unwraps and verifies them: their octets are in no
   * host's memory.
   *
   * @param transport the RSA private key that they were wrapped for
   * @return as {@link #put(IdentityFile)}
   * @throws GeneralSecurityException if a key is not this KMS's for its user, wrapped for that key;
   *     nothing is left
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if the token has one of them already;
   *     nothing is left
   * @throws java.security.ProviderException if the token is of another kind
   */
  public List<Custody> put(WrappedIdentityFile file, TokenPrivateKey transport)
      throws GeneralSecurityException {
    return allOrNone(file.identities(), identity -> put(identity, transport));
  }

  /** Puts one user's keys. */
  @FunctionalInterface
  private interface Putting<T> {
    IssuedIdentity put(T identity) throws GeneralSecurityException;
  }

  private <T> List<Custody> allOrNone(List<T> identities, Putting<T> putting)
      throws GeneralSecurityException {
    boolean done = false;
    try {
      List<Custody> custody = new ArrayList<>();
      for (T identity : identities) {
        custody.add(custody(putting.put(identity)));
      }
      done = true;
      return custody;
    } finally {
      if (!done) {
        StoredObjects objects = new StoredObjects(token);
        made.forEach(objects::delete);
      }
    }
  }

  private IssuedIdentity put(WrappedIdentityFile.Wrapped identity, TokenPrivateKey transport)
      throws GeneralSecurityException {
    IssuedIdentity of = identity.of();
    KmsPublicKeys kms = new KmsPublicKeys(of.kms().encryption(), of.kms().authentication());
    KeyImport.wrappedReceiverSecretKey(
        token, of.rskLabel(), transport, kms, of.identifier(), identity.keys());
    made.add(of.rskLabel());
    KeyImport.wrappedSecretSigningKey(
        token, of.sskLabel(), transport, kms, of.identifier(), identity.keys());
    made.add(of.sskLabel());
    return of;
  }

  private IssuedIdentity put(KmsDomain domain, IdentityFile.Identity identity)
      throws GeneralSecurityException {
    IssuedIdentity of = identity.of();
    KeyImport.receiverSecretKey(
        token,
        of.rskLabel(),
        new SakkeReceiverKeySpec(domain.encryption(), of.identifier(), identity.keys().rsk()));
    made.add(of.rskLabel());
    KeyImport.secretSigningKey(
        token,
        of.sskLabel(),
        new EccsiSigningKeySpec(
            domain.authentication().forSigner(of.identifier()),
            identity.keys().ssk(),
            identity.keys().pvt()));
    made.add(of.sskLabel());
    return of;
  }

  private Custody custody(IssuedIdentity of) {
    try (TokenPrivateKey rsk = token.sakkeKey(of.rskLabel())) {
      return rsk.custody();
    }
  }
}

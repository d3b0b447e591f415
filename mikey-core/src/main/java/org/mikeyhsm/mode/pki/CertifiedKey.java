package org.mikeyhsm.mode.pki;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialPrivateKey;

/**
 * A private key of this side with its certificate and those above it.
 *
 * @param key the private key; in a token it is a handle. Its owner closes it
 * @param chain the certificate first, then those that lead to an anchor, the anchor left out
 */
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {
  /**
   * Copies the chain.
   *
   * @throws IllegalArgumentException if it is empty, or the certificate has no RSA key
   */
  public CertifiedKey {
    Objects.requireNonNull(key, "key");
    chain = List.copyOf(chain);
    if (chain.isEmpty() || !(chain.get(0).getPublicKey() instanceof RSAPublicKey)) {
      throw new IllegalArgumentException("a certificate with an RSA key is needed");
    }
  }

  /**
   * Reads an entry of a key store, such as a PKCS#11 one.
   *
   * @param password the entry's, empty where it has none
   * @throws KeyStoreException if there is no private key with a certificate under that alias
   * @throws GeneralSecurityException if the key store fails
   */
  public static CertifiedKey of(KeyStore store, String alias, char[] password)
      throws GeneralSecurityException {
    if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
      throw new KeyStoreException("the key store has no private key under " + alias);
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate certificate : store.getCertificateChain(alias)) {
      chain.add((X509Certificate) certificate);
    }
    return new CertifiedKey(key, chain);
  }

  /** The key's own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Its public key. */
  public RSAPublicKey publicKey() {
    return (RSAPublicKey) certificate().getPublicKey();
  }

  /** Where the private key is; one that does not tell counts as in host memory. */
  public Custody custody() {
    return key instanceof CustodialPrivateKey custodial
        ? custodial.custody()
        : Custody.host(Origin.IMPORTED, "a private key that does not tell where it is");
  }
}

package org.mikeyhsm.hsm.provider;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStoreSpi;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.trust.Certificates;
import org.mikeyhsm.trust.TrustException;

/**
 * The certificates on a token, by CKA_LABEL, and the RSA private keys of the same CKA_ID as handles
 * that the provider's engines take; read-only. A key without a certificate has no entry. It is read
 * when it is loaded, with no stream and no password: the token is open.
 */
final class TokenKeyStore extends KeyStoreSpi {
  private final Token token;
  private List<Entry> entries = List.of();

  private record Entry(Token.StoredCertificate stored, X509Certificate certificate) {}

  TokenKeyStore(Token token) {
    this.token = token;
  }

  @Override
  public void engineLoad(InputStream stream, char[] password) {
    if (stream != null) {
      throw new IllegalArgumentException("a token is read itself, not from a stream");
    }
    List<Entry> read = new ArrayList<>();
    for (Token.StoredCertificate stored : token.certificates()) {
      try {
        read.add(new Entry(stored, Certificates.parse(stored.value())));
      } catch (TrustException e) {
        // Not one that could be used here; the token may hold others for other programs.
        continue;
      }
    }
    entries = List.copyOf(read);
  }

  private Optional<Entry> find(String alias) {
    return entries.stream().filter(entry -> entry.stored().label().equals(alias)).findFirst();
  }

  /** Null where there is no such entry, or no private key of its CKA_ID. */
  @Override
  public Key engineGetKey(String alias, char[] password) throws UnrecoverableKeyException {
    Optional<Entry> entry = find(alias);
    if (entry.isEmpty()) {
      return null;
    }
    try {
      return token.privateKeyOfId(entry.get().stored().id());
    } catch (KeyNotFoundException e) {
      return null;
    } catch (KeyRefusedException e) {
      UnrecoverableKeyException refused = new UnrecoverableKeyException(e.getMessage());
      refused.initCause(e);
      throw refused;
    }
  }

  /** The certificate, then those on the token that issued it, without the one that is its own. */
  @Override
  public Certificate[] engineGetCertificateChain(String alias) {
    Optional<Entry> entry = find(alias);
    if (entry.isEmpty()) {
      return null;
    }
    List<X509Certificate> chain = new ArrayList<>();
    Optional<X509Certificate> next = Optional.of(entry.get().certificate());
    while (next.isPresent() && !chain.contains(next.get())) {
      X509Certificate last = next.get();
      chain.add(last);
      next =
          entries.stream()
              .map(Entry::certificate)
              .filter(issuer -> issued(issuer, last) && !issued(issuer, issuer))
              .findFirst();
    }
    return chain.toArray(Certificate[]::new);
  }

  private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    if (issuer.getBasicConstraints() < 0
        || !issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      // Another one of that name.
      return false;
    }
  }

  @Override
  public Certificate engineGetCertificate(String alias) {
    return find(alias).map(Entry::certificate).orElse(null);
  }

  /** Null: a token does not tell. */
  @Override
  public Date engineGetCreationDate(String alias) {
    return null;
  }

  @Override
  public Enumeration<String> engineAliases() {
    return Collections.enumeration(
        entries.stream().map(entry -> entry.stored().label()).distinct().toList());
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return find(alias).isPresent();
  }

  @Override
  public int engineSize() {
    return (int) entries.stream().map(entry -> entry.stored().label()).distinct().count();
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    try {
      return engineGetKey(alias, null) != null;
    } catch (UnrecoverableKeyException e) {
      return false;
    }
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return engineContainsAlias(alias) && !engineIsKeyEntry(alias);
  }

  @Override
  public String engineGetCertificateAlias(Certificate certificate) {
    return entries.stream()
        .filter(entry -> Objects.equals(entry.certificate(), certificate))
        .map(entry -> entry.stored().label())
        .findFirst()
        .orElse(null);
  }

  @Override
  public void engineSetKeyEntry(
      String alias, Key key, char[] password, Certificate[] certificates) {
    throw readOnly();
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate[] certificates) {
    throw readOnly();
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate) {
    throw readOnly();
  }

  @Override
  public void engineDeleteEntry(String alias) {
    throw readOnly();
  }

  @Override
  public void engineStore(OutputStream stream, char[] password) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException(
        "this view of the token is for reading: org.mikeyhsm.hsm.provisioning changes it");
  }
}

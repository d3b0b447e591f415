package org.mikeyhsm.mode.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.ModeContract;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.TrustSettings;

/** Two parties with certificates. */
public abstract class PkiContract extends ModeContract<PkiTestBed> {
  protected PkiIdentity aliceSelf;
  protected PkiIdentity bobSelf;
  protected PkiTrust pki;

  /** For the contract of a mode. */
  protected PkiContract() {}

  @Override
  protected void prepare() throws Exception {
    aliceSelf = identity(ALICE, "alice");
    bobSelf = identity(BOB, "bob");
    pki = trusting(TestPki.root());
  }

  /** A key with its certificate and those above it. */
  protected final CertifiedKey key(String name, String... above) {
    List<X509Certificate> chain = new ArrayList<>(List.of(TestPki.certificate(name)));
    for (String other : above) {
      chain.add(TestPki.certificate(other));
    }
    return new CertifiedKey(bed.privateKey(name), chain);
  }

  /** An identity with one certificate. */
  protected final PkiIdentity identity(IdPayload id, String name) {
    return PkiIdentity.of(id, key(name));
  }

  /** An identity that signs and decrypts with keys of its own, below an intermediate authority. */
  protected final PkiIdentity bobWithTwoKeys() {
    return PkiIdentity.of(BOB, key("bob-sign", "sub"), key("bob-encr", "sub"));
  }

  /** Trust by these settings, with bob's and alice's certificates in the directory. */
  protected final PkiTrust trusting(TrustSettings settings) {
    return PkiTrust.of(new CertificateTrust(settings, clock))
        .withDirectory(
            CertificateDirectory.of(
                Map.of(
                    ALICE,
                    List.of(TestPki.certificate("alice")),
                    BOB,
                    List.of(TestPki.certificate("bob")))));
  }

  /** Trust in the root, with these certificates of bob in the directory. */
  protected final PkiTrust knowingBob(String... names) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (String name : names) {
      certificates.add(TestPki.certificate(name));
    }
    return pki.withDirectory(CertificateDirectory.of(Map.of(BOB, certificates)));
  }

  /** Certificates that must not be accepted, with a word that the reason has. */
  protected static Stream<Arguments> badCertificates() {
    return Stream.of(
        Arguments.of("alice-expired", "expired"),
        Arguments.of("alice-future", "valid from"),
        Arguments.of("alice-stranger", "anchor"),
        Arguments.of("alice-weak", "1024"),
        Arguments.of("alice-crl-only", "digitalSignature"),
        Arguments.of("alice-revoked", "revoked"),
        Arguments.of("carol", "not that of sip:alice@example.com"),
        Arguments.of("nameless", "not that of sip:alice@example.com"));
  }

  /** Trust that checks revocation, too. */
  protected final PkiTrust withCrl() throws Exception {
    return trusting(TestPki.root().withCrls(List.of(TestPki.crl())));
  }
}

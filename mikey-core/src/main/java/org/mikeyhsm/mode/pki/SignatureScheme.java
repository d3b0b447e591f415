package org.mikeyhsm.mode.pki;

import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.mikeyhsm.message.SignatureType;

/**
 * How messages are signed (RFC 3830 sections 4.2.6, 6.5). The S type does not say which hash
 * function is used; RFC 3830 section 4.2.1 has SHA-1 as the default.
 */
public enum SignatureScheme {
  /** RSASSA-PKCS1-v1_5 with SHA-1: what every implementation understands. */
  PKCS1_SHA1(SignatureType.RSA_PKCS1, "SHA1withRSA", ""),
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  PKCS1_SHA256(SignatureType.RSA_PKCS1, "SHA256withRSA", ""),
  /** RSASSA-PSS with SHA-1 and a salt of 20 octets, the defaults of RFC 8017. */
  PSS_SHA1(SignatureType.RSA_PSS, "RSASSA-PSS", "SHA-1"),
  /** RSASSA-PSS with SHA-256 and a salt of 32 octets. */
  PSS_SHA256(SignatureType.RSA_PSS, "RSASSA-PSS", "SHA-256");

  private final SignatureType type;
  private final String algorithm;
  private final String pssHash;

  SignatureScheme(SignatureType type, String algorithm, String pssHash) {
    this.type = type;
    this.algorithm = algorithm;
    this.pssHash = pssHash;
  }

  /** The S type on the wire. */
  public SignatureType type() {
    return type;
  }

  /** The JCA name. */
  public String algorithm() {
    return algorithm;
  }

  /** The parameters that go with the name; empty for PKCS #1 v1.5. */
  public Optional<PSSParameterSpec> parameters() {
    return switch (pssHash) {
      case "SHA-1" ->
          Optional.of(new PSSParameterSpec(pssHash, "MGF1", MGF1ParameterSpec.SHA1, 20, 1));
      case "SHA-256" ->
          Optional.of(new PSSParameterSpec(pssHash, "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      default -> Optional.empty();
    };
  }
}

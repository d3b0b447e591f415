package org.mikeyhsm.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.sakke.SentIdentities;
import org.mikeyhsm.trust.Revocation;

/** How a configuration writes algorithms, in the order in which they are listed. */
final class Schemes {
  static final Map<String, SignatureScheme> SIGNATURES = new LinkedHashMap<>();
  static final Map<String, EnvelopeScheme> ENVELOPES = new LinkedHashMap<>();
  static final Map<String, DhGroup> GROUPS = new LinkedHashMap<>();
  static final Map<String, Revocation> REVOCATIONS = new LinkedHashMap<>();

  static final Map<String, PrfFunc> PRFS = new LinkedHashMap<>();
  static final Map<String, SentIdentities> SENT_IDENTITIES = new LinkedHashMap<>();

  static {
    SIGNATURES.put("rsa-pkcs1-sha1", SignatureScheme.PKCS1_SHA1);
    SIGNATURES.put("rsa-pkcs1-sha256", SignatureScheme.PKCS1_SHA256);
    SIGNATURES.put("rsa-pss-sha1", SignatureScheme.PSS_SHA1);
    SIGNATURES.put("rsa-pss-sha256", SignatureScheme.PSS_SHA256);
    ENVELOPES.put("rsa-pkcs1", EnvelopeScheme.PKCS1);
    ENVELOPES.put("rsa-oaep", EnvelopeScheme.OAEP);
    GROUPS.put("oakley-5", DhGroup.OAKLEY_5);
    GROUPS.put("oakley-2", DhGroup.OAKLEY_2);
    GROUPS.put("oakley-1", DhGroup.OAKLEY_1);
    REVOCATIONS.put("none", Revocation.NOT_CHECKED);
    REVOCATIONS.put("crl", Revocation.CRL);
    REVOCATIONS.put("ocsp", Revocation.OCSP);
    REVOCATIONS.put("ocsp-then-crl", Revocation.OCSP_THEN_CRL);
    PRFS.put("prf-hmac-sha-256", PrfFunc.PRF_HMAC_SHA_256);
    PRFS.put("mikey-1", PrfFunc.MIKEY_1);
    SENT_IDENTITIES.put("uri", SentIdentities.URI);
    SENT_IDENTITIES.put("hashed", SentIdentities.HASHED);
    SENT_IDENTITIES.put("none", SentIdentities.NONE);
  }

  private Schemes() {}

  /** How a value is written. */
  static <T> String name(Map<String, T> names, T value) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}

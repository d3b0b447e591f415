package org.mikeyhsm.trust;

/** Whether and how revocation is checked (RFC 3830 section 4.3.1: by local policy). */
public enum Revocation {
  /** Not at all. */
  NOT_CHECKED,
  /** By the CRLs that were configured; a certificate that none covers is refused. */
  CRL,
  /** By OCSP, which RFC 4738 section 3.8 recommends; no answer is a refusal. */
  OCSP,
  /** By OCSP, and where no answer comes by the CRLs. */
  OCSP_THEN_CRL
}

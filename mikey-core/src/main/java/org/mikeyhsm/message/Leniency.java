package org.mikeyhsm.message;

/**
 * A departure from the RFCs that a caller may let the decoder or a mode accept. None is on by
 * default.
 */
public enum Leniency {
  /**
   * Exactly one octet, of any value, after the last payload, as a video management product appends.
   * A message accepted so is encoded again without that octet; {@link DecodedMessage#octets()}
   * still has it.
   */
  TRAILING_OCTET,

  /**
   * A signature that ends where the SIGN payload begins, so that S type and Signature len are not
   * signed, as a second dialect in the field has it; RFC 3830 5.2 leaves out the signature's own
   * octets only. It is for the modes that verify signatures, the decoder does not look at it.
   */
  SIGNATURE_WITHOUT_SIGN_HEADER,

  /**
   * In a DHHMAC message the KEMAC's Encr alg 2 means NULL, as senders that follow the text of RFC
   * 4650 4.2 write it; the registry has NULL at 0 and AES-KW-128 at 2. It is for the DHHMAC mode,
   * the decoder reads either and says so in a diagnostic.
   */
  DHHMAC_ENCR_ALG_2
}

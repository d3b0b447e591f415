package org.mikeyhsm.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PolicyParameter;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpParameter;

/**
 * An SRTP security policy (RFC 3830 section 6.10.1). What a peer leaves out has SRTP's own default
 * (RFC 3711 section 8.2).
 *
 * @param cipher AES-CM, or AES-GCM (RFC 7714), which authenticates as well and has no key for that
 * @param encryption whether packets are encrypted or not (NULL)
 * @param encrKeyLength master and session encryption key, octets: 16
 * @param authentication whether packets are authenticated (HMAC-SHA1, or by the cipher)
 * @param authKeyLength session authentication key, octets: 20, or 0 with AES-GCM
 * @param authTagLength authentication tag, octets: 10 or 4, or 16 with AES-GCM
 * @param saltLength master and session salt, octets: 14, or 12 with AES-GCM
 * @param rtcpEncryption whether SRTCP packets are encrypted
 * @param rocTag whether packets may carry the ROC in the clear, in a tag of four octets (RFC 4771
 *     RCCm3); with AES-GCM only
 */
public record SrtpPolicy(
    SrtpCipher cipher,
    boolean encryption,
    int encrKeyLength,
    boolean authentication,
    int authKeyLength,
    int authTagLength,
    int saltLength,
    boolean rtcpEncryption,
    boolean rocTag) {

  /** AES_CM_128_HMAC_SHA1_80 of RFC 4568 section 6.2, SRTP's default. */
  public static final SrtpPolicy AES_CM_128_HMAC_SHA1_80 =
      new SrtpPolicy(true, 16, true, 20, 10, 14, true);

  /** AES_CM_128_HMAC_SHA1_32 of RFC 4568 section 6.2. */
  public static final SrtpPolicy AES_CM_128_HMAC_SHA1_32 =
      new SrtpPolicy(true, 16, true, 20, 4, 14, true);

  /** AEAD_AES_128_GCM of RFC 7714 section 12. */
  public static final SrtpPolicy AEAD_AES_128_GCM =
      new SrtpPolicy(SrtpCipher.AES_GCM, true, 16, true, 0, 16, 12, true, false);

  /** AEAD_AES_128_GCM with the ROC in a tag, as 3GPP MCX groups use it (RFC 4771 RCCm3). */
  public static final SrtpPolicy AEAD_AES_128_GCM_RCC_M3 =
      new SrtpPolicy(SrtpCipher.AES_GCM, true, 16, true, 0, 16, 12, true, true);

  // RFC 3830 Tables 6.10.1.b and 6.10.1.c, RFC 7714 section 14.3, RFC 4771 Table 1.
  private static final int ENCR_NULL = 0;
  private static final int ENCR_AES_CM = 1;
  private static final int ENCR_AES_GCM = 6;
  private static final int AUTH_NULL = 0;
  private static final int AUTH_HMAC_SHA1 = 1;
  private static final int AUTH_RCC_M3 = 4;
  private static final int ROC_TAG_LENGTH = 4;

  /** A policy with AES-CM; the parameters are the record's. */
  public SrtpPolicy(
      boolean encryption,
      int encrKeyLength,
      boolean authentication,
      int authKeyLength,
      int authTagLength,
      int saltLength,
      boolean rtcpEncryption) {
    this(
        SrtpCipher.AES_CM,
        encryption,
        encrKeyLength,
        authentication,
        authKeyLength,
        authTagLength,
        saltLength,
        rtcpEncryption,
        false);
  }

  /**
   * Reads an SP payload.
   *
   * @throws UnsupportedPolicyException if it asks for what this implementation does not do
   */
  public static SrtpPolicy of(SecurityPolicyPayload payload) throws UnsupportedPolicyException {
    if (!payload.protType().equals(ProtType.SRTP)) {
      throw new UnsupportedPolicyException(
          "security protocol " + payload.protType().value() + " is not supported");
    }
    Reader reader = new Reader(payload);
    int encr =
        reader.one(
            SrtpParameter.ENCRYPTION_ALGORITHM, ENCR_AES_CM, ENCR_NULL, ENCR_AES_CM, ENCR_AES_GCM);
    if (encr == ENCR_AES_GCM) {
      return aead(reader);
    }
    int encrKey = reader.one(SrtpParameter.SESSION_ENCR_KEY_LENGTH, 16, 16);
    int auth =
        reader.one(
            SrtpParameter.AUTHENTICATION_ALGORITHM, AUTH_HMAC_SHA1, AUTH_NULL, AUTH_HMAC_SHA1);
    // A field peer writes the TAG length (10 or 4) into the KEY length; HMAC-SHA1 has one key
    // length.
    int authKey = reader.one(SrtpParameter.SESSION_AUTH_KEY_LENGTH, 20, 20, 10, 4);
    int tagDefault = authKey == 4 ? 4 : 10;
    int salt = reader.one(SrtpParameter.SESSION_SALT_KEY_LENGTH, 14, 14);
    reader.one(SrtpParameter.PRF, 0, 0);
    reader.one(SrtpParameter.KEY_DERIVATION_RATE, 0, 0);
    boolean encryptRtp = reader.one(SrtpParameter.SRTP_ENCRYPTION, 1, 0, 1) == 1;
    boolean encryptRtcp = reader.one(SrtpParameter.SRTCP_ENCRYPTION, 1, 0, 1) == 1;
    reader.one(SrtpParameter.FEC_ORDER, 0, 0);
    boolean authenticate = reader.one(SrtpParameter.SRTP_AUTHENTICATION, 1, 0, 1) == 1;
    int tag = reader.one(SrtpParameter.AUTHENTICATION_TAG_LENGTH, tagDefault, 10, 4);
    reader.one(SrtpParameter.SRTP_PREFIX_LENGTH, 0, 0);
    reader.refuseOthers();
    return new SrtpPolicy(
        encryptRtp && encr == ENCR_AES_CM,
        encrKey,
        authenticate && auth == AUTH_HMAC_SHA1,
        20,
        tag,
        salt,
        encryptRtcp && encr == ENCR_AES_CM);
  }

  /**
   * AES-GCM: the tag has 16 octets (RFC 7714 section 13.2), both salts 12 (section 12), and nothing
   * can be switched off. A tag of RFC 4771 holds the ROC alone, as the cipher authenticates.
   */
  private static SrtpPolicy aead(Reader reader) throws UnsupportedPolicyException {
    int encrKey = reader.one(SrtpParameter.SESSION_ENCR_KEY_LENGTH, 16, 16);
    int auth =
        reader.one(SrtpParameter.AUTHENTICATION_ALGORITHM, AUTH_NULL, AUTH_NULL, AUTH_RCC_M3);
    reader.one(SrtpParameter.SESSION_AUTH_KEY_LENGTH, 0, 0);
    int salt = reader.one(SrtpParameter.SESSION_SALT_KEY_LENGTH, 12, 12);
    reader.one(SrtpParameter.PRF, 0, 0);
    reader.one(SrtpParameter.KEY_DERIVATION_RATE, 0, 0);
    reader.one(SrtpParameter.SRTP_ENCRYPTION, 1, 1);
    reader.one(SrtpParameter.SRTCP_ENCRYPTION, 1, 1);
    reader.one(SrtpParameter.FEC_ORDER, 0, 0);
    reader.one(SrtpParameter.SRTP_AUTHENTICATION, 1, 1);
    reader.one(SrtpParameter.SRTP_PREFIX_LENGTH, 0, 0);
    reader.one(SrtpParameter.ROC_TRANSMISSION_RATE, 1, 1);
    int rocTag = auth == AUTH_RCC_M3 ? ROC_TAG_LENGTH : 0;
    reader.one(SrtpParameter.SRTP_AUTHENTICATION_TAG_LENGTH, rocTag, rocTag);
    reader.one(SrtpParameter.SRTCP_AUTHENTICATION_TAG_LENGTH, 0, 0);
    int tag = reader.one(SrtpParameter.AEAD_AUTHENTICATION_TAG_LENGTH, 16, 16);
    reader.refuseOthers();
    return new SrtpPolicy(
        SrtpCipher.AES_GCM, true, encrKey, true, 0, tag, salt, true, auth == AUTH_RCC_M3);
  }

  /** The SP payload that says this policy in full. */
  public SecurityPolicyPayload toPayload(int policyNo) {
    List<PolicyParameter> parameters = new ArrayList<>();
    if (cipher == SrtpCipher.AES_GCM) {
      addAead(parameters);
      return new SecurityPolicyPayload(policyNo, ProtType.SRTP, parameters);
    }
    add(
        parameters,
        SrtpParameter.ENCRYPTION_ALGORITHM,
        encryption || rtcpEncryption ? ENCR_AES_CM : ENCR_NULL);
    add(parameters, SrtpParameter.SESSION_ENCR_KEY_LENGTH, encrKeyLength);
    add(
        parameters,
        SrtpParameter.AUTHENTICATION_ALGORITHM,
        authentication ? AUTH_HMAC_SHA1 : AUTH_NULL);
    add(parameters, SrtpParameter.SESSION_AUTH_KEY_LENGTH, authKeyLength);
    add(parameters, SrtpParameter.SESSION_SALT_KEY_LENGTH, saltLength);
    add(parameters, SrtpParameter.PRF, 0);
    add(parameters, SrtpParameter.KEY_DERIVATION_RATE, 0);
    add(parameters, SrtpParameter.SRTP_ENCRYPTION, encryption ? 1 : 0);
    add(parameters, SrtpParameter.SRTCP_ENCRYPTION, rtcpEncryption ? 1 : 0);
    add(parameters, SrtpParameter.SRTP_AUTHENTICATION, authentication ? 1 : 0);
    add(parameters, SrtpParameter.AUTHENTICATION_TAG_LENGTH, authTagLength);
    return new SecurityPolicyPayload(policyNo, ProtType.SRTP, parameters);
  }

  private void addAead(List<PolicyParameter> parameters) {
    add(parameters, SrtpParameter.ENCRYPTION_ALGORITHM, ENCR_AES_GCM);
    add(parameters, SrtpParameter.SESSION_ENCR_KEY_LENGTH, encrKeyLength);
    if (rocTag) {
      add(parameters, SrtpParameter.AUTHENTICATION_ALGORITHM, AUTH_RCC_M3);
    }
    add(parameters, SrtpParameter.SESSION_SALT_KEY_LENGTH, saltLength);
    add(parameters, SrtpParameter.PRF, 0);
    add(parameters, SrtpParameter.KEY_DERIVATION_RATE, 0);
    if (rocTag) {
      add(parameters, SrtpParameter.SRTP_AUTHENTICATION_TAG_LENGTH, ROC_TAG_LENGTH);
      add(parameters, SrtpParameter.SRTCP_AUTHENTICATION_TAG_LENGTH, 0);
    }
    add(parameters, SrtpParameter.AEAD_AUTHENTICATION_TAG_LENGTH, authTagLength);
  }

  private static void add(List<PolicyParameter> parameters, SrtpParameter parameter, int value) {
    parameters.add(new PolicyParameter(parameter.value(), Octets.of(new byte[] {(byte) value})));
  }

  /** Takes the parameters one by one and knows which were not asked for. */
  private static final class Reader {
    private final SecurityPolicyPayload payload;
    private final Set<Integer> known = new HashSet<>();

    Reader(SecurityPolicyPayload payload) {
      this.payload = payload;
    }

    int one(SrtpParameter parameter, int absent, int... allowed) throws UnsupportedPolicyException {
      int type = parameter.value();
      known.add(type);
      PolicyParameter found = null;
      for (PolicyParameter given : payload.parameters()) {
        if (given.type() == type) {
          if (found != null) {
            throw new UnsupportedPolicyException("SRTP parameter " + type + " is given twice");
          }
          found = given;
        }
      }
      if (found == null) {
        return absent;
      }
      int value = number(found);
      for (int candidate : allowed) {
        if (value == candidate) {
          return value;
        }
      }
      throw new UnsupportedPolicyException(
          "SRTP parameter "
              + type
              + " ("
              + parameter.name()
              + ") = "
              + found.value()
              + " is not supported");
    }

    /** A number of any width, or -1 if it is beyond what any parameter here can mean. */
    private static int number(PolicyParameter parameter) {
      int value = 0;
      for (byte octet : parameter.value().toArray()) {
        if (value > 0xFFFF) {
          return -1;
        }
        value = value << 8 | octet & 0xFF;
      }
      return parameter.value().isEmpty() ? -1 : value;
    }

    void refuseOthers() throws UnsupportedPolicyException {
      for (PolicyParameter parameter : payload.parameters()) {
        if (!known.contains(parameter.type())) {
          throw new UnsupportedPolicyException(
              "SRTP parameter " + parameter.type() + " is not supported");
        }
      }
    }
  }
}

package org.mikeyhsm.hsm.cryptoki;

import java.util.Map;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * CK_MECHANISM_TYPE: the number of a mechanism, known here or not.
 *
 * @param code the number
 */
public record MechanismType(long code) {
  // PKCS#11 v2.40 and v3.0 current mechanisms, codes of pkcs11t.h.
  /** CKM_RSA_PKCS_KEY_PAIR_GEN. */
  public static final MechanismType RSA_PKCS_KEY_PAIR_GEN = new MechanismType(0x0);

  /** CKM_RSA_PKCS. */
  public static final MechanismType RSA_PKCS = new MechanismType(0x1);

  /** CKM_SHA1_RSA_PKCS: RSASSA-PKCS1-v1_5. */
  public static final MechanismType SHA1_RSA_PKCS = new MechanismType(0x6);

  /** CKM_SHA256_RSA_PKCS: RSASSA-PKCS1-v1_5. */
  public static final MechanismType SHA256_RSA_PKCS = new MechanismType(0x40);

  /** CKM_SHA1_RSA_PKCS_PSS. */
  public static final MechanismType SHA1_RSA_PKCS_PSS = new MechanismType(0xE);

  /** CKM_SHA256_RSA_PKCS_PSS. */
  public static final MechanismType SHA256_RSA_PKCS_PSS = new MechanismType(0x43);

  /** CKM_SHA_1. */
  public static final MechanismType SHA_1 = new MechanismType(0x220);

  /** CKM_SHA256. */
  public static final MechanismType SHA256 = new MechanismType(0x250);

  /** CKM_RSA_PKCS_OAEP. */
  public static final MechanismType RSA_PKCS_OAEP = new MechanismType(0x9);

  /** CKM_RSA_AES_KEY_WRAP. */
  public static final MechanismType RSA_AES_KEY_WRAP = new MechanismType(0x1054);

  /** CKM_RSA_PKCS_PSS. */
  public static final MechanismType RSA_PKCS_PSS = new MechanismType(0xD);

  /** CKM_SHA384_RSA_PKCS. */
  public static final MechanismType SHA384_RSA_PKCS = new MechanismType(0x41);

  /** CKM_SHA512_RSA_PKCS. */
  public static final MechanismType SHA512_RSA_PKCS = new MechanismType(0x42);

  /** CKM_SHA384_RSA_PKCS_PSS. */
  public static final MechanismType SHA384_RSA_PKCS_PSS = new MechanismType(0x44);

  /** CKM_SHA512_RSA_PKCS_PSS. */
  public static final MechanismType SHA512_RSA_PKCS_PSS = new MechanismType(0x45);

  /** CKM_DH_PKCS_KEY_PAIR_GEN. */
  public static final MechanismType DH_PKCS_KEY_PAIR_GEN = new MechanismType(0x20);

  /** CKM_DH_PKCS_DERIVE. */
  public static final MechanismType DH_PKCS_DERIVE = new MechanismType(0x21);

  /** CKM_SHA_1_HMAC. */
  public static final MechanismType SHA_1_HMAC = new MechanismType(0x221);

  /** CKM_SHA256_HMAC. */
  public static final MechanismType SHA256_HMAC = new MechanismType(0x251);

  /** CKM_GENERIC_SECRET_KEY_GEN. */
  public static final MechanismType GENERIC_SECRET_KEY_GEN = new MechanismType(0x350);

  /** CKM_XOR_BASE_AND_DATA. */
  public static final MechanismType XOR_BASE_AND_DATA = new MechanismType(0x364);

  /** CKM_EXTRACT_KEY_FROM_KEY. */
  public static final MechanismType EXTRACT_KEY_FROM_KEY = new MechanismType(0x365);

  /** CKM_SP800_108_DOUBLE_PIPELINE_KDF. */
  public static final MechanismType SP800_108_DOUBLE_PIPELINE_KDF = new MechanismType(0x3AE);

  /** CKM_EC_KEY_PAIR_GEN. */
  public static final MechanismType EC_KEY_PAIR_GEN = new MechanismType(0x1040);

  /** CKM_ECDSA. */
  public static final MechanismType ECDSA = new MechanismType(0x1041);

  /** CKM_AES_KEY_GEN. */
  public static final MechanismType AES_KEY_GEN = new MechanismType(0x1080);

  /** CKM_AES_KEY_WRAP (RFC 3394). */
  public static final MechanismType AES_KEY_WRAP = new MechanismType(0x2109);

  /** CKM_AES_ECB. */
  public static final MechanismType AES_ECB = new MechanismType(0x1081);

  /** CKM_AES_CTR. */
  public static final MechanismType AES_CTR = new MechanismType(0x1086);

  /** CKM_AES_ECB_ENCRYPT_DATA. */
  public static final MechanismType AES_ECB_ENCRYPT_DATA = new MechanismType(0x1104);

  /** CKM_NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA: makes a data object, no key. */
  public static final MechanismType NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA =
      new MechanismType(0xCE53437CL);

  /** CKM_MIKEY_PRF of the MIKEY profile: a key by the PRF of RFC 3830 section 4.1.2. */
  public static final MechanismType MIKEY_PRF = new MechanismType(0xCD4B5901L);

  /** CKM_MIKEY_PRF_SALT of the MIKEY profile: a salt by the same. */
  public static final MechanismType MIKEY_PRF_SALT = new MechanismType(0xCD4B5902L);

  /**
   * CKM_MIKEY_KEY_DATA_GENERATE of the MIKEY profile: generates keys and encrypts them as key data.
   */
  public static final MechanismType MIKEY_KEY_DATA_GENERATE = new MechanismType(0xCD4B5903L);

  /** CKM_MIKEY_KEY_DATA_UNWRAP of the MIKEY profile: decrypts key data. */
  public static final MechanismType MIKEY_KEY_DATA_UNWRAP = new MechanismType(0xCD4B5904L);

  /** CKM_MIKEY_KEY_DATA_WRAP of the MIKEY profile: encrypts keys that exist as key data. */
  public static final MechanismType MIKEY_KEY_DATA_WRAP = new MechanismType(0xCD4B5905L);

  /**
   * CKM_MIKEY_ENVELOPE_GENERATE of the MIKEY profile: generates an envelope key and encrypts it.
   */
  public static final MechanismType MIKEY_ENVELOPE_GENERATE = new MechanismType(0xCD4B5906L);

  /** CKM_MIKEY_ENVELOPE_UNWRAP of the MIKEY profile: decrypts an envelope key. */
  public static final MechanismType MIKEY_ENVELOPE_UNWRAP = new MechanismType(0xCD4B5907L);

  /** CKM_MIKEY_DH_DERIVE of the MIKEY profile: a TGK by Diffie-Hellman. */
  public static final MechanismType MIKEY_DH_DERIVE = new MechanismType(0xCD4B5908L);

  /** CKM_MIKEY_SRTP_KDF of the MIKEY profile: an SRTP session key. */
  public static final MechanismType MIKEY_SRTP_KDF = new MechanismType(0xCD4B5909L);

  /** CKM_MIKEY_SRTP_KDF_SALT of the MIKEY profile: an SRTP session salt. */
  public static final MechanismType MIKEY_SRTP_KDF_SALT = new MechanismType(0xCD4B590AL);

  /** CKM_MIKEY_SAKKE_KMS_KEY_GEN of the MIKEY profile: generates z_T of a KMS. */
  public static final MechanismType MIKEY_SAKKE_KMS_KEY_GEN = new MechanismType(0xCD4B5920L);

  /** CKM_MIKEY_SAKKE_ISSUE of the MIKEY profile: the RSK of an identifier. */
  public static final MechanismType MIKEY_SAKKE_ISSUE = new MechanismType(0xCD4B5921L);

  /** CKM_MIKEY_SAKKE_GENERATE of the MIKEY profile: generates an SSV and encapsulates it. */
  public static final MechanismType MIKEY_SAKKE_GENERATE = new MechanismType(0xCD4B5922L);

  /** CKM_MIKEY_SAKKE_ENCAPSULATE of the MIKEY profile: encapsulates an SSV that was made there. */
  public static final MechanismType MIKEY_SAKKE_ENCAPSULATE = new MechanismType(0xCD4B5923L);

  /** CKM_MIKEY_SAKKE_DECAPSULATE of the MIKEY profile: opens Encapsulated Data with an RSK. */
  public static final MechanismType MIKEY_SAKKE_DECAPSULATE = new MechanismType(0xCD4B5924L);

  /** CKM_MIKEY_GUK_ID of the MIKEY profile: a User Salt of an SSV. */
  public static final MechanismType MIKEY_GUK_ID = new MechanismType(0xCD4B5925L);

  /** CKM_MIKEY_ECCSI_KMS_KEY_GEN of the MIKEY profile: generates KSAK of a KMS. */
  public static final MechanismType MIKEY_ECCSI_KMS_KEY_GEN = new MechanismType(0xCD4B5928L);

  /** CKM_MIKEY_ECCSI_ISSUE of the MIKEY profile: the SSK and PVT of an identifier. */
  public static final MechanismType MIKEY_ECCSI_ISSUE = new MechanismType(0xCD4B5929L);

  /** CKM_MIKEY_ECCSI of the MIKEY profile: signs with an SSK. */
  public static final MechanismType MIKEY_ECCSI = new MechanismType(0xCD4B592AL);

  /** CKM_MIKEY_KEY_WRAP of the MIKEY profile: an issued RSK or SSK by AES key wrap (RFC 5649). */
  public static final MechanismType MIKEY_KEY_WRAP = new MechanismType(0xCD4B592CL);

  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(RSA_PKCS_KEY_PAIR_GEN.code, "CKM_RSA_PKCS_KEY_PAIR_GEN"),
          Map.entry(EC_KEY_PAIR_GEN.code, "CKM_EC_KEY_PAIR_GEN"),
          Map.entry(ECDSA.code, "CKM_ECDSA"),
          Map.entry(AES_KEY_GEN.code, "CKM_AES_KEY_GEN"),
          Map.entry(AES_KEY_WRAP.code, "CKM_AES_KEY_WRAP"),
          Map.entry(RSA_PKCS.code, "CKM_RSA_PKCS"),
          Map.entry(SHA1_RSA_PKCS.code, "CKM_SHA1_RSA_PKCS"),
          Map.entry(SHA256_RSA_PKCS.code, "CKM_SHA256_RSA_PKCS"),
          Map.entry(SHA1_RSA_PKCS_PSS.code, "CKM_SHA1_RSA_PKCS_PSS"),
          Map.entry(SHA256_RSA_PKCS_PSS.code, "CKM_SHA256_RSA_PKCS_PSS"),
          Map.entry(SHA_1.code, "CKM_SHA_1"),
          Map.entry(SHA256.code, "CKM_SHA256"),
          Map.entry(RSA_PKCS_OAEP.code, "CKM_RSA_PKCS_OAEP"),
          Map.entry(DH_PKCS_KEY_PAIR_GEN.code, "CKM_DH_PKCS_KEY_PAIR_GEN"),
          Map.entry(DH_PKCS_DERIVE.code, "CKM_DH_PKCS_DERIVE"),
          Map.entry(SHA_1_HMAC.code, "CKM_SHA_1_HMAC"),
          Map.entry(SHA256_HMAC.code, "CKM_SHA256_HMAC"),
          Map.entry(GENERIC_SECRET_KEY_GEN.code, "CKM_GENERIC_SECRET_KEY_GEN"),
          Map.entry(XOR_BASE_AND_DATA.code, "CKM_XOR_BASE_AND_DATA"),
          Map.entry(EXTRACT_KEY_FROM_KEY.code, "CKM_EXTRACT_KEY_FROM_KEY"),
          Map.entry(SP800_108_DOUBLE_PIPELINE_KDF.code, "CKM_SP800_108_DOUBLE_PIPELINE_KDF"),
          Map.entry(AES_ECB.code, "CKM_AES_ECB"),
          Map.entry(AES_CTR.code, "CKM_AES_CTR"),
          Map.entry(AES_ECB_ENCRYPT_DATA.code, "CKM_AES_ECB_ENCRYPT_DATA"),
          Map.entry(MIKEY_PRF.code, "CKM_MIKEY_PRF"),
          Map.entry(MIKEY_PRF_SALT.code, "CKM_MIKEY_PRF_SALT"),
          Map.entry(MIKEY_KEY_DATA_GENERATE.code, "CKM_MIKEY_KEY_DATA_GENERATE"),
          Map.entry(MIKEY_KEY_DATA_UNWRAP.code, "CKM_MIKEY_KEY_DATA_UNWRAP"),
          Map.entry(MIKEY_KEY_DATA_WRAP.code, "CKM_MIKEY_KEY_DATA_WRAP"),
          Map.entry(MIKEY_ENVELOPE_GENERATE.code, "CKM_MIKEY_ENVELOPE_GENERATE"),
          Map.entry(MIKEY_ENVELOPE_UNWRAP.code, "CKM_MIKEY_ENVELOPE_UNWRAP"),
          Map.entry(MIKEY_DH_DERIVE.code, "CKM_MIKEY_DH_DERIVE"),
          Map.entry(MIKEY_SRTP_KDF.code, "CKM_MIKEY_SRTP_KDF"),
          Map.entry(MIKEY_SAKKE_GENERATE.code, "CKM_MIKEY_SAKKE_GENERATE"),
          Map.entry(MIKEY_SAKKE_ENCAPSULATE.code, "CKM_MIKEY_SAKKE_ENCAPSULATE"),
          Map.entry(MIKEY_SAKKE_DECAPSULATE.code, "CKM_MIKEY_SAKKE_DECAPSULATE"),
          Map.entry(MIKEY_GUK_ID.code, "CKM_MIKEY_GUK_ID"),
          Map.entry(MIKEY_ECCSI.code, "CKM_MIKEY_ECCSI"),
          Map.entry(MIKEY_SAKKE_KMS_KEY_GEN.code, "CKM_MIKEY_SAKKE_KMS_KEY_GEN"),
          Map.entry(MIKEY_SAKKE_ISSUE.code, "CKM_MIKEY_SAKKE_ISSUE"),
          Map.entry(MIKEY_ECCSI_KMS_KEY_GEN.code, "CKM_MIKEY_ECCSI_KMS_KEY_GEN"),
          Map.entry(MIKEY_ECCSI_ISSUE.code, "CKM_MIKEY_ECCSI_ISSUE"),
          Map.entry(MIKEY_KEY_WRAP.code, "CKM_MIKEY_KEY_WRAP"),
          Map.entry(MIKEY_SRTP_KDF_SALT.code, "CKM_MIKEY_SRTP_KDF_SALT"),
          Map.entry(
              NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA.code,
              "CKM_NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA"));

  /** The CKM_ name, or the number where nobody here knows it. */
  @Override
  public String toString() {
    String ours = NAMES.get(code);
    if (ours != null) {
      return ours;
    }
    String known = PKCS11Constants.ckmCodeToName(code);
    return known != null && known.matches("CKM_[A-Z].*") ? known : "CKM_0x%08X".formatted(code);
  }
}

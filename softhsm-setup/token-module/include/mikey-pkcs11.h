/*
 * The MIKEY vendor profile of PKCS#11: the numbers of docs/pkcs11-mikey-profile.md.
 * All integers in parameters and vendor attributes are big-endian; no parameter holds a pointer.
 */
#ifndef MIKEY_PKCS11_H
#define MIKEY_PKCS11_H

#define CRYPTOKI_COMPAT 1
#include <p11-kit/pkcs11.h>

#define MIKEY_VENDOR_BASE 0xCD4B5900UL /* CKM_VENDOR_DEFINED, CKA_VENDOR_DEFINED | "MKY" << 8 */

/* Mechanisms. 0x30 to 0x5f are kept for the identity-based modes. */
#define CKM_MIKEY_PRF (MIKEY_VENDOR_BASE | 0x01)
#define CKM_MIKEY_PRF_SALT (MIKEY_VENDOR_BASE | 0x02)
#define CKM_MIKEY_KEY_DATA_GENERATE (MIKEY_VENDOR_BASE | 0x03)
#define CKM_MIKEY_KEY_DATA_UNWRAP (MIKEY_VENDOR_BASE | 0x04)
#define CKM_MIKEY_KEY_DATA_WRAP (MIKEY_VENDOR_BASE | 0x05)
#define CKM_MIKEY_ENVELOPE_GENERATE (MIKEY_VENDOR_BASE | 0x06)
#define CKM_MIKEY_ENVELOPE_UNWRAP (MIKEY_VENDOR_BASE | 0x07)
#define CKM_MIKEY_DH_DERIVE (MIKEY_VENDOR_BASE | 0x08)
#define CKM_MIKEY_SRTP_KDF (MIKEY_VENDOR_BASE | 0x09)
#define CKM_MIKEY_SRTP_KDF_SALT (MIKEY_VENDOR_BASE | 0x0a)
#define CKM_MIKEY_SAKKE_KMS_KEY_GEN (MIKEY_VENDOR_BASE | 0x20)
#define CKM_MIKEY_SAKKE_ISSUE (MIKEY_VENDOR_BASE | 0x21)
#define CKM_MIKEY_SAKKE_GENERATE (MIKEY_VENDOR_BASE | 0x22)
#define CKM_MIKEY_SAKKE_ENCAPSULATE (MIKEY_VENDOR_BASE | 0x23)
#define CKM_MIKEY_SAKKE_DECAPSULATE (MIKEY_VENDOR_BASE | 0x24)
#define CKM_MIKEY_GUK_ID (MIKEY_VENDOR_BASE | 0x25)
#define CKM_MIKEY_ECCSI_KMS_KEY_GEN (MIKEY_VENDOR_BASE | 0x28)
#define CKM_MIKEY_ECCSI_ISSUE (MIKEY_VENDOR_BASE | 0x29)
#define CKM_MIKEY_ECCSI (MIKEY_VENDOR_BASE | 0x2a)
#define CKM_MIKEY_KEY_WRAP (MIKEY_VENDOR_BASE | 0x2c)

/* The parameter of CKM_RSA_AES_KEY_WRAP (PKCS#11 v2.40 current mechanisms, 2.1.20), which p11-kit has not. */
typedef struct mikey_rsa_aes_key_wrap_params {
  CK_ULONG ulAESKeyBits;
  CK_RSA_PKCS_OAEP_PARAMS *pOAEPParams;
} MIKEY_RSA_AES_KEY_WRAP_PARAMS;

/* Attributes. */
#define CKA_MIKEY_USE (MIKEY_VENDOR_BASE | 0x01)         /* one octet, below */
#define CKA_MIKEY_ORIGIN (MIKEY_VENDOR_BASE | 0x02)      /* one octet, below */
#define CKA_MIKEY_SALT (MIKEY_VENDOR_BASE | 0x03)        /* salt sent with a key, or SRTP master salt of a TEK */
#define CKA_MIKEY_WRAPPED (MIKEY_VENDOR_BASE | 0x04)     /* Encr data or PKE data that a generate call made */
#define CKA_MIKEY_KEYS (MIKEY_VENDOR_BASE | 0x05)        /* 8-octet handles of all keys of one call, in order */
#define CKA_MIKEY_KEY_DATA_TYPE (MIKEY_VENDOR_BASE | 0x06) /* Type << 4 | KV, RFC 3830 section 6.13 */
#define CKA_MIKEY_KEY_VALIDITY (MIKEY_VENDOR_BASE | 0x07) /* KV data, RFC 3830 section 6.14 */
#define CKA_MIKEY_IDENTITY (MIKEY_VENDOR_BASE | 0x08)    /* leading ID payload of a KEMAC */
#define CKA_MIKEY_PUBLIC_KEY (MIKEY_VENDOR_BASE | 0x09)  /* of the KMS: Z, 257 octets, or KPAK, 65 */
#define CKA_MIKEY_USER_ID (MIKEY_VENDOR_BASE | 0x0a)     /* the identifier that an RSK or SSK is of */
#define CKA_MIKEY_PVT (MIKEY_VENDOR_BASE | 0x0b)         /* Public Validation Token of an SSK, 65 octets */

/* Values of CKA_MIKEY_USE. */
enum {
  MIKEY_USE_INKEY = 1,    /* PSK, TGK, GTGK, MPK: input of the PRF and nothing else */
  MIKEY_USE_ENVELOPE = 2, /* envelope key: the same, and its encr_key works in one direction */
  MIKEY_USE_KEK = 3,      /* encr_key: protects key data */
  MIKEY_USE_SALT = 4,     /* S, the salting key of a message */
  MIKEY_USE_MAC = 5,      /* auth_key of a message or of a security protocol */
  MIKEY_USE_TEK = 6,      /* SRTP master key: input of the SRTP key derivation and nothing else */
  MIKEY_USE_CIPHER = 7,   /* SRTP or SRTCP session encryption key */
  MIKEY_USE_SRTP_MAC = 8, /* SRTP or SRTCP session authentication key */
  MIKEY_USE_GENERIC = 9,  /* input of the standard derivation mechanisms its creator named */
  MIKEY_USE_SSV = 10,     /* a Shared Secret Value: input of the PRF and of GUK-ID */
  MIKEY_USE_SSV_SENT = 11, /* one made here, which may still be encapsulated */
  MIKEY_USE_SAKKE_MASTER = 12, /* z_T */
  MIKEY_USE_RSK = 13,
  MIKEY_USE_ECCSI_MASTER = 14, /* KSAK */
  MIKEY_USE_SSK = 15,
  MIKEY_USE_TRANSPORT = 16 /* between a KMS and a user's token: wraps RSK and SSK */
};

/* Values of CKA_MIKEY_ORIGIN. */
enum {
  MIKEY_ORIGIN_GENERATED = 1,
  MIKEY_ORIGIN_DERIVED = 2,
  MIKEY_ORIGIN_UNWRAPPED = 3,
  MIKEY_ORIGIN_IMPORTED = 4
};

/* Encr alg, RFC 3830 Table 6.2.a and RFC 6043 Table 6.5. */
enum { MIKEY_AES_CM_128 = 1, MIKEY_AES_KW_128 = 2, MIKEY_AES_CM_256 = 3 };

/* SAKKE Parameter Set, RFC 6509 section 4.2. */
enum { MIKEY_SAKKE_SET_1 = 1 };

/* PRF func, RFC 3830 Table 6.1.c and RFC 6043 Table 6.3. */
enum { MIKEY_PRF_MIKEY_1 = 0, MIKEY_PRF_HMAC_SHA_256 = 1 };

/* How an envelope key is encrypted, RFC 3830 section 4.2.5. */
enum { MIKEY_RSAES_PKCS1_V1_5 = 1, MIKEY_RSAES_OAEP_SHA_1 = 2, MIKEY_RSAES_OAEP_SHA_256 = 3 };

/* Constants that begin a PRF label, RFC 3830 Tables 4.1.3 and 4.1.4, RFC 6043 Tables 5.1 and A.1, RFC 6267 Table 1. */
#define MIKEY_LABEL_TEK 0x2AD01C64U
#define MIKEY_LABEL_TRAFFIC_AUTH 0x1B5C7973U
#define MIKEY_LABEL_TRAFFIC_ENCR 0x15798CEFU
#define MIKEY_LABEL_TRAFFIC_SALT 0x39A2C14BU
#define MIKEY_LABEL_ENCR_KEY 0x150533E1U
#define MIKEY_LABEL_AUTH_KEY 0x2D22AC75U
#define MIKEY_LABEL_SALT_KEY 0x29B88916U
#define MIKEY_LABEL_FORK_MPKR 0x2B288856U
#define MIKEY_LABEL_FORK_TGK 0x1512B54AU
#define MIKEY_LABEL_MPK 0x220E99A2U
#define MIKEY_LABEL_MPKR_TGK 0x1F4D675BU

/* Standard names that p11-kit's pkcs11.h of version 2.40 does not have (PKCS#11 3.0). */
#ifndef CKM_SP800_108_DOUBLE_PIPELINE_KDF
#define CKM_SP800_108_DOUBLE_PIPELINE_KDF 0x3aeUL
#define CK_SP800_108_ITERATION_VARIABLE 1UL
#define CK_SP800_108_COUNTER 2UL
#define CK_SP800_108_DKM_LENGTH 3UL
#define CK_SP800_108_BYTE_ARRAY 4UL

typedef struct {
  CK_ULONG type;
  CK_VOID_PTR pValue;
  CK_ULONG ulValueLen;
} CK_PRF_DATA_PARAM;

typedef struct {
  CK_ATTRIBUTE_PTR pTemplate;
  CK_ULONG ulAttributeCount;
  CK_OBJECT_HANDLE_PTR phKey;
} CK_DERIVED_KEY;

typedef struct {
  CK_MECHANISM_TYPE prfType;
  CK_ULONG ulNumberOfDataParams;
  CK_PRF_DATA_PARAM *pDataParams;
  CK_ULONG ulAdditionalDerivedKeys;
  CK_DERIVED_KEY *pAdditionalDerivedKeys;
} CK_SP800_108_KDF_PARAMS;
#endif

#endif

package org.mikeyhsm.hsm.cryptoki;

/**
 * CK_ATTRIBUTE_TYPE: those in use here (PKCS#11 v2.40 base, 4.2 to 4.10, codes of pkcs11t.h; and
 * the MIKEY profile of PKCS#11).
 */
public enum AttributeType {
  /** CKA_CLASS. */
  CLASS(0x000, Kind.NUMBER),
  /** CKA_TOKEN: kept on the token, not with the session. */
  TOKEN(0x001, Kind.FLAG),
  /** CKA_PRIVATE: seen only after login. */
  PRIVATE(0x002, Kind.FLAG),
  /** CKA_LABEL. */
  LABEL(0x003),
  /** CKA_APPLICATION of a data object. */
  APPLICATION(0x010),
  /** CKA_VALUE. */
  VALUE(0x011),
  /** CKA_CERTIFICATE_TYPE. */
  CERTIFICATE_TYPE(0x080, Kind.NUMBER),
  /** CKA_ISSUER of a certificate, DER. */
  ISSUER(0x081),
  /** CKA_SERIAL_NUMBER of a certificate, DER. */
  SERIAL_NUMBER(0x082),
  /** CKA_KEY_TYPE. */
  KEY_TYPE(0x100, Kind.NUMBER),
  /** CKA_ID. */
  ID(0x102),
  /** CKA_SUBJECT, DER. */
  SUBJECT(0x101),
  /** CKA_SENSITIVE: the value is never revealed in the clear. */
  SENSITIVE(0x103, Kind.FLAG),
  /** CKA_ENCRYPT. */
  ENCRYPT(0x104, Kind.FLAG),
  /** CKA_DECRYPT. */
  DECRYPT(0x105, Kind.FLAG),
  /** CKA_WRAP. */
  WRAP(0x106, Kind.FLAG),
  /** CKA_UNWRAP. */
  UNWRAP(0x107, Kind.FLAG),
  /** CKA_SIGN. */
  SIGN(0x108, Kind.FLAG),
  /** CKA_VERIFY. */
  VERIFY(0x10A, Kind.FLAG),
  /** CKA_DERIVE. */
  DERIVE(0x10C, Kind.FLAG),
  /** CKA_MODULUS of an RSA key. */
  MODULUS(0x120),
  /** CKA_MODULUS_BITS of an RSA key. */
  MODULUS_BITS(0x121, Kind.NUMBER),
  /** CKA_PUBLIC_EXPONENT of an RSA key. */
  PUBLIC_EXPONENT(0x122),
  /** CKA_PRIVATE_EXPONENT of an RSA key that is imported, as the five below. */
  PRIVATE_EXPONENT(0x123),
  /** CKA_PRIME_1. */
  PRIME_1(0x124),
  /** CKA_PRIME_2. */
  PRIME_2(0x125),
  /** CKA_EXPONENT_1. */
  EXPONENT_1(0x126),
  /** CKA_EXPONENT_2. */
  EXPONENT_2(0x127),
  /** CKA_COEFFICIENT. */
  COEFFICIENT(0x128),
  /** CKA_PRIME: p of a Diffie-Hellman group. */
  PRIME(0x130),
  /** CKA_BASE: g of a Diffie-Hellman group. */
  BASE(0x132),
  /** CKA_VALUE_LEN, octets. */
  VALUE_LEN(0x161, Kind.NUMBER),
  /** CKA_EXTRACTABLE: can be wrapped. */
  EXTRACTABLE(0x162, Kind.FLAG),
  /** CKA_LOCAL: generated on the token. */
  LOCAL(0x163, Kind.FLAG),
  /** CKA_NEVER_EXTRACTABLE: not even before CKA_EXTRACTABLE was set to false. */
  NEVER_EXTRACTABLE(0x164, Kind.FLAG),
  /** CKA_ALWAYS_SENSITIVE. */
  ALWAYS_SENSITIVE(0x165, Kind.FLAG),
  /** CKA_EC_PARAMS, DER. */
  EC_PARAMS(0x180),
  /** CKA_EC_POINT, DER. */
  EC_POINT(0x181),
  /** CKA_MODIFIABLE. */
  MODIFIABLE(0x170, Kind.FLAG),
  /** CKA_ALLOWED_MECHANISMS: the only mechanisms that a key may be used with. */
  ALLOWED_MECHANISMS(0x40000600, Kind.MECHANISMS),
  /** CKA_MIKEY_USE: what a key is for, 1 octet. */
  MIKEY_USE(0xCD4B5901L),
  /** CKA_MIKEY_ORIGIN: how a key came about, 1 octet. */
  MIKEY_ORIGIN(0xCD4B5902L),
  /** CKA_MIKEY_SALT: the salt sent with a key; the SRTP master salt of a TEK. */
  MIKEY_SALT(0xCD4B5903L),
  /** CKA_MIKEY_WRAPPED: what a generate call encrypted, to be sent. */
  MIKEY_WRAPPED(0xCD4B5904L),
  /** CKA_MIKEY_KEYS: handles of the other keys of a call, 8 octets each. */
  MIKEY_KEYS(0xCD4B5905L),
  /** CKA_MIKEY_KEY_DATA_TYPE: Type and KV of RFC 3830 section 6.13, 1 octet. */
  MIKEY_KEY_DATA_TYPE(0xCD4B5906L),
  /** CKA_MIKEY_KEY_VALIDITY: KV data of RFC 3830 section 6.14. */
  MIKEY_KEY_VALIDITY(0xCD4B5907L),
  /** CKA_MIKEY_IDENTITY: the ID payload that stood before key data. */
  MIKEY_IDENTITY(0xCD4B5908L),
  /** CKA_MIKEY_PUBLIC_KEY: of the KMS, Z or KPAK. */
  MIKEY_PUBLIC_KEY(0xCD4B5909L),
  /** CKA_MIKEY_USER_ID: the identifier that an RSK or SSK is of. */
  MIKEY_USER_ID(0xCD4B590AL),
  /** CKA_MIKEY_PVT: the Public Validation Token of an SSK. */
  MIKEY_PVT(0xCD4B590BL);

  /** What a value is. */
  enum Kind {
    /** CK_BBOOL. */
    FLAG,
    /** CK_ULONG. */
    NUMBER,
    /** An array of CK_MECHANISM_TYPE. */
    MECHANISMS,
    /** Anything else. */
    OCTETS
  }

  private final long code;
  private final Kind kind;
  private final String ckaName;

  AttributeType(long code) {
    this(code, Kind.OCTETS);
  }

  AttributeType(long code, Kind kind) {
    this.code = code;
    this.kind = kind;
    this.ckaName = "CKA_" + name();
  }

  Kind kind() {
    return kind;
  }

  /** The number. */
  public long code() {
    return code;
  }

  /** The CKA_ name. */
  @Override
  public String toString() {
    return ckaName;
  }
}

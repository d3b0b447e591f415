/* A mechanism is a file with an array of these, and a line in mechanism.c. */
#ifndef MT_MECHANISM_H
#define MT_MECHANISM_H

#include "module.h"

struct mt_mechanism {
  CK_MECHANISM_TYPE type;
  CK_MECHANISM_INFO info;
  CK_RV (*generate)(struct mt_call *, const CK_MECHANISM *, const struct mt_template *, CK_OBJECT_HANDLE *);
  CK_RV (*derive)(struct mt_call *, const CK_MECHANISM *, CK_OBJECT_HANDLE, const struct mt_template *, CK_OBJECT_HANDLE *);
  CK_RV (*unwrap)(struct mt_call *, const CK_MECHANISM *, CK_OBJECT_HANDLE, const unsigned char *, CK_ULONG,
                  const struct mt_template *, CK_OBJECT_HANDLE *);
  CK_RV (*wrap)(struct mt_call *, const CK_MECHANISM *, CK_OBJECT_HANDLE, CK_OBJECT_HANDLE, unsigned char *, CK_ULONG *);
  /* Checks the parameter and keeps what it needs of it; for signing or encrypting. */
  CK_RV (*init)(const CK_MECHANISM *, const struct mt_attrs *, struct mt_op *);
  /* The MAC over what was gathered. */
  size_t (*mac_length)(const struct mt_op *);
  CK_RV (*mac)(const struct mt_op *, const struct mt_key *, const unsigned char *, size_t, unsigned char *);
  /* Enciphers or deciphers as many octets, from the operation's position on. */
  CK_RV (*cipher)(const struct mt_op *, const struct mt_key *, const unsigned char *, size_t, unsigned char *);
};

/* Ours, or NULL. */
const struct mt_mechanism *mt_mechanism_find(CK_MECHANISM_TYPE type);
size_t mt_mechanism_count(void);
const struct mt_mechanism *mt_mechanism_at(size_t index);

/* Fills an object from template, rule and value: the way every mechanism makes a secret key. */
CK_RV mt_make_key(struct mt_call *call, const struct mt_template *t, const struct mt_new *key, const unsigned char *value,
                  const struct mt_field *fields, size_t field_count, CK_OBJECT_HANDLE *handle);
/* The same for a public result: a CKO_DATA session object. */
CK_RV mt_make_data(struct mt_call *call, const struct mt_template *t, const unsigned char *value, size_t len,
                   CK_OBJECT_HANDLE *handle);

/*
 * Makes the child of a PRF call: the label's constant decides what it is (prf.c). A TEK gets its SRTP master salt bound.
 * CKR_MECHANISM_PARAM_INVALID for a constant that yields no key.
 */
CK_RV mt_make_prf_child(struct mt_call *call, const struct mt_key *inkey, CK_MECHANISM_TYPE hmac, const unsigned char *label,
                        size_t label_len, const struct mt_template *t, const unsigned char *value, size_t len,
                        CK_OBJECT_HANDLE *handle);
bool mt_is_mikey_constant(const unsigned char *label, size_t label_len);

/* dh.c: derives from a private key of the base by one of the base's own mechanisms. */
CK_RV mt_derive_from_base(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base_key,
                          const struct mt_template *t, CK_OBJECT_HANDLE *handle);
/* envelope.c: what RSA decrypts to, of just that length, or what stands in for it; the caller has no other answer. */
CK_RV mt_envelope_decrypt(struct mt_call *call, CK_OBJECT_HANDLE rsa, unsigned encoding, const unsigned char *in, size_t in_len,
                          unsigned char *key, size_t len);
/* Whether this is CK_RSA_PKCS_OAEP_PARAMS with SHA-1 or SHA-256, MGF1 with the same hash, and no label. */
bool mt_oaep_encoding(const void *parameter, size_t len, unsigned *encoding);
/* identity.c: an RSK, SSK, z_T or KSAK that came from outside, checked against its template's public attributes. */
CK_RV mt_identity_import(struct mt_call *call, const struct mt_template *t, unsigned use, unsigned origin,
                         const unsigned char *value, size_t len, CK_OBJECT_HANDLE *handle);
/* Lengths that SSV and transport keys may have. */
bool mt_identity_length_ok(unsigned use, size_t len);

/* Whether a base object is a private key. */
bool mt_is_base_private(struct mt_call *call, CK_OBJECT_HANDLE handle);

#endif

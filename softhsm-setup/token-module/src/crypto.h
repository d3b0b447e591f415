/* Primitives of nettle, with every context in locked memory. */
#ifndef MT_CRYPTO_H
#define MT_CRYPTO_H

#include <nettle/aes.h>
#include <nettle/hmac.h>
#include <stddef.h>

#include "mikey-pkcs11.h"

enum { MT_MAX_HASH = 64 };

/* Output of an HMAC mechanism in octets; 0 if it is none of ours. */
size_t mt_hmac_length(CK_MECHANISM_TYPE hmac);

struct mt_hmac {
  CK_MECHANISM_TYPE type;
  union {
    struct hmac_sha1_ctx sha1;
    struct hmac_sha224_ctx sha224;
    struct hmac_sha256_ctx sha256;
    struct hmac_sha384_ctx sha384;
    struct hmac_sha512_ctx sha512;
  } c;
};

void mt_hmac_key(struct mt_hmac *hmac, CK_MECHANISM_TYPE type, const unsigned char *key, size_t len);
void mt_hmac_update(struct mt_hmac *hmac, const unsigned char *data, size_t len);
/* Writes mt_hmac_length octets and is ready for the next message under the same key. */
void mt_hmac_digest(struct mt_hmac *hmac, unsigned char *out);

struct mt_aes {
  size_t key_len;
  union {
    struct aes128_ctx k128;
    struct aes192_ctx k192;
    struct aes256_ctx k256;
    struct aes128_ctx d128;
    struct aes256_ctx d256;
  } c;
};

/* 16, 24 or 32 octets. */
void mt_aes_encrypt_key(struct mt_aes *aes, const unsigned char *key, size_t len);
/* 16 or 32 octets. */
void mt_aes_decrypt_key(struct mt_aes *aes, const unsigned char *key, size_t len);
void mt_aes_encrypt(const struct mt_aes *aes, const unsigned char *in, unsigned char *out);
void mt_aes_decrypt(const struct mt_aes *aes, const unsigned char *in, unsigned char *out);

/* XORs data with the counter mode key stream that starts at octet `position` after the first counter block. */
CK_RV mt_aes_ctr(const unsigned char *key, size_t key_len, const unsigned char first[16], unsigned long long position,
                 const unsigned char *in, size_t len, unsigned char *out);

/* RFC 3394 with this IV; len a multiple of 8, at least 16; out has len + 8 octets. */
CK_RV mt_aes_kw_wrap(const unsigned char *key, size_t key_len, const unsigned char iv[8], const unsigned char *in, size_t len,
                     unsigned char *out);
/* *good is all ones if the IV is found, else 0; len is that of the ciphertext; out has len - 8 octets. */
CK_RV mt_aes_kw_unwrap(const unsigned char *key, size_t key_len, const unsigned char iv[8], const unsigned char *in,
                       size_t len, unsigned char *out, size_t *good);

void mt_sha256(const unsigned char *data, size_t len, unsigned char out[32]);

/* P and PRF of RFC 3830 section 4.1.2 over an inkey of any length. */
CK_RV mt_mikey_prf(CK_MECHANISM_TYPE hmac, const unsigned char *inkey, size_t inkey_len, const unsigned char *label,
                   size_t label_len, unsigned char *out, size_t len);

/*
 * Whether a caller may choose this length for an inkey. Inkeys that begin alike and differ in length give PRF(s1 || s2) and
 * PRF(s1), the XOR of which is P(s2): a last block of a few octets could be guessed from two salts.
 */
static inline int mt_prf_length_ok(size_t len) { return len <= 32 || len % 32 == 0 || len % 32 >= 16; }

/* Wipes what the primitives may have left on the stack below. */
void mt_wipe_stack(void);

static inline void mt_put16(unsigned char *p, unsigned v) {
  p[0] = (unsigned char)(v >> 8);
  p[1] = (unsigned char)v;
}
static inline void mt_put32(unsigned char *p, unsigned long v) {
  mt_put16(p, (unsigned)(v >> 16 & 0xffff));
  mt_put16(p + 2, (unsigned)(v & 0xffff));
}
static inline void mt_put64(unsigned char *p, unsigned long long v) {
  mt_put32(p, (unsigned long)(v >> 32));
  mt_put32(p + 4, (unsigned long)(v & 0xffffffff));
}
static inline unsigned mt_get16(const unsigned char *p) { return (unsigned)p[0] << 8 | p[1]; }
static inline unsigned long mt_get32(const unsigned char *p) { return (unsigned long)mt_get16(p) << 16 | mt_get16(p + 2); }
static inline unsigned long long mt_get64(const unsigned char *p) {
  return (unsigned long long)mt_get32(p) << 32 | mt_get32(p + 4);
}

#endif

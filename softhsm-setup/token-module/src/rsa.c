#include "rsa.h"

#include <gmp.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

#include "crypto.h"
#include "memory.h"

static size_t hash_length(unsigned encoding) { return encoding == MIKEY_RSAES_OAEP_SHA_1 ? SHA1_DIGEST_SIZE : SHA256_DIGEST_SIZE; }

size_t mt_rsa_room(unsigned encoding, size_t k) {
  size_t overhead = encoding == MIKEY_RSAES_PKCS1_V1_5 ? 11 : 2 * hash_length(encoding) + 2;
  return k < overhead ? 0 : k - overhead;
}

size_t mt_rsa_seed(unsigned encoding, size_t k, size_t len) {
  return encoding == MIKEY_RSAES_PKCS1_V1_5 ? k - len - 3 : hash_length(encoding);
}

static void to_limbs(mp_limb_t *limbs, size_t count, const unsigned char *octets, size_t len) {
  memset(limbs, 0, count * sizeof *limbs);
  for (size_t i = 0; i < len; i++) {
    limbs[i / sizeof *limbs] |= (mp_limb_t)octets[len - 1 - i] << (8 * (i % sizeof *limbs));
  }
}

static void from_limbs(unsigned char *octets, size_t len, const mp_limb_t *limbs) {
  for (size_t i = 0; i < len; i++) {
    octets[len - 1 - i] = (unsigned char)(limbs[i / sizeof *limbs] >> (8 * (i % sizeof *limbs)));
  }
}

CK_RV mt_rsa_public(const unsigned char *modulus, size_t k, const unsigned char *exponent, size_t exponent_len,
                    const unsigned char *in, unsigned char *out) {
  while (exponent_len > 0 && *exponent == 0) {
    exponent++;
    exponent_len--;
  }
  if (exponent_len == 0 || exponent_len > 32 || (exponent[exponent_len - 1] & 1) == 0 ||
      (exponent_len == 1 && exponent[0] < 3) || k < MT_RSA_MIN || k > MT_RSA_MAX || modulus[0] == 0 ||
      (modulus[k - 1] & 1) == 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  mp_size_t n = (mp_size_t)((k + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t));
  mp_limb_t e[32 / sizeof(mp_limb_t)];
  mp_size_t e_limbs = (mp_size_t)((exponent_len + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t));
  to_limbs(e, (size_t)e_limbs, exponent, exponent_len);
  mp_bitcnt_t bits = mpn_sizeinbase(e, e_limbs, 2);
  mp_size_t scratch = mpn_sec_powm_itch(n, bits, n);
  mp_limb_t *work = mt_secret_alloc((size_t)(3 * n + scratch) * sizeof *work);
  if (work == NULL) {
    return CKR_HOST_MEMORY;
  }
  to_limbs(work, (size_t)n, modulus, k);
  to_limbs(work + n, (size_t)n, in, k);
  mpn_sec_powm(work + 2 * n, work + n, n, e, bits, work, n, work + 3 * n);
  from_limbs(out, k, work + 2 * n);
  mt_secret_free(work);
  mt_wipe_stack();
  return CKR_OK;
}

union hash_context {
  struct sha1_ctx sha1;
  struct sha256_ctx sha256;
};

struct oaep_work {
  union hash_context context;
  unsigned char digest[SHA256_DIGEST_SIZE];
};

static void hash(struct oaep_work *w, unsigned encoding, const unsigned char *a, size_t a_len, const unsigned char *b, size_t b_len) {
  if (encoding == MIKEY_RSAES_OAEP_SHA_1) {
    sha1_init(&w->context.sha1);
    sha1_update(&w->context.sha1, a_len, a);
    sha1_update(&w->context.sha1, b_len, b);
    sha1_digest(&w->context.sha1, SHA1_DIGEST_SIZE, w->digest);
  } else {
    sha256_init(&w->context.sha256);
    sha256_update(&w->context.sha256, a_len, a);
    sha256_update(&w->context.sha256, b_len, b);
    sha256_digest(&w->context.sha256, SHA256_DIGEST_SIZE, w->digest);
  }
}

/* RFC 8017 appendix B.2.1: XORs MGF1(seed) into the mask. */
static void mgf1(struct oaep_work *w, unsigned encoding, const unsigned char *seed, size_t seed_len, unsigned char *out, size_t len) {
  size_t h = hash_length(encoding);
  unsigned char counter[4];
  for (size_t done = 0; done < len; done += h) {
    mt_put32(counter, done / h);
    hash(w, encoding, seed, seed_len, counter, sizeof counter);
    for (size_t i = 0; i < h && done + i < len; i++) {
      out[done + i] ^= w->digest[i];
    }
  }
}

CK_RV mt_rsa_encode(unsigned encoding, size_t k, const unsigned char *random, const unsigned char *message, size_t len,
                    unsigned char *block) {
  memset(block, 0, k);
  memcpy(block + k - len, message, len);
  if (encoding == MIKEY_RSAES_PKCS1_V1_5) {
    block[1] = 2;
    memcpy(block + 2, random, k - len - 3);
    return CKR_OK;
  }
  struct oaep_work *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return CKR_HOST_MEMORY;
  }
  /* 0x00 || seed || DB, DB = hash of no label || zeros || 0x01 || message */
  size_t h = hash_length(encoding);
  unsigned char *seed = block + 1;
  unsigned char *db = seed + h;
  size_t db_len = k - 1 - h;
  memcpy(seed, random, h);
  hash(w, encoding, random, 0, random, 0);
  memcpy(db, w->digest, h);
  db[db_len - len - 1] = 1;
  mgf1(w, encoding, seed, h, db, db_len);
  mgf1(w, encoding, db, db_len, seed, h);
  mt_secret_free(w);
  mt_wipe_stack();
  return CKR_OK;
}

size_t mt_rsa_decode(unsigned encoding, size_t k, unsigned char *block, size_t len) {
  size_t good = mt_mask_eq(block[0], 0);
  if (encoding == MIKEY_RSAES_PKCS1_V1_5) {
    good &= mt_mask_eq(block[1], 2) & mt_mask_eq(block[k - len - 1], 0);
    for (size_t i = 2; i < k - len - 1; i++) {
      good &= ~mt_mask_eq(block[i], 0);
    }
    return good;
  }
  struct oaep_work *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return 0;
  }
  size_t h = hash_length(encoding);
  unsigned char *seed = block + 1;
  unsigned char *db = seed + h;
  size_t db_len = k - 1 - h;
  mgf1(w, encoding, db, db_len, seed, h);
  mgf1(w, encoding, seed, h, db, db_len);
  hash(w, encoding, seed, 0, seed, 0);
  for (size_t i = 0; i < h; i++) {
    good &= mt_mask_eq(db[i], w->digest[i]);
  }
  for (size_t i = h; i < db_len - len - 1; i++) {
    good &= mt_mask_eq(db[i], 0);
  }
  good &= mt_mask_eq(db[db_len - len - 1], 1);
  mt_secret_free(w);
  mt_wipe_stack();
  return good;
}

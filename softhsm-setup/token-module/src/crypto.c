#define _GNU_SOURCE
#include "crypto.h"

#include <nettle/memxor.h>
#include <nettle/sha2.h>
#include <string.h>

#include "memory.h"

size_t mt_hmac_length(CK_MECHANISM_TYPE hmac) {
  switch (hmac) {
    case CKM_SHA_1_HMAC: return SHA1_DIGEST_SIZE;
    case CKM_SHA224_HMAC: return SHA224_DIGEST_SIZE;
    case CKM_SHA256_HMAC: return SHA256_DIGEST_SIZE;
    case CKM_SHA384_HMAC: return SHA384_DIGEST_SIZE;
    case CKM_SHA512_HMAC: return SHA512_DIGEST_SIZE;
    default: return 0;
  }
}

void mt_hmac_key(struct mt_hmac *hmac, CK_MECHANISM_TYPE type, const unsigned char *key, size_t len) {
  hmac->type = type;
  switch (type) {
    case CKM_SHA_1_HMAC: hmac_sha1_set_key(&hmac->c.sha1, len, key); break;
    case CKM_SHA224_HMAC: hmac_sha224_set_key(&hmac->c.sha224, len, key); break;
    case CKM_SHA256_HMAC: hmac_sha256_set_key(&hmac->c.sha256, len, key); break;
    case CKM_SHA384_HMAC: hmac_sha384_set_key(&hmac->c.sha384, len, key); break;
    default: hmac_sha512_set_key(&hmac->c.sha512, len, key); break;
  }
}

void mt_hmac_update(struct mt_hmac *hmac, const unsigned char *data, size_t len) {
  switch (hmac->type) {
    case CKM_SHA_1_HMAC: hmac_sha1_update(&hmac->c.sha1, len, data); break;
    case CKM_SHA224_HMAC:
    case CKM_SHA256_HMAC: hmac_sha256_update(&hmac->c.sha256, len, data); break;
    default: hmac_sha512_update(&hmac->c.sha512, len, data); break;
  }
}

void mt_hmac_digest(struct mt_hmac *hmac, unsigned char *out) {
  size_t len = mt_hmac_length(hmac->type);
  switch (hmac->type) {
    case CKM_SHA_1_HMAC: hmac_sha1_digest(&hmac->c.sha1, len, out); break;
    case CKM_SHA224_HMAC: hmac_sha224_digest(&hmac->c.sha224, len, out); break;
    case CKM_SHA256_HMAC: hmac_sha256_digest(&hmac->c.sha256, len, out); break;
    case CKM_SHA384_HMAC: hmac_sha384_digest(&hmac->c.sha384, len, out); break;
    default: hmac_sha512_digest(&hmac->c.sha512, len, out); break;
  }
}

void mt_aes_encrypt_key(struct mt_aes *aes, const unsigned char *key, size_t len) {
  aes->key_len = len;
  switch (len) {
    case 16: aes128_set_encrypt_key(&aes->c.k128, key); break;
    case 24: aes192_set_encrypt_key(&aes->c.k192, key); break;
    default: aes256_set_encrypt_key(&aes->c.k256, key); break;
  }
}

void mt_aes_decrypt_key(struct mt_aes *aes, const unsigned char *key, size_t len) {
  aes->key_len = len;
  if (len == 16) {
    aes128_set_decrypt_key(&aes->c.d128, key);
  } else {
    aes256_set_decrypt_key(&aes->c.d256, key);
  }
}

void mt_aes_encrypt(const struct mt_aes *aes, const unsigned char *in, unsigned char *out) {
  switch (aes->key_len) {
    case 16: aes128_encrypt(&aes->c.k128, 16, out, in); break;
    case 24: aes192_encrypt(&aes->c.k192, 16, out, in); break;
    default: aes256_encrypt(&aes->c.k256, 16, out, in); break;
  }
}

void mt_aes_decrypt(const struct mt_aes *aes, const unsigned char *in, unsigned char *out) {
  if (aes->key_len == 16) {
    aes128_decrypt(&aes->c.d128, 16, out, in);
  } else {
    aes256_decrypt(&aes->c.d256, 16, out, in);
  }
}

struct ctr_work {
  struct mt_aes aes;
  unsigned char stream[16];
};

static void add_to_counter(unsigned char counter[16], unsigned long long blocks) {
  unsigned long long carry = blocks;
  for (int i = 15; i >= 0 && carry > 0; i--) {
    carry += counter[i];
    counter[i] = (unsigned char)carry;
    carry >>= 8;
  }
}

CK_RV mt_aes_ctr(const unsigned char *key, size_t key_len, const unsigned char first[16], unsigned long long position,
                 const unsigned char *in, size_t len, unsigned char *out) {
  struct ctr_work *work = mt_secret_alloc(sizeof *work);
  if (work == NULL) {
    return CKR_HOST_MEMORY;
  }
  unsigned char counter[16];
  memcpy(counter, first, sizeof counter);
  add_to_counter(counter, position / 16);
  mt_aes_encrypt_key(&work->aes, key, key_len);
  size_t skip = (size_t)(position % 16);
  for (size_t done = 0; done < len;) {
    mt_aes_encrypt(&work->aes, counter, work->stream);
    size_t take = len - done < 16 - skip ? len - done : 16 - skip;
    memxor3(out + done, in + done, work->stream + skip, take);
    add_to_counter(counter, 1);
    done += take;
    skip = 0;
  }
  mt_secret_free(work);
  mt_wipe_stack();
  return CKR_OK;
}

struct kw_work {
  struct mt_aes aes;
  unsigned char block[16];
};

/* RFC 3394 section 2.2.1. */
CK_RV mt_aes_kw_wrap(const unsigned char *key, size_t key_len, const unsigned char iv[8], const unsigned char *in, size_t len,
                     unsigned char *out) {
  /* In place, so not in the caller's memory, where the key would be seen until the first round is over. */
  struct kw_work *work = mt_secret_alloc(sizeof *work + len);
  if (work == NULL) {
    return CKR_HOST_MEMORY;
  }
  unsigned char *blocks = (unsigned char *)(work + 1);
  mt_aes_encrypt_key(&work->aes, key, key_len);
  memcpy(work->block, iv, 8);
  memcpy(blocks, in, len);
  size_t n = len / 8;
  for (size_t round = 0; round < 6; round++) {
    for (size_t i = 1; i <= n; i++) {
      memcpy(work->block + 8, blocks + 8 * (i - 1), 8);
      mt_aes_encrypt(&work->aes, work->block, work->block);
      mt_put64(work->block, mt_get64(work->block) ^ (n * round + i));
      memcpy(blocks + 8 * (i - 1), work->block + 8, 8);
    }
  }
  memcpy(out, work->block, 8);
  memcpy(out + 8, blocks, len);
  mt_secret_free(work);
  mt_wipe_stack();
  return CKR_OK;
}

/* RFC 3394 section 2.2.2. */
CK_RV mt_aes_kw_unwrap(const unsigned char *key, size_t key_len, const unsigned char iv[8], const unsigned char *in,
                       size_t len, unsigned char *out, size_t *good) {
  struct kw_work *work = mt_secret_alloc(sizeof *work);
  if (work == NULL) {
    return CKR_HOST_MEMORY;
  }
  mt_aes_decrypt_key(&work->aes, key, key_len);
  memcpy(work->block, in, 8);
  memcpy(out, in + 8, len - 8);
  size_t n = len / 8 - 1;
  for (size_t round = 6; round-- > 0;) {
    for (size_t i = n; i >= 1; i--) {
      mt_put64(work->block, mt_get64(work->block) ^ (n * round + i));
      memcpy(work->block + 8, out + 8 * (i - 1), 8);
      mt_aes_decrypt(&work->aes, work->block, work->block);
      memcpy(out + 8 * (i - 1), work->block + 8, 8);
    }
  }
  *good = (size_t)0 - (size_t)mt_equal(work->block, iv, 8);
  mt_secret_free(work);
  mt_wipe_stack();
  return CKR_OK;
}

void mt_sha256(const unsigned char *data, size_t len, unsigned char out[32]) {
  struct sha256_ctx sha;
  sha256_init(&sha);
  sha256_update(&sha, len, data);
  sha256_digest(&sha, SHA256_DIGEST_SIZE, out);
  mt_wipe(&sha, sizeof sha);
}

struct prf_work {
  struct mt_hmac hmac;
  unsigned char a[MT_MAX_HASH];
  unsigned char part[MT_MAX_HASH];
};

/* RFC 3830 section 4.1.2: inkey is split into blocks of 256 bits, the last one possibly shorter. */
enum { PRF_BLOCK = 32 };

CK_RV mt_mikey_prf(CK_MECHANISM_TYPE hmac, const unsigned char *inkey, size_t inkey_len, const unsigned char *label,
                   size_t label_len, unsigned char *out, size_t len) {
  size_t hash = mt_hmac_length(hmac);
  struct prf_work *work = mt_secret_alloc(sizeof *work);
  if (work == NULL) {
    return CKR_HOST_MEMORY;
  }
  memset(out, 0, len);
  for (size_t from = 0; from < inkey_len; from += PRF_BLOCK) {
    size_t block = inkey_len - from < PRF_BLOCK ? inkey_len - from : PRF_BLOCK;
    mt_hmac_key(&work->hmac, hmac, inkey + from, block);
    mt_hmac_update(&work->hmac, label, label_len);
    mt_hmac_digest(&work->hmac, work->a);
    for (size_t done = 0; done < len; done += hash) {
      mt_hmac_update(&work->hmac, work->a, hash);
      mt_hmac_update(&work->hmac, label, label_len);
      mt_hmac_digest(&work->hmac, work->part);
      memxor(out + done, work->part, len - done < hash ? len - done : hash);
      mt_hmac_update(&work->hmac, work->a, hash);
      mt_hmac_digest(&work->hmac, work->a);
    }
  }
  mt_secret_free(work);
  mt_wipe_stack();
  return CKR_OK;
}

__attribute__((noinline)) void mt_wipe_stack(void) {
  unsigned char below[2048];
  explicit_bzero(below, sizeof below);
}

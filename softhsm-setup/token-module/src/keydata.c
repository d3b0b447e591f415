/* Key data of a KEMAC payload: RFC 3830 sections 4.2.3, 6.2, 6.13 and 6.14. */
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "keystream.h"
#include "memory.h"
#include "mechanism.h"

/* A KEMAC has 65536 octets, of which 5 are its own fields and up to 32 its MAC (RFC 3830 section 6.13). */
enum { MAX_DATA = 65536 - 5 - 32, MAX_KEYS = 16, NEXT_LAST = 0, NEXT_ID = 6, NEXT_KEY_DATA = 20 };

/* Key data types, RFC 3830 Table 6.13.a and RFC 6043 Table 6.7. */
enum { TGK = 0, TGK_SALT = 1, TEK = 2, TEK_SALT = 3, GTGK = 4, GTGK_SALT = 5, MPK = 6 };
enum { KV_NULL = 0, KV_SPI = 1, KV_INTERVAL = 2 };

static bool has_salt(unsigned type) { return type == TGK_SALT || type == TEK_SALT || type == GTGK_SALT; }
static bool is_tek(unsigned type) { return type == TEK || type == TEK_SALT; }

/* Encr alg, its keys and the inputs of its IV: the head of every parameter here. */
struct protection {
  unsigned alg;
  CK_OBJECT_HANDLE salt;
  unsigned long csb_id;
  unsigned long long timestamp;
};

/* Encr alg (1), handle of S (8), CSB ID (4), T (8). */
enum { PROTECTION = 21 };

static CK_RV read_protection(const unsigned char *p, struct protection *out) {
  out->alg = p[0];
  out->salt = mt_get64(p + 1);
  out->csb_id = mt_get32(p + 9);
  out->timestamp = mt_get64(p + 13);
  return out->alg == MIKEY_AES_CM_128 || out->alg == MIKEY_AES_KW_128 || out->alg == MIKEY_AES_CM_256
             ? CKR_OK
             : CKR_MECHANISM_PARAM_INVALID;
}

struct cipher {
  unsigned alg;
  struct mt_key kek;
  unsigned char iv[16];
};

static void close_cipher(struct cipher *c) { mt_key_close(&c->kek); }

/* Opens encr_key, reads S, makes the IV. */
static CK_RV open_cipher(struct mt_call *call, const struct protection *p, CK_OBJECT_HANDLE kek, unsigned usage,
                         CK_MECHANISM_TYPE mechanism, struct cipher *c) {
  memset(c, 0, sizeof *c);
  c->alg = p->alg;
  CK_RV rv = mt_key_open(call, kek, usage, mechanism, &c->kek);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_key salt;
  rv = c->kek.len == (p->alg == MIKEY_AES_CM_256 ? 32 : 16) ? mt_key_open(call, p->salt, 0, 0, &salt) : CKR_KEY_SIZE_RANGE;
  if (rv != CKR_OK) {
    close_cipher(c);
    return rv;
  }
  if (salt.object->attrs.use != MIKEY_USE_SALT) {
    rv = CKR_KEY_FUNCTION_NOT_PERMITTED;
  } else if (p->alg == MIKEY_AES_KW_128 ? salt.len != 8 : salt.len != 14) {
    rv = CKR_KEY_SIZE_RANGE;
  } else {
    memcpy(c->iv, salt.value, salt.len);
  }
  mt_key_close(&salt);
  if (rv != CKR_OK) {
    close_cipher(c);
    return rv;
  }
  if (p->alg != MIKEY_AES_KW_128) {
    /* IV = (S XOR (0x0000 || CSB ID || T)) || 0x0000 */
    mt_put32(c->iv + 2, mt_get32(c->iv + 2) ^ p->csb_id);
    mt_put64(c->iv + 6, mt_get64(c->iv + 6) ^ p->timestamp);
  }
  return CKR_OK;
}

/*
 * A stream cipher's two plaintexts under one key stream give away their XOR, and a ciphertext that is changed gives a
 * plaintext that is changed alike, whose lengths, salt and identity are then told. So a key stream goes with one ciphertext.
 */
static CK_RV claim_stream(const struct cipher *c, const unsigned char *ciphertext, size_t len, bool fresh) {
  unsigned char *input = mt_secret_alloc(c->kek.len + sizeof c->iv);
  if (input == NULL) {
    return CKR_HOST_MEMORY;
  }
  unsigned char stream[32];
  unsigned char digest[32];
  memcpy(input, c->kek.value, c->kek.len);
  memcpy(input + c->kek.len, c->iv, sizeof c->iv);
  mt_sha256(input, c->kek.len + sizeof c->iv, stream);
  mt_secret_free(input);
  mt_wipe_stack();
  mt_sha256(ciphertext, len, digest);
  return mt_keystream_claim(stream, digest, fresh);
}

static size_t sealed_length(unsigned alg, size_t clear) { return alg == MIKEY_AES_KW_128 ? clear + 8 : clear; }

/* AES key wrap takes whole semiblocks, and RFC 3830 has no padding. */
static bool fits(unsigned alg, size_t clear) {
  return clear <= MAX_DATA && (alg != MIKEY_AES_KW_128 || (clear >= 16 && clear % 8 == 0));
}

static CK_RV encrypt(const struct cipher *c, const unsigned char *clear, size_t len, unsigned char *out) {
  if (c->alg == MIKEY_AES_KW_128) {
    return mt_aes_kw_wrap(c->kek.value, c->kek.len, c->iv, clear, len, out);
  }
  CK_RV rv = mt_aes_ctr(c->kek.value, c->kek.len, c->iv, 0, clear, len, out);
  return rv == CKR_OK ? claim_stream(c, out, len, true) : rv;
}

/* The caller wipes *clear, which is locked memory. */
static CK_RV decrypt(const struct cipher *c, const unsigned char *in, size_t len, unsigned char **clear, size_t *clear_len) {
  size_t good = ~(size_t)0;
  *clear_len = c->alg == MIKEY_AES_KW_128 ? len - 8 : len;
  *clear = mt_secret_alloc(*clear_len);
  if (*clear == NULL) {
    return CKR_HOST_MEMORY;
  }
  CK_RV rv;
  if (c->alg == MIKEY_AES_KW_128) {
    rv = mt_aes_kw_unwrap(c->kek.value, c->kek.len, c->iv, in, len, *clear, &good);
  } else {
    rv = claim_stream(c, in, len, false);
    if (rv == CKR_OK) {
      rv = mt_aes_ctr(c->kek.value, c->kek.len, c->iv, 0, in, len, *clear);
    }
  }
  return rv == CKR_OK && good == 0 ? CKR_WRAPPED_KEY_INVALID : rv;
}

/* One key data sub-payload. */
struct sub_payload {
  unsigned type;
  unsigned kv;
  size_t key_len;
  size_t salt_len;
  size_t validity_len;
  const unsigned char *key; /* NULL: to be generated */
  const unsigned char *salt;
  const unsigned char *validity;
  CK_OBJECT_HANDLE handle;
};

/* Octets that KV data takes at the start of in; SIZE_MAX if it does not fit. */
static size_t validity_length(unsigned kv, const unsigned char *in, size_t len) {
  if (kv == KV_NULL) {
    return 0;
  }
  if (len < 1 || in[0] > len - 1) {
    return SIZE_MAX;
  }
  size_t first = 1 + (size_t)in[0];
  if (kv == KV_SPI) {
    return first;
  }
  if (len - first < 1 || in[first] > len - first - 1) {
    return SIZE_MAX;
  }
  return first + 1 + in[first];
}

static bool type_ok(unsigned type, unsigned kv) { return type <= MPK && kv <= KV_INTERVAL; }

static bool key_length_ok(size_t len) { return len >= MT_MIN_CHILD && len <= MT_MAX_KEY; }

static size_t sub_payload_length(const struct sub_payload *s) {
  return 4 + s->key_len + (has_salt(s->type) ? 2 + s->salt_len : 0) + s->validity_len;
}

/* Reads one; false if it is none. Advances *in. */
static bool parse_one(const unsigned char **in, size_t *len, unsigned *next, struct sub_payload *s) {
  const unsigned char *p = *in;
  size_t left = *len;
  memset(s, 0, sizeof *s);
  if (left < 4) {
    return false;
  }
  *next = p[0];
  s->type = p[1] >> 4;
  s->kv = p[1] & 0xf;
  s->key_len = mt_get16(p + 2);
  p += 4;
  left -= 4;
  if (!type_ok(s->type, s->kv) || !key_length_ok(s->key_len) || s->key_len > left) {
    return false;
  }
  s->key = p;
  p += s->key_len;
  left -= s->key_len;
  if (has_salt(s->type)) {
    s->salt_len = left < 2 ? SIZE_MAX : mt_get16(p);
    if (left < 2 || s->salt_len > left - 2 || s->salt_len > 255) {
      return false;
    }
    s->salt = p + 2;
    p += 2 + s->salt_len;
    left -= 2 + s->salt_len;
  }
  s->validity = p;
  s->validity_len = validity_length(s->kv, p, left);
  if (s->validity_len > left) {
    return false;
  }
  *in = p + s->validity_len;
  *len = left - s->validity_len;
  return true;
}

struct key_data {
  const unsigned char *identity;
  size_t identity_len;
  size_t count;
  struct sub_payload keys[MAX_KEYS];
};

/* [ID payload] and key data sub-payloads to the end. An ID payload: next (1), type (1), length (2), data. */
static bool parse(const unsigned char *in, size_t len, bool with_identity, struct key_data *out) {
  unsigned next = NEXT_KEY_DATA;
  memset(out, 0, sizeof *out);
  if (with_identity) {
    if (len < 4 || in[0] != NEXT_KEY_DATA || mt_get16(in + 2) > len - 4) {
      return false;
    }
    out->identity = in;
    out->identity_len = 4 + mt_get16(in + 2);
    in += out->identity_len;
    len -= out->identity_len;
  }
  while (next == NEXT_KEY_DATA) {
    if (out->count == MAX_KEYS || !parse_one(&in, &len, &next, &out->keys[out->count++])) {
      return false;
    }
  }
  return next == NEXT_LAST && len == 0;
}

static void write_all(const struct key_data *d, unsigned char *out) {
  if (d->identity_len > 0) {
    memcpy(out, d->identity, d->identity_len);
    out[0] = NEXT_KEY_DATA;
    out += d->identity_len;
  }
  for (size_t i = 0; i < d->count; i++) {
    const struct sub_payload *s = &d->keys[i];
    out[0] = i + 1 < d->count ? NEXT_KEY_DATA : NEXT_LAST;
    out[1] = (unsigned char)(s->type << 4 | s->kv);
    mt_put16(out + 2, (unsigned)s->key_len);
    memcpy(out + 4, s->key, s->key_len);
    out += 4 + s->key_len;
    if (has_salt(s->type)) {
      mt_put16(out, (unsigned)s->salt_len);
      memcpy(out + 2, s->salt, s->salt_len);
      out += 2 + s->salt_len;
    }
    if (s->validity_len > 0) {
      memcpy(out, s->validity, s->validity_len);
      out += s->validity_len;
    }
  }
}

static size_t length_of(const struct key_data *d) {
  size_t len = d->identity_len;
  for (size_t i = 0; i < d->count; i++) {
    len += sub_payload_length(&d->keys[i]);
  }
  return len;
}

/*
 * Makes the keys, the first one last, for it tells the handles of the others. None is left when this fails.
 */
static CK_RV make_keys(struct mt_call *call, const struct key_data *d, const struct mt_template *t, unsigned origin,
                       CK_MECHANISM_TYPE gen_mechanism, const unsigned char *wrapped, size_t wrapped_len,
                       CK_OBJECT_HANDLE *handle) {
  CK_OBJECT_HANDLE handles[MAX_KEYS] = {0};
  unsigned char others[8 * MAX_KEYS];
  CK_RV rv = CKR_OK;
  for (size_t i = d->count; i-- > 0 && rv == CKR_OK;) {
    const struct sub_payload *s = &d->keys[i];
    unsigned use = is_tek(s->type) ? MIKEY_USE_TEK : MIKEY_USE_INKEY;
    struct mt_new key = {.use = use,
                         .origin = origin,
                         .key_type = mt_rules_key_type(use, s->key_len),
                         .gen_mechanism = gen_mechanism,
                         .len = s->key_len,
                         .extra = origin == MIKEY_ORIGIN_GENERATED ? MT_LOCAL : 0};
    unsigned char types = (unsigned char)(s->type << 4 | s->kv);
    struct mt_field fields[6];
    size_t n = 0;
    fields[n++] = (struct mt_field){CKA_MIKEY_KEY_DATA_TYPE, 1, &types};
    if (has_salt(s->type)) {
      fields[n++] = (struct mt_field){CKA_MIKEY_SALT, s->salt_len, (unsigned char *)s->salt};
    }
    fields[n++] = (struct mt_field){CKA_MIKEY_KEY_VALIDITY, s->validity_len, (unsigned char *)s->validity};
    if (i == 0) {
      for (size_t k = 1; k < d->count; k++) {
        mt_put64(others + 8 * (k - 1), handles[k]);
      }
      fields[n++] = (struct mt_field){CKA_MIKEY_KEYS, 8 * (d->count - 1), others};
      if (d->identity_len > 0) {
        fields[n++] = (struct mt_field){CKA_MIKEY_IDENTITY, d->identity_len, (unsigned char *)d->identity};
      }
      if (wrapped != NULL) {
        fields[n++] = (struct mt_field){CKA_MIKEY_WRAPPED, wrapped_len, (unsigned char *)wrapped};
      }
    }
    rv = mt_make_key(call, t, &key, s->key, fields, n, &handles[i]);
  }
  if (rv != CKR_OK) {
    mt_objects_undo(call, handles, d->count);
    return rv;
  }
  *handle = handles[0];
  return CKR_OK;
}

/* Parameter: protection (21), first payload (1): 20 key data, or 6 an identity before it. */
static CK_RV unwrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE kek, const unsigned char *in,
                    CK_ULONG len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  struct protection protection;
  if (p == NULL || mechanism->ulParameterLen != PROTECTION + 1 || read_protection(p, &protection) != CKR_OK ||
      (p[PROTECTION] != NEXT_KEY_DATA && p[PROTECTION] != NEXT_ID)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  size_t overhead = protection.alg == MIKEY_AES_KW_128 ? 8 : 0;
  if (len <= overhead || !fits(protection.alg, len - overhead)) {
    return CKR_WRAPPED_KEY_LEN_RANGE;
  }
  struct cipher c;
  CK_RV rv = open_cipher(call, &protection, kek, MT_UNWRAP, mechanism->mechanism, &c);
  if (rv != CKR_OK) {
    return rv == CKR_KEY_HANDLE_INVALID ? CKR_UNWRAPPING_KEY_HANDLE_INVALID : rv;
  }
  unsigned char *clear = NULL;
  size_t clear_len;
  struct key_data d;
  rv = decrypt(&c, in, len, &clear, &clear_len);
  if (rv == CKR_OK) {
    rv = parse(clear, clear_len, p[PROTECTION] == NEXT_ID, &d)
             ? make_keys(call, &d, t, MIKEY_ORIGIN_UNWRAPPED, CK_UNAVAILABLE_INFORMATION, NULL, 0, handle)
             : CKR_WRAPPED_KEY_INVALID;
  }
  mt_secret_free(clear);
  close_cipher(&c);
  return rv;
}

/* Identity length (2), identity, number of keys (1); reads that of a parameter. */
static CK_RV read_identity(const unsigned char **p, size_t *left, struct key_data *d) {
  if (*left < 2 || mt_get16(*p) > *left - 2) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  d->identity_len = mt_get16(*p);
  d->identity = *p + 2;
  *p += 2 + d->identity_len;
  *left -= 2 + d->identity_len;
  if (d->identity_len > 0 && (d->identity_len < 4 || mt_get16(d->identity + 2) != d->identity_len - 4)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (*left < 1 || **p == 0 || **p > MAX_KEYS) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  d->count = **p;
  (*p)++;
  (*left)--;
  return CKR_OK;
}

/* KV data length (2), KV data. */
static CK_RV read_validity(const unsigned char **p, size_t *left, struct sub_payload *s) {
  if (*left < 2 || mt_get16(*p) > *left - 2) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  s->validity_len = mt_get16(*p);
  s->validity = *p + 2;
  *p += 2 + s->validity_len;
  *left -= 2 + s->validity_len;
  return validity_length(s->kv, s->validity, s->validity_len) == s->validity_len ? CKR_OK : CKR_MECHANISM_PARAM_INVALID;
}

/* Type and KV (1), key length (2), salt length (2), KV data. */
static CK_RV read_request(const unsigned char **p, size_t *left, struct sub_payload *s) {
  if (*left < 5) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  s->type = (*p)[0] >> 4;
  s->kv = (*p)[0] & 0xf;
  s->key_len = mt_get16(*p + 1);
  s->salt_len = mt_get16(*p + 3);
  *p += 5;
  *left -= 5;
  if (!type_ok(s->type, s->kv) || (has_salt(s->type) ? s->salt_len == 0 || s->salt_len > 255 : s->salt_len != 0)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  return key_length_ok(s->key_len) ? read_validity(p, left, s) : CKR_KEY_SIZE_RANGE;
}

/* Keys and salts that d points to, in locked memory. */
static CK_RV generate_values(struct mt_call *call, struct key_data *d, unsigned char **values) {
  size_t total = 0;
  for (size_t i = 0; i < d->count; i++) {
    total += d->keys[i].key_len + d->keys[i].salt_len;
  }
  *values = mt_secret_alloc(total);
  if (*values == NULL) {
    return CKR_HOST_MEMORY;
  }
  unsigned char *at = *values;
  for (size_t i = 0; i < d->count; i++) {
    d->keys[i].key = at;
    d->keys[i].salt = at + d->keys[i].key_len;
    at += d->keys[i].key_len + d->keys[i].salt_len;
  }
  return mt_random(call, *values, total);
}

/* Encrypts what d describes into new memory. */
static CK_RV seal(const struct cipher *c, const struct key_data *d, unsigned char **out, size_t *out_len) {
  size_t len = length_of(d);
  if (!fits(c->alg, len)) {
    return CKR_DATA_LEN_RANGE;
  }
  unsigned char *clear = mt_secret_alloc(len);
  *out_len = sealed_length(c->alg, len);
  *out = malloc(*out_len);
  CK_RV rv = clear == NULL || *out == NULL ? CKR_HOST_MEMORY : CKR_OK;
  if (rv == CKR_OK) {
    write_all(d, clear);
    rv = encrypt(c, clear, len, *out);
  }
  mt_secret_free(clear);
  if (rv != CKR_OK) {
    free(*out);
    *out = NULL;
  }
  return rv;
}

/*
 * Known plaintext gives away the key stream: only under an encr_key that its maker alone sends with, which nobody here
 * decrypts by.
 */
static bool known_plaintext_permitted(const struct cipher *c) {
  return c->alg == MIKEY_AES_KW_128 || (c->kek.object->attrs.flags & MT_FROM_ENVELOPE);
}

/* An identity is known plaintext of any length. */
static bool identity_permitted(const struct cipher *c, const struct key_data *d) {
  return d->identity_len == 0 || known_plaintext_permitted(c);
}

/* Parameter: handle of encr_key (8), protection (21), identity, keys. */
static CK_RV generate(struct mt_call *call, const CK_MECHANISM *mechanism, const struct mt_template *t,
                      CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  size_t left = mechanism->ulParameterLen;
  struct protection protection;
  struct key_data d = {0};
  if (p == NULL || left < 8 + PROTECTION || read_protection(p + 8, &protection) != CKR_OK) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  CK_OBJECT_HANDLE kek = mt_get64(p);
  p += 8 + PROTECTION;
  left -= 8 + PROTECTION;
  CK_RV rv = read_identity(&p, &left, &d);
  for (size_t i = 0; rv == CKR_OK && i < d.count; i++) {
    rv = read_request(&p, &left, &d.keys[i]);
  }
  if (rv == CKR_OK && left != 0) {
    rv = CKR_MECHANISM_PARAM_INVALID;
  }
  struct cipher c;
  if (rv != CKR_OK || (rv = open_cipher(call, &protection, kek, MT_WRAP, mechanism->mechanism, &c)) != CKR_OK) {
    return rv;
  }
  unsigned char *values = NULL;
  unsigned char *sealed = NULL;
  size_t sealed_len = 0;
  rv = identity_permitted(&c, &d) ? generate_values(call, &d, &values) : CKR_KEY_FUNCTION_NOT_PERMITTED;
  if (rv == CKR_OK) {
    rv = seal(&c, &d, &sealed, &sealed_len);
  }
  if (rv == CKR_OK) {
    rv = make_keys(call, &d, t, MIKEY_ORIGIN_GENERATED, mechanism->mechanism, sealed, sealed_len, handle);
  }
  mt_secret_free(values);
  free(sealed);
  close_cipher(&c);
  return rv;
}

/* Handle of the key (8), type and KV (1), salt length (2), salt, KV data; opens the key. */
static CK_RV read_existing(struct mt_call *call, const unsigned char **p, size_t *left, struct sub_payload *s,
                           struct mt_key *key) {
  if (*left < 11 || mt_get16(*p + 9) > *left - 11) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  s->handle = mt_get64(*p);
  s->type = (*p)[8] >> 4;
  s->kv = (*p)[8] & 0xf;
  s->salt_len = mt_get16(*p + 9);
  s->salt = *p + 11;
  *p += 11 + s->salt_len;
  *left -= 11 + s->salt_len;
  if (!type_ok(s->type, s->kv) || is_tek(s->type) || (has_salt(s->type) ? s->salt_len == 0 || s->salt_len > 255 : s->salt_len != 0)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  CK_RV rv = read_validity(p, left, s);
  if (rv != CKR_OK) {
    return rv;
  }
  rv = mt_key_open(call, s->handle, 0, 0, key);
  if (rv == CKR_OK && (key->object->attrs.flags & MT_EXTRACTABLE) == 0) {
    rv = CKR_KEY_UNEXTRACTABLE;
  } else if (rv == CKR_OK && (key->object->attrs.use != MIKEY_USE_INKEY || !key_length_ok(key->len))) {
    rv = CKR_KEY_NOT_WRAPPABLE;
  }
  s->key = key->value;
  s->key_len = key->len;
  return rv;
}

/* Parameter: protection (21), identity, keys that are there, which are extractable and so may be known plaintext. */
static CK_RV wrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE kek, CK_OBJECT_HANDLE key,
                  unsigned char *out, CK_ULONG *out_len) {
  const unsigned char *p = mechanism->pParameter;
  size_t left = mechanism->ulParameterLen;
  struct protection protection;
  struct key_data d = {0};
  if (p == NULL || left < PROTECTION || read_protection(p, &protection) != CKR_OK) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  p += PROTECTION;
  left -= PROTECTION;
  struct mt_key keys[MAX_KEYS];
  memset(keys, 0, sizeof keys);
  struct cipher c;
  CK_RV rv = read_identity(&p, &left, &d);
  if (rv != CKR_OK || (rv = open_cipher(call, &protection, kek, MT_WRAP, mechanism->mechanism, &c)) != CKR_OK) {
    return rv == CKR_KEY_HANDLE_INVALID ? CKR_WRAPPING_KEY_HANDLE_INVALID : rv;
  }
  rv = known_plaintext_permitted(&c) ? CKR_OK : CKR_KEY_FUNCTION_NOT_PERMITTED;
  for (size_t i = 0; rv == CKR_OK && i < d.count; i++) {
    rv = read_existing(call, &p, &left, &d.keys[i], &keys[i]);
  }
  if (rv == CKR_OK && (left != 0 || d.keys[0].handle != key)) {
    rv = CKR_MECHANISM_PARAM_INVALID;
  }
  size_t len = rv == CKR_OK ? sealed_length(protection.alg, length_of(&d)) : 0;
  if (rv == CKR_OK && !fits(protection.alg, length_of(&d))) {
    rv = CKR_DATA_LEN_RANGE;
  }
  if (rv == CKR_OK && out != NULL && *out_len < len) {
    rv = CKR_BUFFER_TOO_SMALL;
  }
  if (rv == CKR_OK && out != NULL) {
    unsigned char *sealed = NULL;
    size_t sealed_len;
    rv = seal(&c, &d, &sealed, &sealed_len);
    if (rv == CKR_OK) {
      memcpy(out, sealed, sealed_len);
    }
    free(sealed);
  }
  if (rv == CKR_OK || rv == CKR_BUFFER_TOO_SMALL) {
    *out_len = len;
  }
  for (size_t i = 0; i < d.count; i++) {
    mt_key_close(&keys[i]);
  }
  close_cipher(&c);
  return rv;
}

const struct mt_mechanism mt_keydata_mechanisms[] = {
    {.type = CKM_MIKEY_KEY_DATA_GENERATE, .info = {128, 256, CKF_GENERATE}, .generate = generate},
    {.type = CKM_MIKEY_KEY_DATA_UNWRAP, .info = {128, 256, CKF_UNWRAP}, .unwrap = unwrap},
    {.type = CKM_MIKEY_KEY_DATA_WRAP, .info = {128, 128, CKF_WRAP}, .wrap = wrap},
    {0},
};

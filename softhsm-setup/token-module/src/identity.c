/* SAKKE and ECCSI below the line: docs/pkcs11-mikey-profile.md, "Identity-based keys". */
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "eccsi.h"
#include "memory.h"
#include "mechanism.h"
#include "tables.h"

enum { MAX_ID = 1024, MAX_RECEIVERS = 255 };

static const struct mt_field *given(const struct mt_template *t, CK_ATTRIBUTE_TYPE type) {
  for (size_t i = 0; i < t->field_count; i++) {
    if (t->fields[i].type == type) {
      return &t->fields[i];
    }
  }
  return NULL;
}

static bool has(const struct mt_field *field, size_t len) { return field != NULL && field->len == len; }
static bool is_id(const struct mt_field *field) { return field != NULL && field->len > 0 && field->len <= MAX_ID; }

bool mt_identity_length_ok(unsigned use, size_t len) {
  return use == MIKEY_USE_TRANSPORT ? len == 16 || len == 32 : len == MT_SAKKE_SSV;
}

static size_t value_length(unsigned use) {
  switch (use) {
    case MIKEY_USE_SAKKE_MASTER: return MT_SAKKE_SCALAR;
    case MIKEY_USE_RSK: return MT_SAKKE_POINT;
    default: return MT_ECCSI_SCALAR;
  }
}

/* RFC 6508 section 6.1.2. */
static CK_RV check_rsk(const struct mt_template *t, const unsigned char *rsk, CK_RV bad) {
  const struct mt_field *z = given(t, CKA_MIKEY_PUBLIC_KEY);
  const struct mt_field *id = given(t, CKA_MIKEY_USER_ID);
  if (z == NULL || id == NULL) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (!has(z, MT_SAKKE_POINT) || !is_id(id) || given(t, CKA_MIKEY_PVT) != NULL) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  struct mt_sakke_kms *kms = NULL;
  struct mt_sakke_lines *lines = NULL;
  CK_RV rv = mt_kms_get(z->data, &kms);
  if (rv == CKR_OK) {
    rv = mt_math_rv(mt_sakke_lines_make(rsk, &lines), bad);
  } else if (rv == CKR_MECHANISM_PARAM_INVALID) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  }
  if (rv == CKR_OK) {
    rv = mt_math_rv(mt_sakke_verify(kms, lines, id->data, id->len), bad);
    mt_sakke_lines_close(lines);
  }
  mt_kms_put(kms);
  return rv;
}

/* RFC 6507 section 5.1.2. */
static CK_RV check_ssk(const struct mt_template *t, const unsigned char *ssk, CK_RV bad) {
  const struct mt_field *kpak = given(t, CKA_MIKEY_PUBLIC_KEY);
  const struct mt_field *id = given(t, CKA_MIKEY_USER_ID);
  const struct mt_field *pvt = given(t, CKA_MIKEY_PVT);
  if (kpak == NULL || id == NULL || pvt == NULL) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (!has(kpak, MT_ECCSI_POINT) || !is_id(id) || !has(pvt, MT_ECCSI_POINT)) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  unsigned char hs[MT_ECCSI_SCALAR];
  mt_eccsi_hs(kpak->data, id->data, id->len, pvt->data, hs);
  return mt_math_rv(mt_eccsi_validate(kpak->data, hs, ssk, pvt->data), bad);
}

/* A master key's public key, which the template may repeat. */
static CK_RV master_public(const struct mt_template *t, unsigned use, const unsigned char *value, CK_RV bad,
                           unsigned char *public_key, size_t *len) {
  bool sakke = use == MIKEY_USE_SAKKE_MASTER;
  const struct mt_field *claimed = given(t, CKA_MIKEY_PUBLIC_KEY);
  if (given(t, CKA_MIKEY_USER_ID) != NULL || given(t, CKA_MIKEY_PVT) != NULL) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  *len = sakke ? MT_SAKKE_POINT : MT_ECCSI_POINT;
  if (sakke ? !mt_sakke_master_ok(value) : !mt_eccsi_scalar_ok(value)) {
    return bad;
  }
  CK_RV rv = mt_math_rv(sakke ? mt_sakke_master_public(value, public_key) : mt_eccsi_public(value, public_key), bad);
  if (rv == CKR_OK && claimed != NULL && (claimed->len != *len || memcmp(claimed->data, public_key, *len) != 0)) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  }
  return rv;
}

CK_RV mt_identity_import(struct mt_call *call, const struct mt_template *t, unsigned use, unsigned origin,
                         const unsigned char *value, size_t len, CK_OBJECT_HANDLE *handle) {
  CK_RV bad = origin == MIKEY_ORIGIN_UNWRAPPED ? CKR_WRAPPED_KEY_INVALID : CKR_ATTRIBUTE_VALUE_INVALID;
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  if (len != value_length(use)) {
    return origin == MIKEY_ORIGIN_UNWRAPPED ? CKR_WRAPPED_KEY_LEN_RANGE : CKR_KEY_SIZE_RANGE;
  }
  unsigned char public_key[MT_SAKKE_POINT];
  struct mt_field field = {CKA_MIKEY_PUBLIC_KEY, 0, public_key};
  CK_RV rv = use == MIKEY_USE_RSK   ? check_rsk(t, value, bad)
             : use == MIKEY_USE_SSK ? check_ssk(t, value, bad)
                                    : master_public(t, use, value, bad, public_key, &field.len);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_new key = {.use = use,
                       .origin = origin,
                       .key_type = CKK_GENERIC_SECRET,
                       .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                       .len = len};
  return mt_make_key(call, t, &key, value, &field, field.len > 0, handle);
}

/* ---- a KMS ---- */

/* Parameter: SAKKE Parameter Set (1); of ECCSI none. */
static CK_RV generate_master(struct mt_call *call, const CK_MECHANISM *mechanism, const struct mt_template *t,
                             CK_OBJECT_HANDLE *handle) {
  bool sakke = mechanism->mechanism == CKM_MIKEY_SAKKE_KMS_KEY_GEN;
  unsigned use = sakke ? MIKEY_USE_SAKKE_MASTER : MIKEY_USE_ECCSI_MASTER;
  size_t len = value_length(use);
  const unsigned char *p = mechanism->pParameter;
  if (sakke ? p == NULL || mechanism->ulParameterLen != 1 || p[0] != MIKEY_SAKKE_SET_1 : mechanism->ulParameterLen != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (t->has_value || given(t, CKA_MIKEY_PUBLIC_KEY) != NULL) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  unsigned char *value = mt_secret_alloc(len);
  CK_RV rv = value == NULL ? CKR_HOST_MEMORY : CKR_OK;
  bool drawn = false;
  while (rv == CKR_OK && !drawn) {
    rv = mt_random(call, value, len);
    if (sakke) {
      value[0] &= 0x3f; /* q has 1022 bits */
    }
    drawn = rv == CKR_OK && (sakke ? mt_sakke_master_ok(value) : mt_eccsi_scalar_ok(value));
  }
  unsigned char public_key[MT_SAKKE_POINT];
  struct mt_field field = {CKA_MIKEY_PUBLIC_KEY, 0, public_key};
  if (rv == CKR_OK) {
    rv = master_public(t, use, value, CKR_DEVICE_ERROR, public_key, &field.len);
  }
  if (rv == CKR_OK) {
    struct mt_new key = {.use = use,
                         .origin = MIKEY_ORIGIN_GENERATED,
                         .key_type = CKK_GENERIC_SECRET,
                         .gen_mechanism = mechanism->mechanism,
                         .len = len,
                         .extra = MT_LOCAL};
    rv = mt_make_key(call, t, &key, value, &field, 1, handle);
  }
  mt_secret_free(value);
  return rv;
}

struct issued {
  unsigned char value[MT_SAKKE_POINT];
  unsigned char v[MT_ECCSI_SCALAR];
};

static CK_RV issue_ssk(struct mt_call *call, const struct mt_key *master, const unsigned char *kpak, const unsigned char *id,
                       size_t id_len, struct issued *w, unsigned char *pvt) {
  for (;;) {
    CK_RV rv = mt_random(call, w->v, sizeof w->v);
    if (rv != CKR_OK || !mt_eccsi_scalar_ok(w->v)) {
      if (rv != CKR_OK) {
        return rv;
      }
      continue;
    }
    enum mt_math result = mt_eccsi_issue(master->value, kpak, id, id_len, w->v, w->value, pvt);
    if (result != MT_MATH_INVALID) {
      return mt_math_rv(result, CKR_DEVICE_ERROR);
    }
  }
}

/* Parameter: the user's identifier. */
static CK_RV issue(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const struct mt_template *t,
                   CK_OBJECT_HANDLE *handle) {
  bool sakke = mechanism->mechanism == CKM_MIKEY_SAKKE_ISSUE;
  const unsigned char *id = mechanism->pParameter;
  size_t id_len = mechanism->ulParameterLen;
  if (id == NULL || id_len == 0 || id_len > MAX_ID || (sakke && !mt_sakke_identifier_ok(id, id_len))) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  struct mt_key master;
  CK_RV rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, &master);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char public_key[MT_SAKKE_POINT];
  unsigned char pvt[MT_ECCSI_POINT];
  size_t public_len;
  struct issued *w = mt_secret_alloc(sizeof *w);
  rv = w == NULL ? CKR_HOST_MEMORY : mt_key_field(&master, CKA_MIKEY_PUBLIC_KEY, public_key, sizeof public_key, &public_len);
  if (rv == CKR_OK) {
    rv = sakke ? mt_math_rv(mt_sakke_issue(master.value, id, id_len, w->value), CKR_MECHANISM_PARAM_INVALID)
               : issue_ssk(call, &master, public_key, id, id_len, w, pvt);
  }
  if (rv == CKR_OK) {
    struct mt_field fields[] = {{CKA_MIKEY_PUBLIC_KEY, public_len, public_key},
                                {CKA_MIKEY_USER_ID, id_len, (unsigned char *)id},
                                {CKA_MIKEY_PVT, sizeof pvt, pvt}};
    struct mt_new key = {.use = sakke ? MIKEY_USE_RSK : MIKEY_USE_SSK,
                         .origin = MIKEY_ORIGIN_DERIVED,
                         .key_type = CKK_GENERIC_SECRET,
                         .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                         .len = sakke ? MT_SAKKE_POINT : MT_ECCSI_SCALAR,
                         .parent = &master.object->attrs};
    rv = mt_make_key(call, t, &key, w->value, fields, sakke ? 2 : 3, handle);
  }
  mt_secret_free(w);
  mt_key_close(&master);
  return rv;
}

/* ---- SSVs ---- */

/* Parameter Set (1), n (1), then n times KMS public key (257), length (2) and identifier. Checks all before the first is served. */
static CK_RV read_receivers(const CK_MECHANISM *mechanism, bool none_allowed, unsigned *count) {
  const unsigned char *p = mechanism->pParameter;
  size_t left = mechanism->ulParameterLen;
  if (p == NULL || left < 2 || p[0] != MIKEY_SAKKE_SET_1 || (p[1] == 0 && !none_allowed)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  *count = p[1];
  p += 2;
  left -= 2;
  for (unsigned i = 0; i < *count; i++) {
    size_t id_len = left < MT_SAKKE_POINT + 2 ? 0 : mt_get16(p + MT_SAKKE_POINT);
    size_t size = MT_SAKKE_POINT + 2 + id_len;
    if (id_len == 0 || id_len > MAX_ID || left < size || !mt_sakke_identifier_ok(p + MT_SAKKE_POINT + 2, id_len)) {
      return CKR_MECHANISM_PARAM_INVALID;
    }
    p += size;
    left -= size;
  }
  return left == 0 ? CKR_OK : CKR_MECHANISM_PARAM_INVALID;
}

/* *out, which the caller frees, is the Encapsulated Data of each receiver. */
static CK_RV encapsulate(const CK_MECHANISM *mechanism, unsigned count, const unsigned char *ssv, unsigned char **out) {
  const unsigned char *p = (const unsigned char *)mechanism->pParameter + 2;
  CK_RV rv = CKR_OK;
  *out = malloc(count > 0 ? count * (size_t)MT_SAKKE_DATA : 1);
  if (*out == NULL) {
    return CKR_HOST_MEMORY;
  }
  for (unsigned i = 0; i < count && rv == CKR_OK; i++) {
    size_t id_len = mt_get16(p + MT_SAKKE_POINT);
    struct mt_sakke_kms *kms = NULL;
    rv = mt_kms_get(p, &kms);
    if (rv == CKR_OK) {
      rv = mt_math_rv(mt_sakke_encapsulate(kms, ssv, p + MT_SAKKE_POINT + 2, id_len, *out + i * (size_t)MT_SAKKE_DATA),
                      CKR_MECHANISM_PARAM_INVALID);
      mt_kms_put(kms);
    }
    p += MT_SAKKE_POINT + 2 + id_len;
  }
  if (rv != CKR_OK) {
    free(*out);
    *out = NULL;
  }
  return rv;
}

static CK_RV generate_ssv(struct mt_call *call, const CK_MECHANISM *mechanism, const struct mt_template *t,
                          CK_OBJECT_HANDLE *handle) {
  unsigned count;
  CK_RV rv = read_receivers(mechanism, true, &count);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char *data = NULL;
  unsigned char *ssv = mt_secret_alloc(MT_SAKKE_SSV);
  rv = ssv == NULL ? CKR_HOST_MEMORY : mt_random(call, ssv, MT_SAKKE_SSV);
  if (rv == CKR_OK) {
    rv = encapsulate(mechanism, count, ssv, &data);
  }
  if (rv == CKR_OK) {
    struct mt_field wrapped = {CKA_MIKEY_WRAPPED, count * (size_t)MT_SAKKE_DATA, data};
    struct mt_new key = {.use = MIKEY_USE_SSV_SENT,
                         .origin = MIKEY_ORIGIN_GENERATED,
                         .key_type = CKK_GENERIC_SECRET,
                         .gen_mechanism = mechanism->mechanism,
                         .len = MT_SAKKE_SSV,
                         .extra = MT_LOCAL};
    rv = mt_make_key(call, t, &key, ssv, &wrapped, count > 0, handle);
  }
  free(data);
  mt_secret_free(ssv);
  return rv;
}

static CK_RV encapsulate_again(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base,
                               const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  unsigned count;
  struct mt_key ssv;
  CK_RV rv = read_receivers(mechanism, false, &count);
  if (rv == CKR_OK) {
    rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, &ssv);
  }
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char *data = NULL;
  rv = encapsulate(mechanism, count, ssv.value, &data);
  mt_key_close(&ssv);
  if (rv == CKR_OK) {
    rv = mt_make_data(call, t, data, count * (size_t)MT_SAKKE_DATA, handle);
  }
  free(data);
  return rv;
}

/* The unwrapping key by its own name for a handle that is none. */
static CK_RV open_unwrapping(struct mt_call *call, CK_OBJECT_HANDLE handle, CK_MECHANISM_TYPE type, struct mt_key *key) {
  CK_RV rv = mt_key_open(call, handle, MT_UNWRAP, type, key);
  return rv == CKR_KEY_HANDLE_INVALID ? CKR_UNWRAPPING_KEY_HANDLE_INVALID : rv;
}

/* Parameter: Parameter Set (1). What is no encapsulation for this key gives CKR_WRAPPED_KEY_INVALID, whatever it is. */
static CK_RV decapsulate(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const unsigned char *in,
                         CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  if (p == NULL || mechanism->ulParameterLen != 1 || p[0] != MIKEY_SAKKE_SET_1) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  struct mt_key rsk;
  CK_RV rv = open_unwrapping(call, base, mechanism->mechanism, &rsk);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char z[MT_SAKKE_POINT];
  unsigned char id[MAX_ID];
  size_t z_len, id_len;
  struct mt_sakke_kms *kms = NULL;
  struct mt_sakke_lines *lines = NULL;
  unsigned char *ssv = NULL;
  rv = in_len == MT_SAKKE_DATA ? CKR_OK : CKR_WRAPPED_KEY_LEN_RANGE;
  if (rv == CKR_OK) {
    rv = mt_key_field(&rsk, CKA_MIKEY_PUBLIC_KEY, z, sizeof z, &z_len);
  }
  if (rv == CKR_OK) {
    rv = mt_key_field(&rsk, CKA_MIKEY_USER_ID, id, sizeof id, &id_len);
  }
  if (rv == CKR_OK && (z_len != sizeof z || rsk.len != MT_SAKKE_POINT)) {
    rv = CKR_DEVICE_ERROR;
  }
  if (rv == CKR_OK) {
    rv = mt_kms_get(z, &kms);
  }
  if (rv == CKR_OK) {
    rv = mt_lines_get(rsk.object->handle, rsk.value, kms, id, id_len, &lines);
  }
  if (rv == CKR_OK) {
    ssv = mt_secret_alloc(MT_SAKKE_SSV);
    rv = ssv == NULL ? CKR_HOST_MEMORY
                     : mt_math_rv(mt_sakke_decapsulate(kms, lines, id, id_len, in, ssv), CKR_WRAPPED_KEY_INVALID);
  }
  mt_lines_put(lines);
  mt_kms_put(kms);
  mt_key_close(&rsk);
  if (rv == CKR_OK) {
    struct mt_new key = {.use = MIKEY_USE_SSV,
                         .origin = MIKEY_ORIGIN_UNWRAPPED,
                         .key_type = CKK_GENERIC_SECRET,
                         .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                         .len = MT_SAKKE_SSV};
    rv = mt_make_key(call, t, &key, ssv, NULL, 0, handle);
  }
  mt_secret_free(ssv);
  return rv;
}

/*
 * Parameter: the MC service user ID. 3GPP TS 33.180 annex F.1.3: the User Salt, 28 bits of KDF(GMK, 0x50, user ID), in 4 octets
 * of which the first 4 bits are 0; the GUK-ID is the GMK-ID XOR it.
 */
static CK_RV guk_id(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const struct mt_template *t,
                    CK_OBJECT_HANDLE *handle) {
  const unsigned char *id = mechanism->pParameter;
  size_t id_len = mechanism->ulParameterLen;
  if (id == NULL || id_len == 0 || id_len > 0xffff) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  struct mt_key gmk;
  CK_RV rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, &gmk);
  if (rv != CKR_OK) {
    return rv;
  }
  struct work {
    struct mt_hmac hmac;
    unsigned char full[MT_MAX_HASH];
  } *w = mt_secret_alloc(sizeof *w);
  unsigned char salt[4];
  unsigned char length[2];
  rv = w == NULL ? CKR_HOST_MEMORY : CKR_OK;
  if (rv == CKR_OK) {
    static const unsigned char fc = 0x50;
    mt_put16(length, (unsigned)id_len);
    mt_hmac_key(&w->hmac, CKM_SHA256_HMAC, gmk.value, gmk.len);
    mt_hmac_update(&w->hmac, &fc, 1);
    mt_hmac_update(&w->hmac, id, id_len);
    mt_hmac_update(&w->hmac, length, sizeof length);
    mt_hmac_digest(&w->hmac, w->full);
    memcpy(salt, w->full + 28, sizeof salt);
    salt[0] &= 0x0f;
  }
  mt_secret_free(w);
  mt_wipe_stack();
  mt_key_close(&gmk);
  return rv == CKR_OK ? mt_make_data(call, t, salt, sizeof salt, handle) : rv;
}

const struct mt_mechanism mt_sakke_mechanisms[] = {
    {.type = CKM_MIKEY_SAKKE_KMS_KEY_GEN, .info = {1022, 1022, CKF_GENERATE}, .generate = generate_master},
    {.type = CKM_MIKEY_SAKKE_ISSUE, .info = {1022, 1022, CKF_DERIVE}, .derive = issue},
    {.type = CKM_MIKEY_SAKKE_GENERATE, .info = {128, 128, CKF_GENERATE}, .generate = generate_ssv},
    {.type = CKM_MIKEY_SAKKE_ENCAPSULATE, .info = {128, 128, CKF_DERIVE}, .derive = encapsulate_again},
    {.type = CKM_MIKEY_SAKKE_DECAPSULATE, .info = {1024, 1024, CKF_UNWRAP}, .unwrap = decapsulate},
    {.type = CKM_MIKEY_GUK_ID, .info = {128, 128, CKF_DERIVE}, .derive = guk_id},
    {0},
};

/* ---- ECCSI ---- */

static CK_RV sign_init(const CK_MECHANISM *mechanism, const struct mt_attrs *attrs, struct mt_op *op) {
  (void)attrs;
  (void)op;
  return mechanism->ulParameterLen == 0 ? CKR_OK : CKR_MECHANISM_PARAM_INVALID;
}

static size_t signature_length(const struct mt_op *op) {
  (void)op;
  return MT_ECCSI_SIGNATURE;
}

static CK_RV draw(struct mt_slot *slot, unsigned char *out, size_t len) {
  pthread_mutex_lock(&slot->mutex);
  CK_RV rv = slot->helper == 0 ? CKR_USER_NOT_LOGGED_IN : mt_base->C_GenerateRandom(slot->helper, out, len);
  pthread_mutex_unlock(&slot->mutex);
  return rv;
}

static CK_RV sign(const struct mt_op *op, const struct mt_key *key, const unsigned char *data, size_t len, unsigned char *out) {
  (void)op;
  unsigned char kpak[MT_ECCSI_POINT], pvt[MT_ECCSI_POINT], id[MAX_ID], hs[MT_ECCSI_SCALAR];
  size_t kpak_len, pvt_len, id_len;
  CK_RV rv = mt_key_field(key, CKA_MIKEY_PUBLIC_KEY, kpak, sizeof kpak, &kpak_len);
  if (rv == CKR_OK) {
    rv = mt_key_field(key, CKA_MIKEY_PVT, pvt, sizeof pvt, &pvt_len);
  }
  if (rv == CKR_OK) {
    rv = mt_key_field(key, CKA_MIKEY_USER_ID, id, sizeof id, &id_len);
  }
  if (rv != CKR_OK || kpak_len != sizeof kpak || pvt_len != sizeof pvt || key->len != MT_ECCSI_SCALAR) {
    return rv != CKR_OK ? rv : CKR_DEVICE_ERROR;
  }
  mt_eccsi_hs(kpak, id, id_len, pvt, hs);
  unsigned char *j = mt_secret_alloc(MT_ECCSI_SCALAR);
  rv = j == NULL ? CKR_HOST_MEMORY : CKR_OK;
  bool done = false;
  while (rv == CKR_OK && !done) {
    rv = draw(key->object->slot, j, MT_ECCSI_SCALAR);
    if (rv == CKR_OK && mt_eccsi_scalar_ok(j)) {
      enum mt_math result = mt_eccsi_sign(hs, key->value, pvt, data, len, j, out);
      done = result == MT_MATH_OK;
      rv = result == MT_MATH_MEMORY ? CKR_HOST_MEMORY : CKR_OK;
    }
  }
  mt_secret_free(j);
  return rv;
}

const struct mt_mechanism mt_eccsi_mechanisms[] = {
    {.type = CKM_MIKEY_ECCSI_KMS_KEY_GEN, .info = {256, 256, CKF_GENERATE}, .generate = generate_master},
    {.type = CKM_MIKEY_ECCSI_ISSUE, .info = {256, 256, CKF_DERIVE}, .derive = issue},
    {.type = CKM_MIKEY_ECCSI, .info = {256, 256, CKF_SIGN}, .init = sign_init, .mac_length = signature_length, .mac = sign},
    {0},
};

/* ---- between a KMS and a user's token: RFC 5649 ---- */

enum { PADDED = (MT_SAKKE_POINT + 7) / 8 * 8 };

static void alternative_iv(unsigned char iv[8], size_t len) {
  mt_put32(iv, 0xA65959A6UL);
  mt_put32(iv + 4, len);
}

static CK_RV wrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE handle,
                  unsigned char *out, CK_ULONG *out_len) {
  if (mechanism->ulParameterLen != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  struct mt_key kek;
  struct mt_key key;
  CK_RV rv = mt_key_open(call, wrapping, MT_WRAP, mechanism->mechanism, &kek);
  if (rv != CKR_OK) {
    return rv == CKR_KEY_HANDLE_INVALID ? CKR_WRAPPING_KEY_HANDLE_INVALID : rv;
  }
  rv = mt_key_open(call, handle, 0, 0, &key);
  if (rv != CKR_OK) {
    mt_key_close(&kek);
    return rv;
  }
  pthread_mutex_lock(&mt_lock);
  unsigned use = key.object->attrs.use;
  bool extractable = (key.object->attrs.flags & MT_EXTRACTABLE) != 0;
  pthread_mutex_unlock(&mt_lock);
  size_t padded = (key.len + 7) / 8 * 8;
  unsigned char iv[8];
  if (!extractable) {
    rv = CKR_KEY_UNEXTRACTABLE;
  } else if (use != MIKEY_USE_RSK && use != MIKEY_USE_SSK) {
    rv = CKR_KEY_NOT_WRAPPABLE;
  } else if (out == NULL || *out_len < padded + 8) {
    rv = out == NULL ? CKR_OK : CKR_BUFFER_TOO_SMALL;
    *out_len = padded + 8;
  } else {
    alternative_iv(iv, key.len);
    /* The opened value has room for more than a semiblock of zeros. */
    memset(key.value + key.len, 0, padded - key.len);
    rv = mt_aes_kw_wrap(kek.value, kek.len, iv, key.value, padded, out);
    *out_len = padded + 8;
  }
  mt_key_close(&key);
  mt_key_close(&kek);
  return rv;
}

static CK_RV unwrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE unwrapping, const unsigned char *in,
                    CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  if (mechanism->ulParameterLen != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (!t->has_use) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (t->use != MIKEY_USE_RSK && t->use != MIKEY_USE_SSK) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  struct mt_key kek;
  CK_RV rv = open_unwrapping(call, unwrapping, mechanism->mechanism, &kek);
  if (rv != CKR_OK) {
    return rv;
  }
  size_t len = value_length(t->use);
  size_t padded = (len + 7) / 8 * 8;
  unsigned char iv[8];
  size_t good = 0;
  unsigned char *value = mt_secret_alloc(PADDED);
  rv = value == NULL ? CKR_HOST_MEMORY : in_len == padded + 8 ? CKR_OK : CKR_WRAPPED_KEY_LEN_RANGE;
  if (rv == CKR_OK) {
    alternative_iv(iv, len);
    rv = mt_aes_kw_unwrap(kek.value, kek.len, iv, in, in_len, value, &good);
  }
  mt_key_close(&kek);
  if (rv == CKR_OK) {
    unsigned padding = 0;
    for (size_t i = len; i < padded; i++) {
      padding |= value[i];
    }
    rv = good != 0 && padding == 0 ? mt_identity_import(call, t, t->use, MIKEY_ORIGIN_UNWRAPPED, value, len, handle)
                                   : CKR_WRAPPED_KEY_INVALID;
  }
  mt_secret_free(value);
  return rv;
}

const struct mt_mechanism mt_transport_mechanisms[] = {
    {.type = CKM_MIKEY_KEY_WRAP, .info = {16, 32, CKF_WRAP | CKF_UNWRAP}, .wrap = wrap, .unwrap = unwrap},
    {0},
};

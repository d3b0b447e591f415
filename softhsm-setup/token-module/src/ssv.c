/* SSVs: made and encapsulated here, or decapsulated by an RSK (RFC 6508 section 6.2); and what a GMK tells of a user. */
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "identity.h"
#include "memory.h"
#include "tables.h"

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
    if (id_len == 0 || id_len > MT_MAX_ID || left < size || !mt_sakke_identifier_ok(p + MT_SAKKE_POINT + 2, id_len)) {
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

/* Parameter: Parameter Set (1). What is no encapsulation for this key gives CKR_WRAPPED_KEY_INVALID, whatever it is. */
static CK_RV decapsulate(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const unsigned char *in,
                         CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  if (p == NULL || mechanism->ulParameterLen != 1 || p[0] != MIKEY_SAKKE_SET_1) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  struct mt_key rsk;
  CK_RV rv = mt_unwrapping_open(call, base, mechanism->mechanism, &rsk);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char z[MT_SAKKE_POINT];
  unsigned char id[MT_MAX_ID];
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
    {.type = CKM_MIKEY_SAKKE_GENERATE, .info = {128, 128, CKF_GENERATE}, .generate = generate_ssv},
    {.type = CKM_MIKEY_SAKKE_ENCAPSULATE, .info = {128, 128, CKF_DERIVE}, .derive = encapsulate_again},
    {.type = CKM_MIKEY_SAKKE_DECAPSULATE, .info = {1024, 1024, CKF_UNWRAP}, .unwrap = decapsulate},
    {.type = CKM_MIKEY_GUK_ID, .info = {128, 128, CKF_DERIVE}, .derive = guk_id},
    {0},
};

/* Below the line of a KMS: z_T (RFC 6508 section 6.1) and KSAK (RFC 6507 section 4.2), and what they issue. */
#include "identity.h"
#include "memory.h"
#include "tables.h"

/* Two of three numbers of 1022 bits are below q: a generator that never gives one is broken. */
enum { DRAWS = 128 };

/* Parameter: SAKKE Parameter Set (1); of ECCSI none. */
static CK_RV generate_master(struct mt_call *call, const CK_MECHANISM *mechanism, const struct mt_template *t,
                             CK_OBJECT_HANDLE *handle) {
  bool sakke = mechanism->mechanism == CKM_MIKEY_SAKKE_KMS_KEY_GEN;
  unsigned use = sakke ? MIKEY_USE_SAKKE_MASTER : MIKEY_USE_ECCSI_MASTER;
  size_t len = mt_identity_length(use);
  const unsigned char *p = mechanism->pParameter;
  if (sakke ? p == NULL || mechanism->ulParameterLen != 1 || p[0] != MIKEY_SAKKE_SET_1 : mechanism->ulParameterLen != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (t->has_value || mt_template_field(t, CKA_MIKEY_PUBLIC_KEY) != NULL) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  unsigned char *value = mt_secret_alloc(len);
  CK_RV rv = value == NULL ? CKR_HOST_MEMORY : CKR_OK;
  bool drawn = false;
  for (int i = 0; i < DRAWS && rv == CKR_OK && !drawn; i++) {
    rv = mt_random(call, value, len);
    if (sakke) {
      value[0] &= 0x3f; /* q has 1022 bits */
    }
    drawn = rv == CKR_OK && (sakke ? mt_sakke_master_ok(value) : mt_eccsi_scalar_ok(value));
  }
  if (rv == CKR_OK && !drawn) {
    rv = CKR_DEVICE_ERROR;
  }
  unsigned char public_key[MT_SAKKE_POINT];
  struct mt_field field = {CKA_MIKEY_PUBLIC_KEY, 0, public_key};
  if (rv == CKR_OK) {
    rv = mt_master_public(t, use, value, CKR_DEVICE_ERROR, public_key, &field.len);
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
  enum mt_math result = MT_MATH_INVALID;
  for (int i = 0; i < DRAWS && result == MT_MATH_INVALID; i++) {
    CK_RV rv = mt_random(call, w->v, sizeof w->v);
    if (rv != CKR_OK) {
      return rv;
    }
    if (mt_eccsi_scalar_ok(w->v)) {
      result = mt_eccsi_issue(master->value, kpak, id, id_len, w->v, w->value, pvt);
    }
  }
  return mt_math_rv(result, CKR_DEVICE_ERROR);
}

/* Parameter: the user's identifier. */
static CK_RV issue(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const struct mt_template *t,
                   CK_OBJECT_HANDLE *handle) {
  bool sakke = mechanism->mechanism == CKM_MIKEY_SAKKE_ISSUE;
  const unsigned char *id = mechanism->pParameter;
  size_t id_len = mechanism->ulParameterLen;
  if (id == NULL || id_len == 0 || id_len > MT_MAX_ID || (sakke && !mt_sakke_identifier_ok(id, id_len))) {
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

const struct mt_mechanism mt_kms_mechanisms[] = {
    {.type = CKM_MIKEY_SAKKE_KMS_KEY_GEN, .info = {1022, 1022, CKF_GENERATE}, .generate = generate_master},
    {.type = CKM_MIKEY_SAKKE_ISSUE, .info = {1022, 1022, CKF_DERIVE}, .derive = issue},
    {.type = CKM_MIKEY_ECCSI_KMS_KEY_GEN, .info = {256, 256, CKF_GENERATE}, .generate = generate_master},
    {.type = CKM_MIKEY_ECCSI_ISSUE, .info = {256, 256, CKF_DERIVE}, .derive = issue},
    {0},
};

/* SAKKE and ECCSI through the function list: vectors, a KMS, refusals, lives of keys and tables. */
#define _GNU_SOURCE
#include <linux/capability.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../src/crypto.h"
#include "../src/eccsi.h"
#include "../src/limbs.h"
#include "harness.h"
#include "hex.h"
#include "identity_vectors.h"

static CK_SESSION_HANDLE s;

struct octets {
  unsigned char at[600];
  size_t len;
};

static struct octets hex(const char *text) {
  struct octets o;
  o.len = octets_of(text, o.at);
  return o;
}

static CK_RV create(unsigned use, const struct octets *value, const struct octets *public_key, const struct octets *id,
                    const struct octets *pvt, CK_BBOOL token, CK_OBJECT_HANDLE *key) {
  unsigned char u = (unsigned char)use;
  CK_ATTRIBUTE t[8] = {{CKA_CLASS, &secret, sizeof secret},
                       {CKA_KEY_TYPE, &generic, sizeof generic},
                       {CKA_MIKEY_USE, &u, 1},
                       {CKA_TOKEN, &token, sizeof token},
                       {CKA_VALUE, (void *)value->at, value->len}};
  CK_ULONG n = 5;
  if (public_key != NULL) {
    t[n++] = (CK_ATTRIBUTE){CKA_MIKEY_PUBLIC_KEY, (void *)public_key->at, public_key->len};
  }
  if (id != NULL) {
    t[n++] = (CK_ATTRIBUTE){CKA_MIKEY_USER_ID, (void *)id->at, id->len};
  }
  if (pvt != NULL) {
    t[n++] = (CK_ATTRIBUTE){CKA_MIKEY_PVT, (void *)pvt->at, pvt->len};
  }
  return f->C_CreateObject(s, t, n, key);
}

static unsigned char set1 = MIKEY_SAKKE_SET_1;

static CK_RV decapsulate(CK_OBJECT_HANDLE rsk, const unsigned char *data_, CK_ULONG len, CK_OBJECT_HANDLE *ssv) {
  CK_MECHANISM m = {CKM_MIKEY_SAKKE_DECAPSULATE, &set1, 1};
  return f->C_UnwrapKey(s, &m, rsk, (CK_BYTE_PTR)data_, len, NULL, 0, ssv);
}

static struct octets receivers(unsigned count, const struct octets *z, const struct octets *id) {
  struct octets p = {{MIKEY_SAKKE_SET_1, (unsigned char)count}, 2};
  for (unsigned i = 0; i < count && i < 2; i++) {
    memcpy(p.at + p.len, z->at, z->len);
    mt_put16(p.at + p.len + z->len, (unsigned)id->len);
    memcpy(p.at + p.len + z->len + 2, id->at, id->len);
    p.len += z->len + 2 + id->len;
  }
  return p;
}

static CK_RV generate(const struct octets *p, CK_OBJECT_HANDLE *ssv) {
  CK_MECHANISM m = {CKM_MIKEY_SAKKE_GENERATE, (void *)p->at, p->len};
  return f->C_GenerateKey(s, &m, NULL, 0, ssv);
}

/* Equal if and only if the keys are. */
static void mac_of(CK_OBJECT_HANDLE inkey, unsigned char mac[20]) {
  memset(mac, 0, 20);
  CK_OBJECT_HANDLE key = prf(s, inkey, 1, MIKEY_LABEL_AUTH_KEY, 20);
  OK(probe(s, key, mac));
  OK(f->C_DestroyObject(s, key));
}

static bool same(CK_OBJECT_HANDLE a, CK_OBJECT_HANDLE b) {
  unsigned char x[20], y[20];
  mac_of(a, x);
  mac_of(b, y);
  return memcmp(x, y, sizeof x) == 0;
}

static void is_sealed(CK_OBJECT_HANDLE key) {
  CK_BBOOL sensitive = CK_FALSE;
  CK_BBOOL extractable = CK_TRUE;
  CK_ATTRIBUTE t[] = {{CKA_SENSITIVE, &sensitive, 1}, {CKA_EXTRACTABLE, &extractable, 1}};
  unsigned char value[300];
  size_t len;
  OK(f->C_GetAttributeValue(s, key, t, 2));
  CHECK(sensitive && !extractable);
  EXPECT(CKR_ATTRIBUTE_SENSITIVE, attribute(s, key, CKA_VALUE, value, sizeof value, &len));
}

/* Octets of a hex string, each XORed: what is looked for is itself nowhere. */
static void masked_octets(const char *hex_, size_t from, unsigned char mask, unsigned char out[12]) {
  for (size_t i = 0; i < 12; i++) {
    unsigned v = 0;
    sscanf(hex_ + 2 * (from + i), "%2x", &v);
    out[i] = (unsigned char)(v ^ mask);
  }
}

struct search {
  const unsigned char *masked, *reversed;
  unsigned char mask;
  size_t hits;
};

static void count_hits(unsigned char *copy, size_t n, void *context) {
  struct search *w = context;
  for (size_t i = 0; i + 12 <= n; i++) {
    copy[i] ^= w->mask;
  }
  for (size_t i = 0; i + 24 <= n; i++) {
    w->hits += memcmp(copy + i, w->masked, 12) == 0 || memcmp(copy + i, w->reversed, 12) == 0;
  }
}

/* How often 12 octets stand in writable memory, in this order or the other, in which limbs have them. */
static size_t in_memory(const unsigned char masked[12], unsigned char mask) {
  unsigned char reversed[12];
  for (int i = 0; i < 12; i++) {
    reversed[i] = masked[11 - i];
  }
  struct search search = {masked, reversed, mask, 0};
  CHECK(each_writable_mapping(count_hits, &search) > 1 << 20);
  return search.hits;
}

/* Comes first: the other tests leave the keys on the stack. */
static void no_identity_key_stays_in_memory(void) {
  enum { MASK = 0x5b };
  const struct sakke_vector *v = &sakke_vectors[0];
  const struct eccsi_vector *e = &eccsi_vectors[0];
  static struct octets value, z, id, pvt;
  CK_OBJECT_HANDLE rsk = 0, ssk = 0, ssv = 0;
  id.len = octets_of(v->id, id.at);
  z.len = octets_of(v->public_key, z.at);
  value.len = octets_of(v->rsk, value.at);
  OK(create(MIKEY_USE_RSK, &value, &z, &id, NULL, CK_FALSE, &rsk));
  value.len = octets_of(e->ssk, value.at);
  z.len = octets_of(e->kpak, z.at);
  pvt.len = octets_of(e->pvt, pvt.at);
  OK(create(MIKEY_USE_SSK, &value, &z, &id, &pvt, CK_FALSE, &ssk));
  unsigned char x[12], y[12], s_[12], shared[12];
  masked_octets(v->rsk, 21, MASK, x);
  masked_octets(v->rsk, 149, MASK, y);
  masked_octets(e->ssk, 8, MASK, s_);
  masked_octets(v->ssv, 0, MASK, shared);
  /* The search finds what is there: the importer's own copy. */
  CHECK(in_memory(s_, MASK) > 0);
  explicit_bzero(&value, sizeof value);
  CK_MECHANISM sign = {CKM_MIKEY_ECCSI, NULL, 0};
  unsigned char signature[129];
  value.len = octets_of(v->data, value.at);
  for (int i = 0; i < 3; i++) {
    CK_ULONG len = sizeof signature;
    OK(f->C_SignInit(s, &sign, ssk));
    OK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, signature, &len));
    OK(decapsulate(rsk, value.at, value.len, &ssv));
    CHECK(in_memory(shared, MASK) == 0);
    OK(f->C_DestroyObject(s, ssv));
  }
  CHECK(in_memory(x, MASK) == 0);
  CHECK(in_memory(y, MASK) == 0);
  CHECK(in_memory(s_, MASK) == 0);
  OK(f->C_DestroyObject(s, rsk));
  OK(f->C_DestroyObject(s, ssk));
}

static CK_OBJECT_HANDLE create_rsk(const struct sakke_vector *v) {
  struct octets rsk = hex(v->rsk), z = hex(v->public_key), id = hex(v->id);
  CK_OBJECT_HANDLE key = 0;
  OK(create(MIKEY_USE_RSK, &rsk, &z, &id, NULL, CK_FALSE, &key));
  return key;
}

static void sakke_vectors_hold_in_the_module(void) {
  for (size_t i = 0; i < COUNT(sakke_vectors); i++) {
    const struct sakke_vector *v = &sakke_vectors[i];
    struct octets data_ = hex(v->data), ssv = hex(v->ssv), z = hex(v->public_key), id = hex(v->id);
    CK_OBJECT_HANDLE rsk = create_rsk(v);
    CK_OBJECT_HANDLE got = 0;
    is_sealed(rsk);
    OK(decapsulate(rsk, data_.at, data_.len, &got));
    is_sealed(got);
    CK_OBJECT_HANDLE right = import_key(s, MIKEY_USE_SSV_SENT, ssv.at, ssv.len);
    CHECK(same(got, right));
    /* Encapsulating an SSV that is known gives the published data, for each receiver. */
    struct octets p = receivers(2, &z, &id);
    CK_OBJECT_HANDLE object = 0;
    unsigned char out[2 * 273];
    size_t len;
    OK(derive(s, CKM_MIKEY_SAKKE_ENCAPSULATE, p.at, p.len, right, 0, &object));
    OK(attribute(s, object, CKA_VALUE, out, sizeof out, &len));
    CHECK(len == sizeof out && memcmp(out, data_.at, 273) == 0 && memcmp(out + 273, data_.at, 273) == 0);
    OK(f->C_DestroyObject(s, object));
    /* And a new one comes to the receiver. */
    CK_OBJECT_HANDLE sent = 0, received = 0;
    OK(generate(&p, &sent));
    is_sealed(sent);
    OK(attribute(s, sent, CKA_MIKEY_WRAPPED, out, sizeof out, &len));
    CHECK(len == sizeof out && memcmp(out, data_.at, 273) != 0);
    OK(decapsulate(rsk, out + 273, 273, &received));
    CHECK(same(sent, received) && !same(sent, got));
    CK_OBJECT_HANDLE all[] = {rsk, got, right, sent, received};
    for (size_t k = 0; k < COUNT(all); k++) {
      OK(f->C_DestroyObject(s, all[k]));
    }
  }
}

/* Whether r || s || PVT is the signature of that SSK: j = s (HE + r SSK), and [j]G has the coordinate r. */
static bool is_signature(const unsigned char *sig, const struct octets *kpak, const struct octets *id, const struct octets *ssk,
                         const struct octets *pvt, const unsigned char *message, size_t len) {
  unsigned char order[32], hs[32], he[32], j[32], point[65];
  struct octets q = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  memcpy(order, q.at, 32);
  struct mt_modulus m;
  mt_modulus_init(&m, 4, order);
  mt_eccsi_hs(kpak->at, id->at, id->len, pvt->at, hs);
  unsigned char *input = malloc(64 + len);
  memcpy(input, hs, 32);
  memcpy(input + 32, sig, 32);
  memcpy(input + 64, message, len);
  mt_sha256(input, 64 + len, he);
  free(input);
  uint64_t r[4], e[4], k[4], x[4];
  mt_limbs_get(r, sig, 4);
  mt_limbs_get(k, ssk->at, 4);
  mt_limbs_get(e, he, 4);
  mt_limbs_get(x, sig + 32, 4);
  mt_into(&m, r, r);
  mt_into(&m, k, k);
  mt_into(&m, e, e);
  mt_mul(&m, r, r, k);
  mt_add(&m, r, r, e);
  mt_mul(&m, x, r, x);
  mt_limbs_put(j, x, 4);
  return mt_eccsi_public(j, point) == MT_MATH_OK && memcmp(point + 1, sig, 32) == 0 && memcmp(sig + 64, pvt->at, 65) == 0;
}

static void eccsi_signs_in_the_module(void) {
  CK_MECHANISM m = {CKM_MIKEY_ECCSI, NULL, 0};
  for (size_t i = 0; i < COUNT(eccsi_vectors); i++) {
    const struct eccsi_vector *v = &eccsi_vectors[i];
    struct octets ssk = hex(v->ssk), kpak = hex(v->kpak), id = hex(v->id), pvt = hex(v->pvt);
    CK_OBJECT_HANDLE key = 0;
    unsigned char first[129], second[129];
    CK_ULONG len = sizeof first;
    OK(create(MIKEY_USE_SSK, &ssk, &kpak, &id, &pvt, CK_FALSE, &key));
    is_sealed(key);
    OK(f->C_SignInit(s, &m, key));
    CK_ULONG asked = 0;
    OK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, NULL, &asked));
    CHECK(asked == 129);
    OK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, first, &len));
    CHECK(len == 129 && is_signature(first, &kpak, &id, &ssk, &pvt, (const unsigned char *)PROBE, sizeof PROBE - 1));
    CHECK(!is_signature(first, &kpak, &id, &ssk, &pvt, (const unsigned char *)PROBE, sizeof PROBE - 2));
    /* In parts, and by another j. */
    OK(f->C_SignInit(s, &m, key));
    OK(f->C_SignUpdate(s, (CK_BYTE_PTR)PROBE, 5));
    OK(f->C_SignUpdate(s, (CK_BYTE_PTR)PROBE + 5, sizeof PROBE - 6));
    OK(f->C_SignFinal(s, second, &len));
    CHECK(is_signature(second, &kpak, &id, &ssk, &pvt, (const unsigned char *)PROBE, sizeof PROBE - 1));
    CHECK(memcmp(first, second, 64) != 0);
    EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_VerifyInit(s, &m, key));
    OK(f->C_DestroyObject(s, key));
  }
}

static CK_OBJECT_HANDLE issue(CK_OBJECT_HANDLE master, CK_MECHANISM_TYPE type, const struct octets *id, CK_BBOOL extractable) {
  CK_MECHANISM m = {type, (void *)id->at, id->len};
  CK_ATTRIBUTE t[] = {{CKA_EXTRACTABLE, &extractable, 1}};
  CK_OBJECT_HANDLE key = 0;
  OK(f->C_DeriveKey(s, &m, master, t, 1, &key));
  return key;
}

static struct octets told(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) {
  struct octets o;
  OK(attribute(s, key, type, o.at, sizeof o.at, &o.len));
  return o;
}

static void a_kms_makes_keys_that_work(void) {
  CK_MECHANISM sakke = {CKM_MIKEY_SAKKE_KMS_KEY_GEN, &set1, 1};
  CK_MECHANISM eccsi = {CKM_MIKEY_ECCSI_KMS_KEY_GEN, NULL, 0};
  CK_MECHANISM transport = {CKM_MIKEY_KEY_WRAP, NULL, 0};
  CK_OBJECT_HANDLE z = 0, ksak = 0, kek = 0;
  struct octets id = hex("323032362d31310074656c3a2b34343737303039303031323300");
  OK(f->C_GenerateKey(s, &sakke, NULL, 0, &z));
  OK(f->C_GenerateKey(s, &eccsi, NULL, 0, &ksak));
  is_sealed(z);
  is_sealed(ksak);
  unsigned char use = MIKEY_USE_TRANSPORT;
  CK_ULONG length = 32;
  CK_MECHANISM aes_gen = {CKM_AES_KEY_GEN, NULL, 0};
  CK_ATTRIBUTE kek_template[] = {{CKA_MIKEY_USE, &use, 1}, {CKA_VALUE_LEN, &length, sizeof length}};
  OK(f->C_GenerateKey(s, &aes_gen, kek_template, 2, &kek));
  is_sealed(kek);
  struct octets public_key = told(z, CKA_MIKEY_PUBLIC_KEY);
  struct octets kpak = told(ksak, CKA_MIKEY_PUBLIC_KEY);
  CHECK(public_key.len == 257 && kpak.len == 65);

  CK_OBJECT_HANDLE kept = issue(z, CKM_MIKEY_SAKKE_ISSUE, &id, CK_FALSE);
  is_sealed(kept);
  CK_OBJECT_HANDLE rsk = issue(z, CKM_MIKEY_SAKKE_ISSUE, &id, CK_TRUE);
  CK_OBJECT_HANDLE ssk = issue(ksak, CKM_MIKEY_ECCSI_ISSUE, &id, CK_TRUE);
  struct octets pvt = told(ssk, CKA_MIKEY_PVT);
  CHECK(told(rsk, CKA_MIKEY_USER_ID).len == id.len && pvt.len == 65);

  /* To the user's token: wrapped only. */
  unsigned char wrapped[300];
  CK_ULONG len = 0;
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &transport, kek, kept, NULL, &len));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &transport, kek, z, NULL, &len));
  OK(f->C_WrapKey(s, &transport, kek, rsk, NULL, &len));
  CHECK(len == 272);
  len = 271;
  EXPECT(CKR_BUFFER_TOO_SMALL, f->C_WrapKey(s, &transport, kek, rsk, wrapped, &len));
  OK(f->C_WrapKey(s, &transport, kek, rsk, wrapped, &len));
  use = MIKEY_USE_RSK;
  CK_ATTRIBUTE as_rsk[] = {{CKA_MIKEY_USE, &use, 1},
                           {CKA_MIKEY_PUBLIC_KEY, public_key.at, public_key.len},
                           {CKA_MIKEY_USER_ID, id.at, id.len}};
  CK_OBJECT_HANDLE user = 0;
  OK(f->C_UnwrapKey(s, &transport, kek, wrapped, len, as_rsk, 3, &user));
  is_sealed(user);
  CHECK(told(user, CKA_MIKEY_ORIGIN).at[0] == MIKEY_ORIGIN_UNWRAPPED);
  /* Damaged, cut short, under another identity. */
  CK_OBJECT_HANDLE none = 0;
  wrapped[100] ^= 1;
  EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &transport, kek, wrapped, len, as_rsk, 3, &none));
  wrapped[100] ^= 1;
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, f->C_UnwrapKey(s, &transport, kek, wrapped, len - 8, as_rsk, 3, &none));
  id.at[0] ^= 1;
  EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &transport, kek, wrapped, len, as_rsk, 3, &none));
  id.at[0] ^= 1;
  EXPECT(CKR_TEMPLATE_INCOMPLETE, f->C_UnwrapKey(s, &transport, kek, wrapped, len, as_rsk, 1, &none));

  OK(f->C_WrapKey(s, &transport, kek, ssk, NULL, &len));
  CHECK(len == 40);
  OK(f->C_WrapKey(s, &transport, kek, ssk, wrapped, &len));
  use = MIKEY_USE_SSK;
  CK_ATTRIBUTE as_ssk[] = {{CKA_MIKEY_USE, &use, 1},
                           {CKA_MIKEY_PUBLIC_KEY, kpak.at, kpak.len},
                           {CKA_MIKEY_USER_ID, id.at, id.len},
                           {CKA_MIKEY_PVT, pvt.at, pvt.len}};
  CK_OBJECT_HANDLE signer = 0;
  OK(f->C_UnwrapKey(s, &transport, kek, wrapped, len, as_ssk, 4, &signer));
  pvt.at[64] ^= 1;
  EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &transport, kek, wrapped, len, as_ssk, 4, &none));

  struct octets p = receivers(1, &public_key, &id);
  CK_OBJECT_HANDLE sent = 0, by_user = 0, by_kept = 0;
  OK(generate(&p, &sent));
  struct octets data_ = told(sent, CKA_MIKEY_WRAPPED);
  OK(decapsulate(user, data_.at, data_.len, &by_user));
  OK(decapsulate(kept, data_.at, data_.len, &by_kept));
  CHECK(same(sent, by_user) && same(sent, by_kept));
  CK_OBJECT_HANDLE all[] = {z, ksak, kek, kept, rsk, ssk, user, signer, sent, by_user, by_kept};
  for (size_t i = 0; i < COUNT(all); i++) {
    OK(f->C_DestroyObject(s, all[i]));
  }
}

static CK_RSA_PKCS_OAEP_PARAMS oaep1 = {CKM_SHA_1, CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, NULL, 0};
static CK_RSA_PKCS_OAEP_PARAMS oaep256 = {CKM_SHA256, CKG_MGF1_SHA256, CKZ_DATA_SPECIFIED, NULL, 0};

/* To the RSA key of the user's token, and into it. */
static void issued_keys_go_to_an_rsa_key(void) {
  CK_MECHANISM gen = {CKM_MIKEY_SAKKE_KMS_KEY_GEN, &set1, 1};
  CK_OBJECT_HANDLE z = 0, pub = 0, priv = 0, weak = 0, weak_priv = 0, none = 0;
  struct octets id = hex("323032362d31310074656c3a2b34343737303039303031323300");
  OK(f->C_GenerateKey(s, &gen, NULL, 0, &z));
  struct octets public_key = told(z, CKA_MIKEY_PUBLIC_KEY);
  CK_OBJECT_HANDLE rsk = issue(z, CKM_MIKEY_SAKKE_ISSUE, &id, CK_TRUE);
  CK_OBJECT_HANDLE kept = issue(z, CKM_MIKEY_SAKKE_ISSUE, &id, CK_FALSE);
  unsigned char use = MIKEY_USE_RSK;
  CK_ATTRIBUTE as_rsk[] = {{CKA_MIKEY_USE, &use, 1},
                           {CKA_MIKEY_PUBLIC_KEY, public_key.at, public_key.len},
                           {CKA_MIKEY_USER_ID, id.at, id.len}};
  make_rsa_pair(s, 2048, CK_TRUE, &pub, &priv);
  make_rsa_pair(s, 1024, CK_TRUE, &weak, &weak_priv);
  struct octets p = receivers(1, &public_key, &id);
  CK_OBJECT_HANDLE sent = 0;
  OK(generate(&p, &sent));
  struct octets data_ = told(sent, CKA_MIKEY_WRAPPED);
  static unsigned char wrapped[2][1400];
  CK_RSA_PKCS_OAEP_PARAMS *const hashes[] = {&oaep1, &oaep256};
  for (int i = 0; i < 2; i++) {
    MIKEY_RSA_AES_KEY_WRAP_PARAMS q = {i == 0 ? 128 : 256, hashes[i]};
    CK_MECHANISM m = {CKM_RSA_AES_KEY_WRAP, &q, sizeof q};
    unsigned char *w = wrapped[i];
    CK_ULONG len = 0;
    OK(f->C_WrapKey(s, &m, pub, rsk, NULL, &len));
    CHECK(len == 256 + 272);
    len--;
    EXPECT(CKR_BUFFER_TOO_SMALL, f->C_WrapKey(s, &m, pub, rsk, w, &len));
    CHECK(len == 256 + 272);
    OK(f->C_WrapKey(s, &m, pub, rsk, w, &len));
    CK_OBJECT_HANDLE user = 0, got = 0;
    OK(f->C_UnwrapKey(s, &m, priv, w, len, as_rsk, 3, &user));
    is_sealed(user);
    CHECK(told(user, CKA_MIKEY_ORIGIN).at[0] == MIKEY_ORIGIN_UNWRAPPED);
    OK(decapsulate(user, data_.at, data_.len, &got));
    CHECK(same(sent, got));
    OK(f->C_DestroyObject(s, got));
    OK(f->C_DestroyObject(s, user));
    /* Each time another AES key. */
    static unsigned char again[1400];
    OK(f->C_WrapKey(s, &m, pub, rsk, again, &len));
    CHECK(memcmp(again, w, 256) != 0 && memcmp(again + 256, w + 256, 272) != 0);
    /* Damage in either part, another length, identity, use, AES length, hash: all alike, and no object. */
    for (CK_ULONG at = 3; at < len; at += 97) {
      w[at] ^= 1;
      EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &m, priv, w, len, as_rsk, 3, &none));
      w[at] ^= 1;
    }
    EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, f->C_UnwrapKey(s, &m, priv, w, len - 1, as_rsk, 3, &none));
    EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, f->C_UnwrapKey(s, &m, priv, w, 272, as_rsk, 3, &none));
    EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, f->C_UnwrapKey(s, &m, priv, w, 0, as_rsk, 3, &none));
    id.at[0] ^= 1;
    EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &m, priv, w, len, as_rsk, 3, &none));
    id.at[0] ^= 1;
    EXPECT(CKR_TEMPLATE_INCOMPLETE, f->C_UnwrapKey(s, &m, priv, w, len, as_rsk + 1, 2, &none));
    use = MIKEY_USE_SSV;
    EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_UnwrapKey(s, &m, priv, w, len, as_rsk, 1, &none));
    use = MIKEY_USE_RSK;
    q.ulAESKeyBits = i == 0 ? 256 : 128;
    EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &m, priv, w, len, as_rsk, 3, &none));
    q = (MIKEY_RSA_AES_KEY_WRAP_PARAMS){i == 0 ? 128 : 256, hashes[1 - i]};
    EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &m, priv, w, len, as_rsk, 3, &none));
  }
  CHECK(none == 0);
  MIKEY_RSA_AES_KEY_WRAP_PARAMS q = {256, &oaep1};
  CK_MECHANISM m = {CKM_RSA_AES_KEY_WRAP, &q, sizeof q};
  CK_ULONG len = sizeof wrapped[0];
  /* What goes out by it, and to whom. */
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, pub, kept, wrapped[0], &len));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, pub, z, wrapped[0], &len));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, pub, sent, wrapped[0], &len));
  EXPECT(CKR_WRAPPING_KEY_SIZE_RANGE, f->C_WrapKey(s, &m, weak, rsk, wrapped[0], &len));
  EXPECT(CKR_WRAPPING_KEY_TYPE_INCONSISTENT, f->C_WrapKey(s, &m, priv, rsk, wrapped[0], &len));
  EXPECT(CKR_WRAPPING_KEY_HANDLE_INVALID, f->C_WrapKey(s, &m, rsk, rsk, wrapped[0], &len));
  EXPECT(CKR_WRAPPING_KEY_HANDLE_INVALID, f->C_WrapKey(s, &m, 0, rsk, wrapped[0], &len));
  EXPECT(CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT, f->C_UnwrapKey(s, &m, pub, wrapped[0], 528, as_rsk, 3, &none));
  EXPECT(CKR_UNWRAPPING_KEY_HANDLE_INVALID, f->C_UnwrapKey(s, &m, rsk, wrapped[0], 528, as_rsk, 3, &none));
  /* Parameters that are none. */
  for (int i = 0; i < 5; i++) {
    CK_RSA_PKCS_OAEP_PARAMS labelled = {CKM_SHA_1, CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, "x", 1};
    CK_RSA_PKCS_OAEP_PARAMS mixed = {CKM_SHA_1, CKG_MGF1_SHA256, CKZ_DATA_SPECIFIED, NULL, 0};
    q = (MIKEY_RSA_AES_KEY_WRAP_PARAMS){i == 0 ? 192 : i == 1 ? 0 : 256, i == 2 ? NULL : i == 3 ? &labelled : i == 4 ? &mixed : &oaep1};
    EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_WrapKey(s, &m, pub, rsk, wrapped[0], &len));
    EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_UnwrapKey(s, &m, priv, wrapped[0], 528, as_rsk, 3, &none));
  }
  m.ulParameterLen--;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_WrapKey(s, &m, pub, rsk, wrapped[0], &len));
  CK_OBJECT_HANDLE all[] = {z, rsk, kept, sent, pub, priv, weak, weak_priv};
  for (size_t i = 0; i < COUNT(all); i++) {
    OK(f->C_DestroyObject(s, all[i]));
  }
}

/* The profile's vector, which OpenSSL made. */
static void the_documented_wrapped_ssk_comes_in(void) {
  const struct eccsi_vector *e = &eccsi_vectors[0];
  struct octets kpak = hex(e->kpak), id = hex(e->id), pvt = hex(e->pvt), ssk = hex(e->ssk);
  struct octets wrapped = hex("3434e3c27aaf299b635a82de3b9fb02bdb3c6ed18f65394143190a82300dfb6d21df43ac8806b72c");
  unsigned char key[32], transport = MIKEY_USE_TRANSPORT, use = MIKEY_USE_SSK;
  for (unsigned char i = 0; i < 32; i++) {
    key[i] = i;
  }
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &aes, sizeof aes}, {CKA_MIKEY_USE, &transport, 1}, {CKA_VALUE, key, 32}};
  CK_ATTRIBUTE as_ssk[] = {{CKA_MIKEY_USE, &use, 1},
                           {CKA_MIKEY_PUBLIC_KEY, kpak.at, kpak.len},
                           {CKA_MIKEY_USER_ID, id.at, id.len},
                           {CKA_MIKEY_PVT, pvt.at, pvt.len}};
  CK_MECHANISM m = {CKM_MIKEY_KEY_WRAP, NULL, 0}, sign = {CKM_MIKEY_ECCSI, NULL, 0};
  CK_OBJECT_HANDLE kek = 0, signer = 0;
  unsigned char signature[129];
  CK_ULONG len = sizeof signature;
  OK(f->C_CreateObject(s, t, COUNT(t), &kek));
  OK(f->C_UnwrapKey(s, &m, kek, wrapped.at, wrapped.len, as_ssk, COUNT(as_ssk), &signer));
  OK(f->C_SignInit(s, &sign, signer));
  OK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, signature, &len));
  CHECK(is_signature(signature, &kpak, &id, &ssk, &pvt, (const unsigned char *)PROBE, sizeof PROBE - 1));
  OK(f->C_DestroyObject(s, signer));
  /* Of an RSK, whose padding is 7 octets: any but zeros are refused (RFC 5649 section 3). */
  const struct sakke_vector *v = &sakke_vectors[0];
  struct octets rsk = hex(v->rsk), z = hex(v->public_key), user = hex(v->id);
  static const unsigned char iv[8] = {0xa6, 0x59, 0x59, 0xa6, 0, 0, 1, 1};
  use = MIKEY_USE_RSK;
  CK_ATTRIBUTE as_rsk[] = {{CKA_MIKEY_USE, &use, 1}, {CKA_MIKEY_PUBLIC_KEY, z.at, z.len}, {CKA_MIKEY_USER_ID, user.at, user.len}};
  memset(rsk.at + rsk.len, 0, 7);
  CHECK(rsk.len == 257 && mt_aes_kw_wrap(key, 32, iv, rsk.at, 264, wrapped.at) == CKR_OK);
  OK(f->C_UnwrapKey(s, &m, kek, wrapped.at, 272, as_rsk, 3, &signer));
  OK(f->C_DestroyObject(s, signer));
  rsk.at[263] = 1;
  CHECK(mt_aes_kw_wrap(key, 32, iv, rsk.at, 264, wrapped.at) == CKR_OK);
  EXPECT(CKR_WRAPPED_KEY_INVALID, f->C_UnwrapKey(s, &m, kek, wrapped.at, 272, as_rsk, 3, &signer));
  OK(f->C_DestroyObject(s, kek));
}

/* Output of a command, in hexadecimal digits unless it prints them itself. */
static struct octets output_of(const char *command) {
  char text[1300] = "";
  FILE *in = popen(command, "r");
  size_t n = in == NULL ? 0 : fread(text, 1, sizeof text - 1, in);
  CHECK(in != NULL && pclose(in) == 0);
  while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' ')) {
    text[--n] = 0;
  }
  return hex(text);
}

/* An RSK that is known goes to a key pair that is OpenSSL's, and OpenSSL opens it. */
static void openssl_opens_what_is_wrapped_for_rsa(void) {
  const struct sakke_vector *v = &sakke_vectors[0];
  struct octets z = hex(v->z), id = hex(v->id), right = hex(v->rsk);
  char directory[] = "/tmp/mikeytoken-rsa-XXXXXX", command[600], path[100];
  CHECK(mkdtemp(directory) != NULL);
  snprintf(command, sizeof command, "openssl genrsa -out %1$s/key.pem 2048 2>/dev/null && openssl rsa -in %1$s/key.pem -noout -modulus | cut -d = -f 2", directory);
  struct octets modulus = output_of(command);
  CHECK(modulus.len == 256);
  unsigned char e[] = {1, 0, 1};
  CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;
  CK_KEY_TYPE rsa_type = CKK_RSA;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &public_class, sizeof public_class}, {CKA_KEY_TYPE, &rsa_type, sizeof rsa_type}, {CKA_TOKEN, &no, 1},
                      {CKA_WRAP, &yes, 1}, {CKA_MODULUS, modulus.at, modulus.len}, {CKA_PUBLIC_EXPONENT, e, 3}};
  CK_OBJECT_HANDLE pub = 0, master = 0;
  OK(f->C_CreateObject(s, t, COUNT(t), &pub));
  OK(create(MIKEY_USE_SAKKE_MASTER, &z, NULL, NULL, NULL, CK_FALSE, &master));
  CK_OBJECT_HANDLE rsk = issue(master, CKM_MIKEY_SAKKE_ISSUE, &id, CK_TRUE);
  for (int i = 0; i < 2; i++) {
    MIKEY_RSA_AES_KEY_WRAP_PARAMS p = {256, i == 0 ? &oaep1 : &oaep256};
    CK_MECHANISM m = {CKM_RSA_AES_KEY_WRAP, &p, sizeof p};
    unsigned char wrapped[600];
    CK_ULONG len = sizeof wrapped;
    OK(f->C_WrapKey(s, &m, pub, rsk, wrapped, &len));
    snprintf(path, sizeof path, "%s/wrapped", directory);
    FILE *out = fopen(path, "w");
    CHECK(out != NULL && fwrite(wrapped, 1, len, out) == len && fclose(out) == 0);
    snprintf(command, sizeof command,
             "cd %s && aes=$(head -c 256 wrapped | openssl pkeyutl -decrypt -inkey key.pem -pkeyopt rsa_padding_mode:oaep"
             " -pkeyopt rsa_oaep_md:%s | od -An -v -tx1 | tr -d ' \\n') && tail -c +257 wrapped |"
             " openssl enc -d -id-aes256-wrap-pad -K $aes -iv a65959a6 | od -An -v -tx1 | tr -d ' \\n'",
             directory, i == 0 ? "sha1" : "sha256");
    struct octets opened = output_of(command);
    CHECK(opened.len == right.len && memcmp(opened.at, right.at, right.len) == 0);
  }
  snprintf(command, sizeof command, "rm -r %s", directory);
  CHECK(system(command) == 0);
  OK(f->C_DestroyObject(s, pub));
  OK(f->C_DestroyObject(s, master));
  OK(f->C_DestroyObject(s, rsk));
}

/* 3GPP TS 33.180 F.1.3; values of an implementer (github.com/Streamwide/sw_mikey_sakke, test data). */
static void guk_id_tells_28_bits(void) {
  static const struct {
    const char *uri;
    unsigned long guk_id;
  } vectors[] = {{"sip:p25user01@etherstack.com", 0x01c8de7b}, {"sip:p25user02@etherstack.co.jp", 0x0abe69d0}};
  struct octets gmk = hex("fcfe65cd967c58d260b603ccb9a887a9");
  CK_OBJECT_HANDLE key = import_key(s, MIKEY_USE_SSV, gmk.at, gmk.len);
  for (size_t i = 0; i < COUNT(vectors); i++) {
    CK_OBJECT_HANDLE object = 0;
    OK(derive(s, CKM_MIKEY_GUK_ID, vectors[i].uri, strlen(vectors[i].uri), key, 0, &object));
    struct octets salt = told(object, CKA_VALUE);
    CHECK(salt.len == 4 && (mt_get32(salt.at) ^ 0x09bf9d37) == vectors[i].guk_id);
    OK(f->C_DestroyObject(s, object));
  }
  CK_OBJECT_HANDLE none = 0;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, derive(s, CKM_MIKEY_GUK_ID, NULL, 0, key, 0, &none));
  CK_OBJECT_HANDLE psk = import_key(s, MIKEY_USE_INKEY, gmk.at, gmk.len);
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_MIKEY_GUK_ID, "x", 1, psk, 0, &none));
  OK(f->C_DestroyObject(s, psk));
  OK(f->C_DestroyObject(s, key));
}

static void what_is_no_key_is_refused(void) {
  const struct sakke_vector *v = &sakke_vectors[0];
  const struct eccsi_vector *e = &eccsi_vectors[0];
  struct octets rsk = hex(v->rsk), z = hex(v->public_key), id = hex(v->id), other = id, bad = rsk, short_ = rsk;
  struct octets ssk = hex(e->ssk), kpak = hex(e->kpak), pvt = hex(e->pvt);
  CK_OBJECT_HANDLE key = 0;
  other.at[0] ^= 1;
  bad.at[256] ^= 1;
  short_.len--;
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_RSK, &rsk, &z, &other, NULL, CK_FALSE, &key));
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_RSK, &bad, &z, &id, NULL, CK_FALSE, &key));
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_RSK, &rsk, &bad, &id, NULL, CK_FALSE, &key));
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_RSK, &rsk, &kpak, &id, NULL, CK_FALSE, &key));
  EXPECT(CKR_KEY_SIZE_RANGE, create(MIKEY_USE_RSK, &short_, &z, &id, NULL, CK_FALSE, &key));
  EXPECT(CKR_TEMPLATE_INCOMPLETE, create(MIKEY_USE_RSK, &rsk, NULL, &id, NULL, CK_FALSE, &key));
  EXPECT(CKR_TEMPLATE_INCOMPLETE, create(MIKEY_USE_RSK, &rsk, &z, NULL, NULL, CK_FALSE, &key));
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_SSK, &ssk, &kpak, &other, &pvt, CK_FALSE, &key));
  EXPECT(CKR_TEMPLATE_INCOMPLETE, create(MIKEY_USE_SSK, &ssk, &kpak, &id, NULL, CK_FALSE, &key));
  struct octets zero = {{0}, 128};
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_SAKKE_MASTER, &zero, NULL, NULL, NULL, CK_FALSE, &key));
  zero.len = 32;
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_ECCSI_MASTER, &zero, NULL, NULL, NULL, CK_FALSE, &key));
  EXPECT(CKR_KEY_SIZE_RANGE, create(MIKEY_USE_SSV, &zero, NULL, NULL, NULL, CK_FALSE, &key));
  zero.len = 16;
  EXPECT(CKR_TEMPLATE_INCONSISTENT, create(MIKEY_USE_INKEY, &zero, &z, NULL, NULL, CK_FALSE, &key));
  /* Random octets are no such keys. */
  unsigned char use = MIKEY_USE_RSK;
  CK_ULONG length = 257;
  CK_MECHANISM m = {CKM_GENERIC_SECRET_KEY_GEN, NULL, 0};
  CK_ATTRIBUTE t[] = {{CKA_MIKEY_USE, &use, 1}, {CKA_VALUE_LEN, &length, sizeof length}};
  EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_GenerateKey(s, &m, t, 2, &key));
  /* A master secret that is given: its public key is computed. */
  struct octets master = hex(v->z);
  OK(create(MIKEY_USE_SAKKE_MASTER, &master, NULL, NULL, NULL, CK_FALSE, &key));
  struct octets computed = told(key, CKA_MIKEY_PUBLIC_KEY);
  CHECK(computed.len == z.len && memcmp(computed.at, z.at, z.len) == 0);
  OK(f->C_DestroyObject(s, key));
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, create(MIKEY_USE_SAKKE_MASTER, &master, &rsk, NULL, NULL, CK_FALSE, &key));
}

static void bad_encapsulations_look_alike(void) {
  const struct sakke_vector *v = &sakke_vectors[0];
  CK_OBJECT_HANDLE rsk = create_rsk(v);
  struct octets data_ = hex(v->data);
  CK_OBJECT_HANDLE ssv = 0;
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, decapsulate(rsk, data_.at, 272, &ssv));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, decapsulate(rsk, data_.at, 0, &ssv));
  static const int places[] = {0, 1, 128, 129, 256, 257, 272};
  for (size_t i = 0; i < COUNT(places); i++) {
    data_.at[places[i]] ^= 1;
    EXPECT(CKR_WRAPPED_KEY_INVALID, decapsulate(rsk, data_.at, 273, &ssv));
    data_.at[places[i]] ^= 1;
  }
  /* Points of the curve that are not this R. */
  struct octets key = hex(v->rsk), z = hex(v->public_key);
  memcpy(data_.at, key.at, 257);
  EXPECT(CKR_WRAPPED_KEY_INVALID, decapsulate(rsk, data_.at, 273, &ssv));
  memcpy(data_.at, z.at, 257);
  EXPECT(CKR_WRAPPED_KEY_INVALID, decapsulate(rsk, data_.at, 273, &ssv));
  memset(data_.at, 0, 257);
  data_.at[0] = 4;
  EXPECT(CKR_WRAPPED_KEY_INVALID, decapsulate(rsk, data_.at, 273, &ssv));
  CHECK(ssv == 0);
  data_ = hex(v->data);
  OK(decapsulate(rsk, data_.at, 273, &ssv));
  OK(f->C_DestroyObject(s, ssv));
  CK_MECHANISM m = {CKM_MIKEY_SAKKE_DECAPSULATE, NULL, 0};
  EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_UnwrapKey(s, &m, rsk, data_.at, 273, NULL, 0, &ssv));
  unsigned char set2 = 2;
  m = (CK_MECHANISM){CKM_MIKEY_SAKKE_DECAPSULATE, &set2, 1};
  EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_UnwrapKey(s, &m, rsk, data_.at, 273, NULL, 0, &ssv));
  EXPECT(CKR_UNWRAPPING_KEY_HANDLE_INVALID, decapsulate(rsk + 1000, data_.at, 273, &ssv));
  OK(f->C_DestroyObject(s, rsk));
  EXPECT(CKR_UNWRAPPING_KEY_HANDLE_INVALID, decapsulate(rsk, data_.at, 273, &ssv));

  /* Receivers that are none. */
  struct octets id = hex(v->id);
  struct octets p = receivers(1, &z, &id);
  p.at[2 + 256] ^= 1;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, generate(&p, &ssv));
  p.at[2 + 256] ^= 1;
  p.len--;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, generate(&p, &ssv));
  /* Of memory that ends where the parameter does, for the address sanitizer: lengths that say more. */
  p.len++;
  for (size_t cut = 0; cut < p.len; cut += 19) {
    unsigned char *exact = malloc(cut == 0 ? 1 : cut);
    memcpy(exact, p.at, cut);
    CK_MECHANISM short_ = {CKM_MIKEY_SAKKE_GENERATE, exact, cut};
    EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_GenerateKey(s, &short_, NULL, 0, &ssv));
    if (cut > 261) {
      mt_put16(exact + 2 + 257, 0xffff);
      EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_GenerateKey(s, &short_, NULL, 0, &ssv));
    }
    free(exact);
  }
  p.at[0] = 2;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, generate(&p, &ssv));
  p.at[0] = 1;
  p.at[1] = 2;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, generate(&p, &ssv));
}

static void keys_do_only_their_own_work(void) {
  const struct sakke_vector *v = &sakke_vectors[0];
  CK_OBJECT_HANDLE rsk = create_rsk(v), ssv = 0, none = 0;
  struct octets data_ = hex(v->data), z = hex(v->public_key), id = hex(v->id);
  struct octets p = receivers(1, &z, &id);
  OK(decapsulate(rsk, data_.at, 273, &ssv));
  /* A received SSV is not passed on, nor is a PSK or TGK encapsulated. */
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_MIKEY_SAKKE_ENCAPSULATE, p.at, p.len, ssv, 0, &none));
  CK_OBJECT_HANDLE psk = import_key(s, MIKEY_USE_INKEY, data_.at, 16);
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_MIKEY_SAKKE_ENCAPSULATE, p.at, p.len, psk, 0, &none));
  /* Nor does an RSK derive, sign or issue. */
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, try_prf(s, rsk, 0, MIKEY_LABEL_TEK, 16, &none));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_MIKEY_SAKKE_ISSUE, id.at, id.len, rsk, 0, &none));
  CK_MECHANISM sign = {CKM_MIKEY_ECCSI, NULL, 0}, hmac = {CKM_SHA256_HMAC, NULL, 0};
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_SignInit(s, &sign, rsk));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_SignInit(s, &hmac, ssv));
  /* A generated SSV is encapsulated until its maker ends that. */
  CK_OBJECT_HANDLE sent = 0;
  p.at[1] = 0;
  struct octets nobody = {{MIKEY_SAKKE_SET_1, 0}, 2};
  OK(generate(&nobody, &sent));
  p.at[1] = 1;
  OK(derive(s, CKM_MIKEY_SAKKE_ENCAPSULATE, p.at, p.len, sent, 0, &none));
  OK(f->C_DestroyObject(s, none));
  CK_MECHANISM_TYPE rest[] = {CKM_MIKEY_PRF, CKM_MIKEY_PRF_SALT};
  CK_ATTRIBUTE fewer = {CKA_ALLOWED_MECHANISMS, rest, sizeof rest};
  OK(f->C_SetAttributeValue(s, sent, &fewer, 1));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_MIKEY_SAKKE_ENCAPSULATE, p.at, p.len, sent, 0, &none));
  /* The identity of a key does not change. */
  CK_ATTRIBUTE renamed = {CKA_MIKEY_USER_ID, "other", 5};
  EXPECT(CKR_ATTRIBUTE_READ_ONLY, f->C_SetAttributeValue(s, rsk, &renamed, 1));
  CK_ATTRIBUTE loose = {CKA_EXTRACTABLE, &yes, 1};
  EXPECT(CKR_ATTRIBUTE_READ_ONLY, f->C_SetAttributeValue(s, rsk, &loose, 1));
  CK_OBJECT_HANDLE all[] = {rsk, ssv, psk, sent};
  for (size_t i = 0; i < COUNT(all); i++) {
    OK(f->C_DestroyObject(s, all[i]));
  }
}

static void token_keys_work_after_a_restart(void) {
  const struct sakke_vector *v = &sakke_vectors[0];
  const struct eccsi_vector *e = &eccsi_vectors[0];
  struct octets rsk = hex(v->rsk), z = hex(v->public_key), id = hex(v->id), data_ = hex(v->data);
  struct octets ssk = hex(e->ssk), kpak = hex(e->kpak), pvt = hex(e->pvt);
  CK_OBJECT_HANDLE key = 0;
  OK(create(MIKEY_USE_RSK, &rsk, &z, &id, NULL, CK_TRUE, &key));
  OK(create(MIKEY_USE_SSK, &ssk, &kpak, &id, &pvt, CK_TRUE, &key));
  OK(f->C_Finalize(NULL));
  harness_initialize();
  s = harness_login();
  unsigned char use = MIKEY_USE_RSK;
  CK_ATTRIBUTE by_use[] = {{CKA_MIKEY_USE, &use, 1}, {CKA_MIKEY_USER_ID, id.at, id.len}};
  CK_OBJECT_HANDLE found[4], ssv = 0;
  CHECK(find_all(s, by_use, 2, found, 4) == 1);
  OK(decapsulate(found[0], data_.at, 273, &ssv));
  OK(f->C_DestroyObject(s, ssv));
  OK(f->C_DestroyObject(s, found[0]));
  use = MIKEY_USE_SSK;
  CHECK(find_all(s, by_use, 2, found, 4) == 1);
  CK_MECHANISM sign = {CKM_MIKEY_ECCSI, NULL, 0};
  unsigned char signature[129];
  CK_ULONG len = sizeof signature;
  OK(f->C_SignInit(s, &sign, found[0]));
  OK(f->C_Sign(s, (CK_BYTE_PTR) "m", 1, signature, &len));
  CHECK(is_signature(signature, &kpak, &id, &ssk, &pvt, (const unsigned char *)"m", 1));
  OK(f->C_DestroyObject(s, found[0]));
}

/* More keys than tables are kept for, in turn. */
static void tables_give_way_to_others(void) {
  enum { KEYS = 20 };
  CK_MECHANISM gen = {CKM_MIKEY_SAKKE_KMS_KEY_GEN, &set1, 1};
  CK_OBJECT_HANDLE master = 0, rsk[KEYS], sent = 0, got = 0;
  OK(f->C_GenerateKey(s, &gen, NULL, 0, &master));
  struct octets z = told(master, CKA_MIKEY_PUBLIC_KEY);
  struct octets id = {{'u', 's', 'e', 'r', 0}, 5};
  for (int i = 0; i < KEYS; i++) {
    id.at[4] = (unsigned char)i;
    rsk[i] = issue(master, CKM_MIKEY_SAKKE_ISSUE, &id, CK_FALSE);
  }
  for (int i = 0; i < KEYS + 2; i++) {
    id.at[4] = (unsigned char)(i % KEYS);
    struct octets p = receivers(1, &z, &id);
    OK(generate(&p, &sent));
    struct octets data_ = told(sent, CKA_MIKEY_WRAPPED);
    OK(decapsulate(rsk[i % KEYS], data_.at, 273, &got));
    CHECK(same(sent, got));
    EXPECT(CKR_WRAPPED_KEY_INVALID, decapsulate(rsk[(i + 1) % KEYS], data_.at, 273, &master));
    OK(f->C_DestroyObject(s, sent));
    OK(f->C_DestroyObject(s, got));
  }
}

/* In 1 MiB of locked memory there is room for the lines of one RSK: those that are kept give way to whatever is needed. */
static int in_little_locked_memory(void) {
  struct rlimit limit = {1 << 20, 1 << 20};
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
  CHECK(setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && syscall(SYS_capset, &head, none) == 0);
  failures = 0;
  harness_initialize();
  s = harness_login();
  CK_OBJECT_HANDLE rsk[2], ssv = 0;
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 2; i++) {
      struct octets data_ = hex(sakke_vectors[i].data);
      if (round == 0) {
        rsk[i] = create_rsk(&sakke_vectors[i]);
      }
      OK(decapsulate(rsk[i], data_.at, data_.len, &ssv));
      OK(f->C_DestroyObject(s, ssv));
    }
  }
  return failures;
}

static void lines_give_way_to_what_is_needed(void) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    _exit(in_little_locked_memory() == 0 ? 0 : 1);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

struct worker {
  CK_OBJECT_HANDLE rsk;
  struct octets data;
  CK_RV rv;
};

static void *decapsulate_often(void *context) {
  struct worker *w = context;
  CK_SESSION_HANDLE own = 0;
  w->rv = f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &own);
  CK_MECHANISM m = {CKM_MIKEY_SAKKE_DECAPSULATE, &set1, 1};
  for (int i = 0; i < 20 && w->rv == CKR_OK; i++) {
    CK_OBJECT_HANDLE ssv = 0;
    w->rv = f->C_UnwrapKey(own, &m, w->rsk, w->data.at, 273, NULL, 0, &ssv);
    if (w->rv == CKR_OK) {
      w->rv = f->C_DestroyObject(own, ssv);
    }
  }
  f->C_CloseSession(own);
  return NULL;
}

static void threads_share_tables(void) {
  struct worker workers[4];
  pthread_t threads[4];
  CK_OBJECT_HANDLE rsk = create_rsk(&sakke_vectors[0]);
  for (size_t i = 0; i < 4; i++) {
    workers[i] = (struct worker){rsk, hex(sakke_vectors[0].data), CKR_OK};
    CHECK(pthread_create(&threads[i], NULL, decapsulate_often, &workers[i]) == 0);
  }
  for (size_t i = 0; i < 4; i++) {
    pthread_join(threads[i], NULL);
    CHECK(workers[i].rv == CKR_OK);
  }
  OK(f->C_DestroyObject(s, rsk));
}

int identity_tests(CK_SESSION_HANDLE session) {
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {
#define TEST(name) {#name, name}
      TEST(no_identity_key_stays_in_memory),
      TEST(sakke_vectors_hold_in_the_module), TEST(eccsi_signs_in_the_module),  TEST(a_kms_makes_keys_that_work),
      TEST(guk_id_tells_28_bits),             TEST(what_is_no_key_is_refused),  TEST(bad_encapsulations_look_alike),
      TEST(keys_do_only_their_own_work),      TEST(token_keys_work_after_a_restart),
      TEST(tables_give_way_to_others),        TEST(threads_share_tables),
      TEST(issued_keys_go_to_an_rsa_key),
      TEST(the_documented_wrapped_ssk_comes_in),
      TEST(openssl_opens_what_is_wrapped_for_rsa),
      TEST(lines_give_way_to_what_is_needed),
  };
  s = session;
  for (size_t i = 0; i < COUNT(tests); i++) {
    running = tests[i].name;
    int before = failures;
    tests[i].run();
    printf("%s %s\n", failures == before ? "ok  " : "FAIL", running);
  }
  return failures;
}

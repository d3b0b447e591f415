/*
 * A sealed value: AES-GCM under a non-extractable AES-256 key of the base, with the object's attributes as additional
 * authenticated data. Layout: "MKY2", id of the seal key (8), length of the attributes (4), attributes, IV (12),
 * ciphertext and tag (16).
 */
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "memory.h"
#include "module.h"

enum { MAGIC = 4, KEY_ID = 8, HEAD = MAGIC + KEY_ID + 4, IV = 12, TAG = 16 };

static const unsigned char magic[MAGIC] = {'M', 'K', 'Y', '2'};
static CK_BBOOL yes = CK_TRUE;
static CK_BBOOL no = CK_FALSE;
static CK_OBJECT_CLASS secret_key = CKO_SECRET_KEY;
static CK_KEY_TYPE aes = CKK_AES;

static bool base_says(struct mt_slot *slot, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, CK_BBOOL wanted) {
  CK_BBOOL value = !wanted;
  CK_ATTRIBUTE a = {type, &value, sizeof value};
  return mt_base->C_GetAttributeValue(slot->helper, key, &a, 1) == CKR_OK && value == wanted;
}

/* A key that someone put there, or that can be read, seals nothing. */
static bool sound(struct mt_slot *slot, CK_OBJECT_HANDLE key) {
  return base_says(slot, key, CKA_SENSITIVE, CK_TRUE) && base_says(slot, key, CKA_EXTRACTABLE, CK_FALSE) &&
         base_says(slot, key, CKA_LOCAL, CK_TRUE) && base_says(slot, key, CKA_ALWAYS_SENSITIVE, CK_TRUE) &&
         base_says(slot, key, CKA_NEVER_EXTRACTABLE, CK_TRUE) && base_says(slot, key, CKA_PRIVATE, CK_TRUE);
}

/* Opens and closes with a session copy: SoftHSM reads the file of a token key at each use. */
static CK_OBJECT_HANDLE faster_copy(struct mt_slot *slot, CK_OBJECT_HANDLE key) {
  CK_ATTRIBUTE session_object[] = {{CKA_TOKEN, &no, sizeof no}};
  CK_OBJECT_HANDLE copy = 0;
  if (mt_base->C_CopyObject(slot->helper, key, session_object, 1, &copy) != CKR_OK) {
    return key;
  }
  mt_slot_hide(slot, copy);
  if (!base_says(slot, copy, CKA_SENSITIVE, CK_TRUE) || !base_says(slot, copy, CKA_EXTRACTABLE, CK_FALSE)) {
    mt_base->C_DestroyObject(slot->helper, copy);
    return key;
  }
  return copy;
}

static int by_id(const void *a, const void *b) {
  const struct mt_seal_key *x = a;
  const struct mt_seal_key *y = b;
  return memcmp(x->id, y->id, KEY_ID);
}

static CK_RV find_keys(struct mt_slot *slot) {
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &secret_key, sizeof secret_key},
                             {CKA_KEY_TYPE, &aes, sizeof aes},
                             {CKA_TOKEN, &yes, sizeof yes},
                             {CKA_LABEL, MT_SEAL_LABEL, sizeof MT_SEAL_LABEL - 1}};
  CK_OBJECT_HANDLE found[MT_MAX_SEAL_KEYS];
  CK_ULONG count = 0;
  CK_RV rv = mt_base->C_FindObjectsInit(slot->helper, template, 4);
  if (rv != CKR_OK) {
    return rv;
  }
  rv = mt_base->C_FindObjects(slot->helper, found, MT_MAX_SEAL_KEYS, &count);
  mt_base->C_FindObjectsFinal(slot->helper);
  slot->seal_key_count = 0;
  for (CK_ULONG i = 0; rv == CKR_OK && i < count; i++) {
    struct mt_seal_key *key = &slot->seal_keys[slot->seal_key_count];
    CK_ATTRIBUTE id = {CKA_ID, key->id, KEY_ID};
    mt_slot_hide(slot, found[i]);
    if (sound(slot, found[i]) && mt_base->C_GetAttributeValue(slot->helper, found[i], &id, 1) == CKR_OK &&
        id.ulValueLen == KEY_ID) {
      key->handle = found[i];
      slot->seal_key_count++;
    }
  }
  qsort(slot->seal_keys, slot->seal_key_count, sizeof slot->seal_keys[0], by_id);
  return rv;
}

static CK_RV make_key(struct mt_slot *slot, bool token, unsigned char id[KEY_ID], CK_OBJECT_HANDLE *key) {
  CK_ULONG length = 32;
  CK_RV rv = mt_base->C_GenerateRandom(slot->helper, id, KEY_ID);
  if (rv != CKR_OK) {
    return rv;
  }
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &secret_key, sizeof secret_key},
                             {CKA_KEY_TYPE, &aes, sizeof aes},
                             {CKA_VALUE_LEN, &length, sizeof length},
                             {CKA_LABEL, MT_SEAL_LABEL, sizeof MT_SEAL_LABEL - 1},
                             {CKA_ID, id, KEY_ID},
                             {CKA_TOKEN, token ? &yes : &no, sizeof yes},
                             {CKA_PRIVATE, &yes, sizeof yes},
                             {CKA_SENSITIVE, &yes, sizeof yes},
                             {CKA_EXTRACTABLE, &no, sizeof no},
                             {CKA_ENCRYPT, &yes, sizeof yes},
                             {CKA_DECRYPT, &yes, sizeof yes},
                             {CKA_SIGN, &no, sizeof no},
                             {CKA_VERIFY, &no, sizeof no},
                             {CKA_WRAP, &no, sizeof no},
                             {CKA_UNWRAP, &no, sizeof no},
                             {CKA_DERIVE, &no, sizeof no}};
  CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
  rv = mt_base->C_GenerateKey(slot->helper, &mechanism, template, sizeof template / sizeof template[0], key);
  if (rv == CKR_OK) {
    mt_slot_hide(slot, *key);
  }
  return rv;
}

/*
 * A random IV of 96 bits is good for 2^32 values (NIST SP 800-38D section 8.3), which session keys would reach. So they are
 * sealed under a key of this process's own, by counting.
 */
static CK_RV make_session_key(struct mt_slot *slot) {
  struct mt_seal_key *key = &slot->session_key;
  CK_RV rv = make_key(slot, false, key->id, &key->handle);
  slot->sealed = 0;
  return rv == CKR_OK && !sound(slot, key->handle) ? CKR_DEVICE_ERROR : rv;
}

CK_RV mt_seal_prepare(struct mt_slot *slot) {
  if (slot->helper == 0) {
    CK_RV rv = mt_base->C_OpenSession(slot->id, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &slot->helper);
    if (rv != CKR_OK) {
      slot->helper = 0;
      return rv;
    }
  }
  CK_RV rv = find_keys(slot);
  if (rv == CKR_OK && slot->seal_key_count == 0) {
    unsigned char id[KEY_ID];
    CK_OBJECT_HANDLE key = 0;
    rv = make_key(slot, true, id, &key);
    if (rv == CKR_OK) {
      rv = find_keys(slot);
    }
  }
  if (rv == CKR_OK && slot->seal_key_count == 0) {
    /* The base does not keep what the template demanded. */
    rv = CKR_DEVICE_ERROR;
  }
  for (size_t i = 0; rv == CKR_OK && i < slot->seal_key_count; i++) {
    slot->seal_keys[i].handle = faster_copy(slot, slot->seal_keys[i].handle);
  }
  return rv == CKR_OK ? make_session_key(slot) : rv;
}

static CK_GCM_PARAMS gcm(const unsigned char *iv, const unsigned char *aad, size_t aad_len) {
  CK_GCM_PARAMS p;
  memset(&p, 0, sizeof p);
  p.iv_ptr = (unsigned char *)iv;
  p.iv_len = IV;
  p.iv_bits = IV * 8;
  p.aad_ptr = (unsigned char *)aad;
  p.aad_len = aad_len;
  p.tag_bits = TAG * 8;
  return p;
}

CK_RV mt_seal(struct mt_slot *slot, bool token, const unsigned char *aad, size_t aad_len, const unsigned char *value,
              size_t len, unsigned char **blob, size_t *blob_len) {
  if (slot->seal_key_count == 0) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  const struct mt_seal_key *key = token ? &slot->seal_keys[0] : &slot->session_key;
  size_t room = HEAD + aad_len + IV + len + TAG;
  unsigned char *p = malloc(room);
  if (p == NULL) {
    return CKR_HOST_MEMORY;
  }
  memcpy(p, magic, MAGIC);
  memcpy(p + MAGIC, key->id, KEY_ID);
  mt_put32(p + MAGIC + KEY_ID, aad_len);
  memcpy(p + HEAD, aad, aad_len);
  unsigned char *iv = p + HEAD + aad_len;
  CK_RV rv = CKR_OK;
  if (token) {
    rv = mt_base->C_GenerateRandom(slot->helper, iv, IV);
  } else {
    memset(iv, 0, IV - 8);
    mt_put64(iv + IV - 8, ++slot->sealed);
  }
  CK_GCM_PARAMS params = gcm(iv, p, HEAD + aad_len);
  CK_MECHANISM mechanism = {CKM_AES_GCM, &params, sizeof params};
  if (rv == CKR_OK) {
    rv = mt_base->C_EncryptInit(slot->helper, &mechanism, key->handle);
  }
  CK_ULONG out = len + TAG;
  if (rv == CKR_OK) {
    rv = mt_base->C_Encrypt(slot->helper, (CK_BYTE_PTR)value, len, iv + IV, &out);
  }
  if (rv == CKR_OK && out != len + TAG) {
    rv = CKR_DEVICE_ERROR;
  }
  if (rv != CKR_OK) {
    free(p);
    return rv;
  }
  *blob = p;
  *blob_len = room;
  return CKR_OK;
}

CK_RV mt_seal_aad(const unsigned char *blob, size_t blob_len, const unsigned char **aad, size_t *aad_len) {
  if (blob_len < HEAD + IV + TAG || memcmp(blob, magic, MAGIC) != 0) {
    return CKR_DATA_INVALID;
  }
  *aad_len = mt_get32(blob + MAGIC + KEY_ID);
  *aad = blob + HEAD;
  return *aad_len > blob_len - HEAD - IV - TAG ? CKR_DATA_INVALID : CKR_OK;
}

CK_RV mt_unseal(struct mt_slot *slot, const unsigned char *blob, size_t blob_len, unsigned char *value, size_t *len) {
  const unsigned char *aad;
  size_t aad_len;
  CK_RV rv = mt_seal_aad(blob, blob_len, &aad, &aad_len);
  if (rv != CKR_OK) {
    return rv;
  }
  bool session = slot->seal_key_count > 0 && memcmp(slot->session_key.id, blob + MAGIC, KEY_ID) == 0;
  const struct mt_seal_key *key = session ? &slot->session_key : NULL;
  for (size_t i = 0; i < slot->seal_key_count && key == NULL; i++) {
    key = memcmp(slot->seal_keys[i].id, blob + MAGIC, KEY_ID) == 0 ? &slot->seal_keys[i] : NULL;
  }
  if (key == NULL) {
    return slot->seal_key_count == 0 ? CKR_USER_NOT_LOGGED_IN : CKR_DATA_INVALID;
  }
  const unsigned char *iv = aad + aad_len;
  size_t sealed = blob_len - HEAD - aad_len - IV;
  if (sealed - TAG > MT_MAX_KEY) {
    return CKR_DATA_INVALID;
  }
  CK_GCM_PARAMS params = gcm(iv, blob, HEAD + aad_len);
  CK_MECHANISM mechanism = {CKM_AES_GCM, &params, sizeof params};
  rv = mt_base->C_DecryptInit(slot->helper, &mechanism, key->handle);
  CK_ULONG out = sealed;
  if (rv == CKR_OK) {
    rv = mt_base->C_Decrypt(slot->helper, (CK_BYTE_PTR)(iv + IV), sealed, value, &out);
  }
  *len = out;
  return rv == CKR_OK && out != sealed - TAG ? CKR_DEVICE_ERROR : rv;
}

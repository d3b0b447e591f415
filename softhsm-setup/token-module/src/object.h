/* The objects this module owns: attributes in the clear, value sealed. */
#ifndef MT_OBJECT_H
#define MT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "mikey-pkcs11.h"

enum { MT_MAX_ALLOWED = 16, MT_MAX_FIELDS = 12, MT_MAX_KEY = 4096, MT_MIN_CHILD = 16 };

/* Flags of an object; the attributes of the same names. */
enum {
  MT_TOKEN = 1 << 0,
  MT_EXTRACTABLE = 1 << 1,
  MT_ALWAYS_SENSITIVE = 1 << 2,
  MT_NEVER_EXTRACTABLE = 1 << 3,
  MT_LOCAL = 1 << 4,
  MT_MODIFIABLE = 1 << 5,
  MT_COPYABLE = 1 << 6,
  MT_DESTROYABLE = 1 << 7,
  MT_ENCRYPT = 1 << 8,
  MT_DECRYPT = 1 << 9,
  MT_SIGN = 1 << 10,
  MT_VERIFY = 1 << 11,
  MT_WRAP = 1 << 12,
  MT_UNWRAP = 1 << 13,
  MT_DERIVE = 1 << 14,
  MT_FROM_ENVELOPE = 1 << 15, /* an encr_key derived from an envelope key */
  MT_USAGE = MT_ENCRYPT | MT_DECRYPT | MT_SIGN | MT_VERIFY | MT_WRAP | MT_UNWRAP | MT_DERIVE
};

/* An object no caller ever sees: the secret of implicit rejection. */
enum { MT_USE_INTERNAL = 0xff };

/* An attribute of variable length. */
struct mt_field {
  CK_ATTRIBUTE_TYPE type;
  size_t len;
  unsigned char *data;
};

struct mt_attrs {
  CK_OBJECT_CLASS object_class;
  CK_KEY_TYPE key_type;
  unsigned use;
  unsigned origin;
  unsigned flags;
  CK_MECHANISM_TYPE gen_mechanism;
  CK_ULONG value_len;
  size_t allowed_count;
  CK_MECHANISM_TYPE allowed[MT_MAX_ALLOWED];
  size_t field_count;
  struct mt_field fields[MT_MAX_FIELDS];
  unsigned char uid[16];      /* of a token object, through all its changes; zeros else */
  unsigned long long version; /* counts the changes: of two blobs of one object the later one is it */
};

struct mt_slot;

struct mt_object {
  CK_OBJECT_HANDLE handle;
  struct mt_slot *slot;
  CK_SESSION_HANDLE session;     /* a session object's creator; 0 for a token object */
  CK_OBJECT_HANDLE base_handle;  /* a token object's blob in the base */
  unsigned refs;
  bool gone;
  struct mt_attrs attrs;
  unsigned char *blob; /* sealed value; NULL for a data object */
  size_t blob_len;
  struct mt_object *next;
};

void mt_attrs_free(struct mt_attrs *attrs);
CK_RV mt_attrs_copy(const struct mt_attrs *from, struct mt_attrs *to);

/* Sets or replaces a field; copies the data. */
CK_RV mt_attrs_set(struct mt_attrs *attrs, CK_ATTRIBUTE_TYPE type, const void *data, size_t len);
const struct mt_field *mt_attrs_find(const struct mt_attrs *attrs, CK_ATTRIBUTE_TYPE type);
bool mt_attrs_allow(const struct mt_attrs *attrs, CK_MECHANISM_TYPE mechanism);

/* Attributes as octets, which the seal authenticates. The caller frees. */
CK_RV mt_attrs_encode(const struct mt_attrs *attrs, unsigned char **out, size_t *len);
/* Strict; CKR_DATA_INVALID for anything mt_attrs_encode does not write. */
CK_RV mt_attrs_decode(const unsigned char *in, size_t len, struct mt_attrs *attrs);

/* What C_GetAttributeValue answers for one attribute: CKR_OK and *len, and the value if out is not NULL. */
CK_RV mt_attrs_tell(const struct mt_attrs *attrs, CK_ATTRIBUTE_TYPE type, unsigned char *out, CK_ULONG *len);

/* A caller's template, checked for form. Points into the caller's memory. */
struct mt_template {
  bool has_class, has_key_type, has_value, has_value_len, has_use, has_allowed;
  CK_OBJECT_CLASS object_class;
  CK_KEY_TYPE key_type;
  unsigned use;
  unsigned given; /* flags that the template names, and their values */
  unsigned values;
  bool has_private, is_private, has_sensitive, is_sensitive;
  const unsigned char *value;
  CK_ULONG value_size;
  CK_ULONG value_len;
  size_t allowed_count;
  CK_MECHANISM_TYPE allowed[MT_MAX_ALLOWED];
  size_t field_count;
  struct mt_field fields[MT_MAX_FIELDS];
};

CK_RV mt_template_parse(CK_ATTRIBUTE_PTR attributes, CK_ULONG count, struct mt_template *out);

/* What a mechanism says of the key it makes. */
struct mt_new {
  unsigned use;
  unsigned origin;
  CK_KEY_TYPE key_type;
  CK_MECHANISM_TYPE gen_mechanism; /* CK_UNAVAILABLE_INFORMATION unless generated */
  size_t len;
  unsigned extra;   /* flags beyond the rule's: MT_LOCAL, MT_FROM_ENVELOPE */
  unsigned without; /* usage flags the rule has and this key has not */
  const struct mt_attrs *parent; /* of a derived key; NULL else */
};

/* Applies the rule of the use to a template; CKR_TEMPLATE_INCONSISTENT if it asks for more. */
CK_RV mt_rules_apply(const struct mt_template *t, const struct mt_new *key, struct mt_attrs *attrs);

/* The use of a key that a caller creates or generates, from what its template says. */
CK_RV mt_rules_infer_use(const struct mt_template *t, unsigned *use);

/* RSK, SSK and what a KMS makes them with: such a key has a form and public attributes, which decide whether it is one. */
bool mt_use_is_identity(unsigned use);
bool mt_is_identity_field(CK_ATTRIBUTE_TYPE type);

/* The key type of a use. */
CK_KEY_TYPE mt_rules_key_type(unsigned use, size_t len);

#endif

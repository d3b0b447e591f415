/* What the mechanisms of the identity-based keys share: docs/pkcs11-mikey-profile.md, "Identity-based keys". */
#ifndef MT_IDENTITY_H
#define MT_IDENTITY_H

#include "eccsi.h"
#include "mechanism.h"
#include "sakke.h"

enum { MT_MAX_ID = 1024 };

/* What a template says of an attribute of variable length; NULL if nothing. */
const struct mt_field *mt_template_field(const struct mt_template *t, CK_ATTRIBUTE_TYPE type);

/* Octets of an RSK, SSK, z_T or KSAK. */
size_t mt_identity_length(unsigned use);

/*
 * The public key of z_T or KSAK into public_key, of MT_SAKKE_POINT octets, which the template may repeat; bad if the value is
 * out of range.
 */
CK_RV mt_master_public(const struct mt_template *t, unsigned use, const unsigned char *value, CK_RV bad,
                       unsigned char *public_key, size_t *len);

/* Opens an unwrapping key; CKR_UNWRAPPING_KEY_HANDLE_INVALID for a handle that is none. */
CK_RV mt_unwrapping_open(struct mt_call *call, CK_OBJECT_HANDLE handle, CK_MECHANISM_TYPE type, struct mt_key *key);

#endif

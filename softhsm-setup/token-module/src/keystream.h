/* Which ciphertext each AES-CM key stream of key data went with. */
#ifndef MT_KEYSTREAM_H
#define MT_KEYSTREAM_H

#include <stdbool.h>

#include "mikey-pkcs11.h"

/*
 * Claims a key stream (a digest of key and first counter block) for a ciphertext (its digest). CKR_FUNCTION_REJECTED if
 * it went with another one before, or with any if `fresh`. Remembers the latest 8192 in this process.
 */
CK_RV mt_keystream_claim(const unsigned char stream[32], const unsigned char ciphertext[32], bool fresh);
/* A child keeps what was claimed, so it must be whole when the process forks. */
void mt_keystream_before_fork(void);
void mt_keystream_in_parent(void);
void mt_keystream_after_fork(void);

#endif

/* RSA below the envelope: the public operation and the encodings of RFC 8017, all in locked memory. */
#ifndef MT_RSA_H
#define MT_RSA_H

#include <stddef.h>

#include "mikey-pkcs11.h"

enum { MT_RSA_MIN = 128, MT_RSA_MAX = 1024 }; /* octets of a modulus */

/* Longest message of an encoding in a modulus of k octets. */
size_t mt_rsa_room(unsigned encoding, size_t k);

/* out = in ^ exponent mod modulus; all of k octets but the exponent, k the modulus without leading zeros. */
CK_RV mt_rsa_public(const unsigned char *modulus, size_t k, const unsigned char *exponent, size_t exponent_len,
                    const unsigned char *in, unsigned char *out);

/* How many random octets an encoding takes. */
size_t mt_rsa_seed(unsigned encoding, size_t k, size_t len);

/* Encodes a message; random holds mt_rsa_seed octets, for PKCS#1 v1.5 none of them zero. */
CK_RV mt_rsa_encode(unsigned encoding, size_t k, const unsigned char *random, const unsigned char *message, size_t len,
                    unsigned char *block);

/*
 * All ones if the block of k octets encodes a message of just that length, else 0; changes the block (OAEP). The message
 * is then its last len octets. No branch and no index depends on what is in the block.
 */
size_t mt_rsa_decode(unsigned encoding, size_t k, unsigned char *block, size_t len);

#endif

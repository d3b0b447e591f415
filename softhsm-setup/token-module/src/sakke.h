/* SAKKE (RFC 6508) with Parameter Set 1 of RFC 6509. What is secret is in locked memory and decides no branch and no index. */
#ifndef MT_SAKKE_H
#define MT_SAKKE_H

#include <stdbool.h>
#include <stddef.h>

enum { MT_SAKKE_SCALAR = 128, MT_SAKKE_POINT = 257, MT_SAKKE_SSV = 16, MT_SAKKE_DATA = MT_SAKKE_POINT + MT_SAKKE_SSV };

enum mt_math { MT_MATH_OK, MT_MATH_INVALID, MT_MATH_MEMORY };

/* A KMS Public Key with its tables, 2.5 MiB; public. */
struct mt_sakke_kms;

/* MT_MATH_INVALID unless z is 0x04 || x || y of a point of order q. */
enum mt_math mt_sakke_kms_open(const unsigned char z[MT_SAKKE_POINT], struct mt_sakke_kms **kms);
void mt_sakke_kms_close(struct mt_sakke_kms *kms);
const unsigned char *mt_sakke_kms_encoded(const struct mt_sakke_kms *kms);

/* Whether an identifier, as an integer, is 2 to q - 1 (RFC 6508 section 2.2). */
bool mt_sakke_identifier_ok(const unsigned char *id, size_t len);

/* RFC 6508 section 6.2.1 from step 2 on. MT_MATH_INVALID for a wrong identifier. */
enum mt_math mt_sakke_encapsulate(const struct mt_sakke_kms *kms, const unsigned char ssv[MT_SAKKE_SSV], const unsigned char *id,
                                  size_t id_len, unsigned char data[MT_SAKKE_DATA]);

/* The lines of a Receiver Secret Key, as secret as it: mt_sakke_lines_size octets of locked memory. */
struct mt_sakke_lines;
size_t mt_sakke_lines_size(void);
/* MT_MATH_INVALID if the key is no point of order q of the curve. */
enum mt_math mt_sakke_lines_make(const unsigned char rsk[MT_SAKKE_POINT], struct mt_sakke_lines **lines);
void mt_sakke_lines_close(struct mt_sakke_lines *lines);
/* Makes a table of the user's public point, 1.3 MiB, with which decapsulation checks faster; that point must be of this key. */
enum mt_math mt_sakke_lines_prepare(struct mt_sakke_lines *lines, const struct mt_sakke_kms *kms, const unsigned char *id,
                                    size_t id_len);

/* RFC 6508 section 6.1.2: whether the lines are of that KMS's key for that identifier. */
enum mt_math mt_sakke_verify(const struct mt_sakke_kms *kms, const struct mt_sakke_lines *lines, const unsigned char *id,
                             size_t id_len);

/*
 * RFC 6508 section 6.2.2. MT_MATH_INVALID, ssv zero, if data is no point and hint for this key; after the checks of the
 * point's form, which need no secret, no reason shows in the time taken.
 */
enum mt_math mt_sakke_decapsulate(const struct mt_sakke_kms *kms, const struct mt_sakke_lines *lines, const unsigned char *id,
                                  size_t id_len, const unsigned char data[MT_SAKKE_DATA], unsigned char ssv[MT_SAKKE_SSV]);

/* Whether 128 octets are an integer in 2 to q - 1: a KMS Master Secret. */
bool mt_sakke_master_ok(const unsigned char z[MT_SAKKE_SCALAR]);
/* Z = [z]P (RFC 6508 section 6.1). */
enum mt_math mt_sakke_master_public(const unsigned char z[MT_SAKKE_SCALAR], unsigned char public_key[MT_SAKKE_POINT]);
/* K = [1 / (a + z)]P (RFC 6508 section 6.1.1). */
enum mt_math mt_sakke_issue(const unsigned char z[MT_SAKKE_SCALAR], const unsigned char *id, size_t id_len,
                            unsigned char rsk[MT_SAKKE_POINT]);

/* In a forked child. */
void mt_sakke_after_fork(void);

/* "AVX-512 IFMA" or "64-bit limbs". */
const char *mt_sakke_arithmetic(void);
/* For tests: the arithmetic for any processor; call it first. */
void mt_sakke_portable(void);

#endif

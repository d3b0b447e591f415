/* ECCSI (RFC 6507) over P-256 with SHA-256, as RFC 6509 section 2.1.1 says. Secrets decide no branch and no index. */
#ifndef MT_ECCSI_H
#define MT_ECCSI_H

#include "sakke.h"

enum { MT_ECCSI_SCALAR = 32, MT_ECCSI_POINT = 65, MT_ECCSI_SIGNATURE = 129 };

/* Whether 32 octets are an integer in 1 to q - 1. */
bool mt_eccsi_scalar_ok(const unsigned char scalar[MT_ECCSI_SCALAR]);
/* Whether 65 octets are 0x04 || x || y on the curve. */
bool mt_eccsi_point_ok(const unsigned char point[MT_ECCSI_POINT]);

/* [k]G: KPAK of a KSAK. */
enum mt_math mt_eccsi_public(const unsigned char k[MT_ECCSI_SCALAR], unsigned char point[MT_ECCSI_POINT]);

/* HS = hash(G || KPAK || ID || PVT). */
void mt_eccsi_hs(const unsigned char kpak[MT_ECCSI_POINT], const unsigned char *id, size_t id_len,
                 const unsigned char pvt[MT_ECCSI_POINT], unsigned char hs[MT_ECCSI_SCALAR]);

/* RFC 6507 section 5.1.2: KPAK = [SSK]G - [HS]PVT. */
enum mt_math mt_eccsi_validate(const unsigned char kpak[MT_ECCSI_POINT], const unsigned char hs[MT_ECCSI_SCALAR],
                               const unsigned char ssk[MT_ECCSI_SCALAR], const unsigned char pvt[MT_ECCSI_POINT]);

/*
 * j from 32 random octets and the message, under the SSK as RFC 6979 section 3.6 has it with additional data: should the octets
 * ever come again, another message has another j. MT_MATH_INVALID once in 2^32: try others.
 */
enum mt_math mt_eccsi_nonce(const unsigned char ssk[MT_ECCSI_SCALAR], const unsigned char random[32],
                            const unsigned char hs[MT_ECCSI_SCALAR], const unsigned char *message, size_t len,
                            unsigned char j[MT_ECCSI_SCALAR]);

/* RFC 6507 section 5.2.1 with this j, an integer in 1 to q - 1. MT_MATH_INVALID where another j is needed. */
enum mt_math mt_eccsi_sign(const unsigned char hs[MT_ECCSI_SCALAR], const unsigned char ssk[MT_ECCSI_SCALAR],
                           const unsigned char pvt[MT_ECCSI_POINT], const unsigned char *message, size_t len,
                           const unsigned char j[MT_ECCSI_SCALAR], unsigned char signature[MT_ECCSI_SIGNATURE]);

/* RFC 6507 section 5.1.1 with this v, an integer in 1 to q - 1. MT_MATH_INVALID where another v is needed. */
enum mt_math mt_eccsi_issue(const unsigned char ksak[MT_ECCSI_SCALAR], const unsigned char kpak[MT_ECCSI_POINT],
                            const unsigned char *id, size_t id_len, const unsigned char v[MT_ECCSI_SCALAR],
                            unsigned char ssk[MT_ECCSI_SCALAR], unsigned char pvt[MT_ECCSI_POINT]);

#endif

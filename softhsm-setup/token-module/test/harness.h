/* What the tests of the module share: a SoftHSM2 token in a directory of their own, behind the module. */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mikey-pkcs11.h"

extern CK_FUNCTION_LIST_PTR f;
extern CK_SLOT_ID slot;
extern int failures;
extern const char *running;

#define CHECK(what)                                                                \
  do {                                                                             \
    if (!(what)) {                                                                 \
      fprintf(stderr, "%s:%d: %s: not so: %s\n", __FILE__, __LINE__, running, #what); \
      failures++;                                                                  \
    }                                                                              \
  } while (0)

#define EXPECT(rv, call)                                                                                      \
  do {                                                                                                        \
    CK_RV got_ = (call);                                                                                      \
    if (got_ != (rv)) {                                                                                       \
      fprintf(stderr, "%s:%d: %s: %s: 0x%lx, not %s\n", __FILE__, __LINE__, running, #call, got_, #rv);       \
      failures++;                                                                                             \
    }                                                                                                         \
  } while (0)

#define OK(call) EXPECT(CKR_OK, call)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Loads the module, makes the token. Ends the process if that fails. */
void harness_open(const char *module);
void harness_initialize(void);
/* A read-write session, logged in. */
CK_SESSION_HANDLE harness_login(void);
/* Destroys the token's directory. */
void harness_close(void);

extern CK_BBOOL yes, no;
extern CK_OBJECT_CLASS secret, data;
extern CK_KEY_TYPE generic, aes;

CK_OBJECT_HANDLE import_key(CK_SESSION_HANDLE s, unsigned use, const void *value, size_t len);
CK_RV derive(CK_SESSION_HANDLE s, CK_MECHANISM_TYPE type, const void *parameter, size_t parameter_len, CK_OBJECT_HANDLE base,
             CK_ULONG len, CK_OBJECT_HANDLE *out);
/* CKM_MIKEY_PRF with constant || cs_id || csb_id || RAND. */
CK_OBJECT_HANDLE prf(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE base, unsigned func, unsigned long constant, CK_ULONG len);
CK_RV try_prf(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE base, unsigned func, unsigned long constant, CK_ULONG len,
              CK_OBJECT_HANDLE *out);
/* HMAC-SHA-1 of the probe text. */
CK_RV probe(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE key, unsigned char mac[20]);
CK_RV attribute(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, void *out, size_t room, size_t *len);
/* An RSA key pair of the base, of the session; the private key unwraps. */
void make_rsa_pair(CK_SESSION_HANDLE s, CK_ULONG bits, CK_BBOOL decrypts, CK_OBJECT_HANDLE *pub, CK_OBJECT_HANDLE *priv);
/* Shows a copy of each writable part of this process's memory, which is wiped afterwards; octets in all. */
size_t each_writable_mapping(void (*visit)(unsigned char *copy, size_t len, void *context), void *context);
size_t find_all(CK_SESSION_HANDLE s, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE *out, size_t room);

/* The tests; the number of failures so far. */
int mechanism_tests(CK_SESSION_HANDLE session);
int rule_tests(CK_SESSION_HANDLE session);
int identity_tests(CK_SESSION_HANDLE session);
int handover_tests(CK_SESSION_HANDLE session);
int state_tests(CK_SESSION_HANDLE session);

#define PROBE "mikey-hsm probe"

#endif

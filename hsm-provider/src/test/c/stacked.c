/*
 * A PKCS#11 v2.40 module for tests, stacked on the one that MIKEYHSM_STACKED_BASE names. It passes every call on.
 *
 * Recorder: with MIKEYHSM_STACKED_LOG, one line per call in that file: function, session, object, mechanism, the types
 * and lengths of a template's attributes, lengths of data, result. Of values it has CKA_CLASS, CKA_KEY_TYPE and flags
 * only; no octet of a secret, no PIN.
 *
 * Faults: stacked_fail makes a function fail; stacked_close_all closes every session of a slot behind its users' back.
 * The tests reach them by the library's symbols.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <p11-kit/pkcs11.h>

#define EXPORT __attribute__((visibility("default")))

static CK_FUNCTION_LIST_PTR base;
static CK_FUNCTION_LIST list;
static int log_file = -1;

typedef struct {
  size_t length;
  char text[4000];
} line;

__attribute__((format(printf, 2, 3))) static void add(line *l, const char *format, ...) {
  if (log_file < 0) return;
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(l->text + l->length, sizeof l->text - l->length, format, arguments);
  va_end(arguments);
  if (n > 0) l->length += (size_t)n;
  if (l->length >= sizeof l->text) l->length = sizeof l->text - 1;
}

static void add_mechanism(line *l, const CK_MECHANISM *m) {
  if (m) add(l, " mechanism=0x%lx", m->mechanism);
}

static int is_flag(CK_ATTRIBUTE_TYPE type) {
  switch (type) {
    case CKA_TOKEN:
    case CKA_PRIVATE:
    case CKA_SENSITIVE:
    case CKA_EXTRACTABLE:
    case CKA_MODIFIABLE:
    case CKA_ENCRYPT:
    case CKA_DECRYPT:
    case CKA_WRAP:
    case CKA_UNWRAP:
    case CKA_SIGN:
    case CKA_VERIFY:
    case CKA_DERIVE:
      return 1;
    default:
      return 0;
  }
}

/* TYPE:LENGTH, or TYPE=VALUE of what is no secret; of a question (values 0) the type alone. */
static void add_template(line *l, const char *name, const CK_ATTRIBUTE *t, CK_ULONG count, int values) {
  add(l, " %s=[", name);
  for (CK_ULONG i = 0; t && i < count; i++) {
    add(l, "%s0x%lx", i ? "," : "", t[i].type);
    if (!values) continue;
    if (is_flag(t[i].type) && t[i].pValue && t[i].ulValueLen == sizeof(CK_BBOOL)) {
      add(l, "=%d", *(const CK_BBOOL *)t[i].pValue);
    } else if ((t[i].type == CKA_CLASS || t[i].type == CKA_KEY_TYPE) && t[i].pValue && t[i].ulValueLen == sizeof(CK_ULONG)) {
      CK_ULONG value;
      memcpy(&value, t[i].pValue, sizeof value);
      add(l, "=0x%lx", value);
    } else {
      add(l, ":%lu", t[i].ulValueLen);
    }
  }
  add(l, "]");
}

static void write_line(line *l, CK_RV rv) {
  if (log_file < 0) return;
  add(l, " rv=0x%lx\n", rv);
  /* One write, so that lines of several threads do not mix. */
  if (write(log_file, l->text, l->length) < 0) abort();
}

static pthread_mutex_t fault_lock = PTHREAD_MUTEX_INITIALIZER;
static char fault_function[64];
static CK_RV fault_result;
static unsigned long fault_after, fault_count;

/*
 * Makes a function ("*": any) fail with a result, count times after the next `after` calls of it; "" ends all faults.
 * The call does not reach the module behind. Gives how many failures of the order before were still to come.
 */
EXPORT unsigned long stacked_fail(const char *function, unsigned long result, unsigned long after, unsigned long count);
unsigned long stacked_fail(const char *function, unsigned long result, unsigned long after, unsigned long count) {
  pthread_mutex_lock(&fault_lock);
  unsigned long left = fault_count;
  snprintf(fault_function, sizeof fault_function, "%s", function);
  fault_result = result;
  fault_after = after;
  fault_count = *function ? count : 0;
  pthread_mutex_unlock(&fault_lock);
  return left;
}

EXPORT unsigned long stacked_close_all(unsigned long slot);
unsigned long stacked_close_all(unsigned long slot) { return base->C_CloseAllSessions(slot); }

static int fails(const char *function, CK_RV *result) {
  int now = 0;
  pthread_mutex_lock(&fault_lock);
  if (fault_count && (*fault_function == '*' || strcmp(function, fault_function) == 0)) {
    if (fault_after) {
      fault_after--;
    } else {
      fault_count--;
      *result = fault_result;
      now = 1;
    }
  }
  pthread_mutex_unlock(&fault_lock);
  return now;
}

static unsigned long now_ns(void) {
  struct timespec t;
  /* CPU time: on a machine with other work, wall time says nothing. */
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (unsigned long)t.tv_sec * 1000000000ul + (unsigned long)t.tv_nsec;
}

/* Nanoseconds of CPU time that all threads have spent in each function of the module behind, in the order of the list. */
typedef struct {
  const char *function;
  _Atomic unsigned long ns, calls;
} cost;
static cost *costs[80];
static unsigned cost_count;

static cost *cost_of(const char *function) {
  for (unsigned i = 0; i < cost_count; i++) {
    if (strcmp(costs[i]->function, function) == 0) return costs[i];
  }
  return NULL;
}

/* What the calls of one function have cost without Java, and how many they were; 0 for one that there is not. */
EXPORT unsigned long stacked_time_of(const char *function);
unsigned long stacked_time_of(const char *function) {
  cost *c = cost_of(function);
  return c ? c->ns : 0;
}
EXPORT unsigned long stacked_calls_of(const char *function);
unsigned long stacked_calls_of(const char *function) {
  cost *c = cost_of(function);
  return c ? c->calls : 0;
}

/* PASS(name, parameters, arguments, what is logged before the call, what is logged after it). */
#define PASS(name, parameters, arguments, before, after) \
  static cost cost_##name = {.function = #name};         \
  static CK_RV on_##name parameters {                    \
    line l;                                              \
    l.length = 0;                                        \
    CK_RV rv;                                            \
    add(&l, "%s", #name);                                \
    before;                                              \
    if (!fails(#name, &rv)) {                            \
      unsigned long start = now_ns();                    \
      rv = base->name arguments;                         \
      unsigned long spent = now_ns() - start;            \
      cost_##name.ns += spent;                           \
      cost_##name.calls++;                               \
      if (rv == CKR_OK) {                                \
        after;                                           \
      }                                                  \
    }                                                    \
    write_line(&l, rv);                                  \
    return rv;                                           \
  }

#define SESSION add(&l, " session=%lu", s)
#define OBJECT(o) add(&l, " object=%lu", o)
#define DATA(n) add(&l, " data=%lu", n)
#define MADE(o) add(&l, " made=%lu", *(o))
#define NOTHING (void)0

typedef CK_BYTE_PTR P;
typedef CK_ULONG N;
typedef CK_ULONG_PTR NP;
typedef CK_SESSION_HANDLE S;
typedef CK_OBJECT_HANDLE O;
typedef CK_OBJECT_HANDLE_PTR OP;
typedef CK_MECHANISM_PTR M;
typedef CK_ATTRIBUTE_PTR A;

PASS(C_Initialize, (void *a), (a), NOTHING, NOTHING)
PASS(C_Finalize, (void *a), (a), NOTHING, NOTHING)
PASS(C_GetInfo, (CK_INFO_PTR i), (i), NOTHING, NOTHING)
PASS(C_GetSlotList, (CK_BBOOL present, CK_SLOT_ID_PTR p, NP n), (present, p, n), NOTHING, NOTHING)
PASS(C_GetSlotInfo, (CK_SLOT_ID slot, CK_SLOT_INFO_PTR i), (slot, i), NOTHING, NOTHING)
PASS(C_GetTokenInfo, (CK_SLOT_ID slot, CK_TOKEN_INFO_PTR i), (slot, i), NOTHING, NOTHING)
PASS(C_GetMechanismList, (CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR p, NP n), (slot, p, n), NOTHING, NOTHING)
PASS(C_GetMechanismInfo, (CK_SLOT_ID slot, CK_MECHANISM_TYPE t, CK_MECHANISM_INFO_PTR i), (slot, t, i), add(&l, " mechanism=0x%lx", t), NOTHING)
PASS(C_InitToken, (CK_SLOT_ID slot, P pin, N n, P label), (slot, pin, n, label), NOTHING, NOTHING)
PASS(C_InitPIN, (S s, P pin, N n), (s, pin, n), SESSION, NOTHING)
PASS(C_SetPIN, (S s, P old, N n, P pin, N m), (s, old, n, pin, m), SESSION, NOTHING)
PASS(C_OpenSession, (CK_SLOT_ID slot, CK_FLAGS f, void *app, CK_NOTIFY notify, CK_SESSION_HANDLE_PTR p), (slot, f, app, notify, p), NOTHING, add(&l, " session=%lu", *p))
PASS(C_CloseSession, (S s), (s), SESSION, NOTHING)
PASS(C_CloseAllSessions, (CK_SLOT_ID slot), (slot), NOTHING, NOTHING)
PASS(C_GetSessionInfo, (S s, CK_SESSION_INFO_PTR i), (s, i), SESSION, NOTHING)
PASS(C_GetOperationState, (S s, P p, NP n), (s, p, n), SESSION, NOTHING)
PASS(C_SetOperationState, (S s, P p, N n, O e, O a), (s, p, n, e, a), SESSION, NOTHING)
PASS(C_Login, (S s, CK_USER_TYPE user, P pin, N n), (s, user, pin, n), SESSION, NOTHING)
PASS(C_Logout, (S s), (s), SESSION, NOTHING)
PASS(C_CreateObject, (S s, A t, N n, OP o), (s, t, n, o), SESSION; add_template(&l, "template", t, n, 1), MADE(o))
PASS(C_CopyObject, (S s, O from, A t, N n, OP o), (s, from, t, n, o), SESSION; OBJECT(from); add_template(&l, "template", t, n, 1), MADE(o))
PASS(C_DestroyObject, (S s, O o), (s, o), SESSION; OBJECT(o), NOTHING)
PASS(C_GetObjectSize, (S s, O o, NP n), (s, o, n), SESSION; OBJECT(o), NOTHING)
PASS(C_GetAttributeValue, (S s, O o, A t, N n), (s, o, t, n), SESSION; OBJECT(o); add_template(&l, "asked", t, n, 0), NOTHING)
PASS(C_SetAttributeValue, (S s, O o, A t, N n), (s, o, t, n), SESSION; OBJECT(o); add_template(&l, "template", t, n, 1), NOTHING)
PASS(C_FindObjectsInit, (S s, A t, N n), (s, t, n), SESSION; add_template(&l, "template", t, n, 1), NOTHING)
PASS(C_FindObjects, (S s, OP o, N most, NP n), (s, o, most, n), SESSION, add(&l, " found=%lu", *n))
PASS(C_FindObjectsFinal, (S s), (s), SESSION, NOTHING)
PASS(C_EncryptInit, (S s, M m, O k), (s, m, k), SESSION; add_mechanism(&l, m); OBJECT(k), NOTHING)
PASS(C_Encrypt, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_EncryptUpdate, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_EncryptFinal, (S s, P out, NP m), (s, out, m), SESSION, NOTHING)
PASS(C_DecryptInit, (S s, M m, O k), (s, m, k), SESSION; add_mechanism(&l, m); OBJECT(k), NOTHING)
PASS(C_Decrypt, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_DecryptUpdate, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_DecryptFinal, (S s, P out, NP m), (s, out, m), SESSION, NOTHING)
PASS(C_DigestInit, (S s, M m), (s, m), SESSION; add_mechanism(&l, m), NOTHING)
PASS(C_Digest, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_DigestUpdate, (S s, P d, N n), (s, d, n), SESSION; DATA(n), NOTHING)
PASS(C_DigestKey, (S s, O k), (s, k), SESSION; OBJECT(k), NOTHING)
PASS(C_DigestFinal, (S s, P out, NP m), (s, out, m), SESSION, NOTHING)
PASS(C_SignInit, (S s, M m, O k), (s, m, k), SESSION; add_mechanism(&l, m); OBJECT(k), NOTHING)
PASS(C_Sign, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_SignUpdate, (S s, P d, N n), (s, d, n), SESSION; DATA(n), NOTHING)
PASS(C_SignFinal, (S s, P out, NP m), (s, out, m), SESSION, NOTHING)
PASS(C_SignRecoverInit, (S s, M m, O k), (s, m, k), SESSION; add_mechanism(&l, m); OBJECT(k), NOTHING)
PASS(C_SignRecover, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_VerifyInit, (S s, M m, O k), (s, m, k), SESSION; add_mechanism(&l, m); OBJECT(k), NOTHING)
PASS(C_Verify, (S s, P d, N n, P sig, N m), (s, d, n, sig, m), SESSION; DATA(n), NOTHING)
PASS(C_VerifyUpdate, (S s, P d, N n), (s, d, n), SESSION; DATA(n), NOTHING)
PASS(C_VerifyFinal, (S s, P sig, N n), (s, sig, n), SESSION, NOTHING)
PASS(C_VerifyRecoverInit, (S s, M m, O k), (s, m, k), SESSION; add_mechanism(&l, m); OBJECT(k), NOTHING)
PASS(C_VerifyRecover, (S s, P sig, N n, P out, NP m), (s, sig, n, out, m), SESSION, NOTHING)
PASS(C_DigestEncryptUpdate, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_DecryptDigestUpdate, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_SignEncryptUpdate, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_DecryptVerifyUpdate, (S s, P d, N n, P out, NP m), (s, d, n, out, m), SESSION; DATA(n), NOTHING)
PASS(C_GenerateKey, (S s, M m, A t, N n, OP o), (s, m, t, n, o), SESSION; add_mechanism(&l, m); add_template(&l, "template", t, n, 1), MADE(o))
PASS(C_GenerateKeyPair, (S s, M m, A t, N n, A u, N k, OP o, OP p), (s, m, t, n, u, k, o, p), SESSION; add_mechanism(&l, m); add_template(&l, "public", t, n, 1); add_template(&l, "template", u, k, 1), MADE(o); MADE(p))
PASS(C_WrapKey, (S s, M m, O w, O k, P out, NP n), (s, m, w, k, out, n), SESSION; add_mechanism(&l, m); OBJECT(w); add(&l, " wrapped=%lu", k), NOTHING)
PASS(C_UnwrapKey, (S s, M m, O k, P d, N n, A t, N c, OP o), (s, m, k, d, n, t, c, o), SESSION; add_mechanism(&l, m); OBJECT(k); DATA(n); add_template(&l, "template", t, c, 1), MADE(o))
/* A derivation may make several keys and name the first in its parameter. */
PASS(C_DeriveKey, (S s, M m, O k, A t, N n, OP o), (s, m, k, t, n, o), SESSION; add_mechanism(&l, m); OBJECT(k); add_template(&l, "template", t, n, 1), if (o) MADE(o))
PASS(C_SeedRandom, (S s, P d, N n), (s, d, n), SESSION, NOTHING)
PASS(C_GenerateRandom, (S s, P d, N n), (s, d, n), SESSION; DATA(n), NOTHING)
PASS(C_GetFunctionStatus, (S s), (s), SESSION, NOTHING)
PASS(C_CancelFunction, (S s), (s), SESSION, NOTHING)
PASS(C_WaitForSlotEvent, (CK_FLAGS f, CK_SLOT_ID_PTR p, void *r), (f, p, r), NOTHING, NOTHING)

/* The module behind: a file NAME.so.base beside NAME.so names it, so that copies can have bases of their own; else the
 * variable does. */
static const char *base_path(void) {
  static char path[4096];
  char name[4096];
  Dl_info self;
  if (dladdr((void *)&list, &self) && snprintf(name, sizeof name, "%s.base", self.dli_fname) < (int)sizeof name) {
    FILE *file = fopen(name, "re");
    if (file) {
      size_t length = fread(path, 1, sizeof path - 1, file);
      fclose(file);
      path[length] = 0;
      return path;
    }
  }
  return getenv("MIKEYHSM_STACKED_BASE");
}

static int open_base(void) {
  const char *path = base_path();
  void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
  if (!library) {
    fprintf(stderr, "stacked: %s\n", path ? dlerror() : "MIKEYHSM_STACKED_BASE is not set");
    return 0;
  }
  void *symbol = dlsym(library, "C_GetFunctionList");
  CK_C_GetFunctionList get;
  memcpy(&get, &symbol, sizeof get);
  if (!symbol || get(&base) != CKR_OK) return 0;
  const char *log = getenv("MIKEYHSM_STACKED_LOG");
  if (log) log_file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  return 1;
}

EXPORT CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR out) {
  if (!out) return CKR_ARGUMENTS_BAD;
  if (!base && !open_base()) return CKR_GENERAL_ERROR;
  cost_count = 0;
#define LIST(name) list.name = on_##name, costs[cost_count++] = &cost_##name
  list.version.major = 2;
  list.version.minor = 40;
  list.C_GetFunctionList = C_GetFunctionList;
  LIST(C_Initialize), LIST(C_Finalize), LIST(C_GetInfo), LIST(C_GetSlotList), LIST(C_GetSlotInfo);
  LIST(C_GetTokenInfo), LIST(C_GetMechanismList), LIST(C_GetMechanismInfo), LIST(C_InitToken), LIST(C_InitPIN);
  LIST(C_SetPIN), LIST(C_OpenSession), LIST(C_CloseSession), LIST(C_CloseAllSessions), LIST(C_GetSessionInfo);
  LIST(C_GetOperationState), LIST(C_SetOperationState), LIST(C_Login), LIST(C_Logout), LIST(C_CreateObject);
  LIST(C_CopyObject), LIST(C_DestroyObject), LIST(C_GetObjectSize), LIST(C_GetAttributeValue);
  LIST(C_SetAttributeValue), LIST(C_FindObjectsInit), LIST(C_FindObjects), LIST(C_FindObjectsFinal);
  LIST(C_EncryptInit), LIST(C_Encrypt), LIST(C_EncryptUpdate), LIST(C_EncryptFinal), LIST(C_DecryptInit);
  LIST(C_Decrypt), LIST(C_DecryptUpdate), LIST(C_DecryptFinal), LIST(C_DigestInit), LIST(C_Digest);
  LIST(C_DigestUpdate), LIST(C_DigestKey), LIST(C_DigestFinal), LIST(C_SignInit), LIST(C_Sign), LIST(C_SignUpdate);
  LIST(C_SignFinal), LIST(C_SignRecoverInit), LIST(C_SignRecover), LIST(C_VerifyInit), LIST(C_Verify);
  LIST(C_VerifyUpdate), LIST(C_VerifyFinal), LIST(C_VerifyRecoverInit), LIST(C_VerifyRecover);
  LIST(C_DigestEncryptUpdate), LIST(C_DecryptDigestUpdate), LIST(C_SignEncryptUpdate), LIST(C_DecryptVerifyUpdate);
  LIST(C_GenerateKey), LIST(C_GenerateKeyPair), LIST(C_WrapKey), LIST(C_UnwrapKey), LIST(C_DeriveKey);
  LIST(C_SeedRandom), LIST(C_GenerateRandom), LIST(C_GetFunctionStatus), LIST(C_CancelFunction);
  LIST(C_WaitForSlotEvent);
  *out = &list;
  return CKR_OK;
}

/*
 * What the calls of the provider cost without it: a PRF derivation, and the responder's side of an exchange in
 * pre-shared key mode, on a token of the MIKEY profile that has a pre-shared key labelled "benchmark". The calls and
 * their templates are those of the provider, which a test compares.
 *
 *   raw_calls MODULE LABEL derivation|responder THREADS MILLISECONDS     PIN in RAW_CALLS_PIN
 *
 * prints operations, CPU and wall nanoseconds of all threads. After 0 milliseconds each thread has done one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "mikey-pkcs11.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define OK(call) must((call), #call)
#define MOST_THREADS 16
/* Messages are written beforehand, so many at once. */
#define BATCH 64
#define CSB_ID 0x0a0b0c0dUL
#define REQUEST_OCTETS 158
#define RESPONSE_OCTETS 102

/* One octet PRF func, then the label: constant, 0xff, CSB ID, RAND (RFC 3830 section 4.1.4). */
#define RAND_OCTETS 16
#define PARAMETER_OCTETS (1 + 4 + 1 + 4 + RAND_OCTETS)

typedef struct {
  CK_BYTE random[RAND_OCTETS];
  CK_BYTE timestamp[8];
  CK_BYTE encrypted[64];
  CK_ULONG encrypted_octets;
} message;

typedef struct {
  pthread_t thread;
  CK_SESSION_HANDLE owner, other;
  CK_OBJECT_HANDLE psk;
  unsigned long operations, cpu, wall;
  message messages[BATCH];
} worker;

static CK_FUNCTION_LIST_PTR f;
static CK_SLOT_ID slot;
static int responds;
static unsigned long milliseconds;

static void must(CK_RV rv, const char *what) {
  if (rv != CKR_OK) {
    fprintf(stderr, "raw_calls: 0x%lx: %s\n", rv, what);
    exit(1);
  }
}

static unsigned long now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (unsigned long)t.tv_sec * 1000000000UL + (unsigned long)t.tv_nsec;
}

static void put32(CK_BYTE *out, unsigned long value) {
  for (int i = 3; i >= 0; i--, value >>= 8) out[i] = (CK_BYTE)value;
}

static void put64(CK_BYTE *out, unsigned long value) {
  put32(out, value >> 32);
  put32(out + 4, value);
}

static CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

/* Flags of a new key that the provider asks for and reads back. */
#define COMMON                                                                                   \
  {CKA_TOKEN, &no, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1}, {CKA_EXTRACTABLE, &no, 1}, \
      {CKA_MODIFIABLE, &no, 1}

static void ask_flags(worker *w, CK_OBJECT_HANDLE key) {
  CK_BBOOL flags[15];
  CK_BYTE use;
  CK_ATTRIBUTE t[] = {{CKA_TOKEN, flags, 1},
                      {CKA_PRIVATE, flags + 1, 1},
                      {CKA_SENSITIVE, flags + 2, 1},
                      {CKA_ENCRYPT, flags + 3, 1},
                      {CKA_DECRYPT, flags + 4, 1},
                      {CKA_WRAP, flags + 5, 1},
                      {CKA_UNWRAP, flags + 6, 1},
                      {CKA_SIGN, flags + 7, 1},
                      {CKA_VERIFY, flags + 8, 1},
                      {CKA_DERIVE, flags + 9, 1},
                      {CKA_EXTRACTABLE, flags + 10, 1},
                      {CKA_LOCAL, flags + 11, 1},
                      {CKA_NEVER_EXTRACTABLE, flags + 12, 1},
                      {CKA_ALWAYS_SENSITIVE, flags + 13, 1},
                      {CKA_MODIFIABLE, flags + 14, 1},
                      {CKA_MIKEY_USE, &use, 1}};
  OK(f->C_GetAttributeValue(w->owner, key, t, COUNT(t)));
}

static CK_OBJECT_HANDLE derive(worker *w, const CK_BYTE random[RAND_OCTETS], unsigned long constant, CK_BYTE use,
                               CK_ULONG octets) {
  CK_BYTE parameter[PARAMETER_OCTETS] = {MIKEY_PRF_MIKEY_1};
  put32(parameter + 1, constant);
  parameter[5] = 0xff;
  put32(parameter + 6, CSB_ID);
  memcpy(parameter + 10, random, RAND_OCTETS);
  CK_MECHANISM mechanism = {CKM_MIKEY_PRF, parameter, sizeof parameter};
  CK_BBOOL wraps = use == MIKEY_USE_KEK, signs = use == MIKEY_USE_MAC;
  CK_ATTRIBUTE t[] = {COMMON,
                      {CKA_ENCRYPT, &no, 1},
                      {CKA_DECRYPT, &no, 1},
                      {CKA_WRAP, &wraps, 1},
                      {CKA_UNWRAP, &wraps, 1},
                      {CKA_SIGN, &signs, 1},
                      {CKA_VERIFY, &signs, 1},
                      {CKA_DERIVE, &no, 1},
                      {CKA_MIKEY_USE, &use, 1},
                      {CKA_VALUE_LEN, &octets, sizeof octets}};
  CK_OBJECT_HANDLE key = 0;
  OK(f->C_DeriveKey(w->owner, &mechanism, w->psk, t, COUNT(t), &key));
  ask_flags(w, key);
  return key;
}

static void mac(worker *w, CK_OBJECT_HANDLE key, CK_BYTE *data, CK_ULONG octets) {
  CK_MECHANISM mechanism = {CKM_SHA_1_HMAC, NULL, 0};
  CK_BYTE out[1024];
  CK_ULONG length = sizeof out;
  OK(f->C_SignInit(w->other, &mechanism, key));
  OK(f->C_Sign(w->other, data, octets, out, &length));
}

/* Encr alg, handle of S, CSB ID, timestamp: docs/pkcs11-mikey-profile.md. */
#define PROTECTION_OCTETS 21

static void put_protection(CK_BYTE out[PROTECTION_OCTETS], CK_OBJECT_HANDLE salt, const message *m) {
  out[0] = MIKEY_AES_CM_128;
  put64(out + 1, salt);
  put32(out + 9, CSB_ID);
  memcpy(out + 13, m->timestamp, sizeof m->timestamp);
}

/* What an initiator sends: a TGK of 16 octets. */
static void write_message(worker *w, message *m) {
  if (getrandom(m->random, sizeof m->random, 0) != sizeof m->random) exit(1);
  put64(m->timestamp, now(CLOCK_REALTIME));
  CK_OBJECT_HANDLE encr_key = derive(w, m->random, MIKEY_LABEL_ENCR_KEY, MIKEY_USE_KEK, 16);
  CK_OBJECT_HANDLE salt = derive(w, m->random, MIKEY_LABEL_SALT_KEY, MIKEY_USE_SALT, 14);
  CK_BYTE parameter[8 + PROTECTION_OCTETS + 2 + 1 + 7] = {0};
  put64(parameter, encr_key);
  put_protection(parameter + 8, salt, m);
  parameter[sizeof parameter - 8] = 1;
  parameter[sizeof parameter - 5] = 16;
  CK_MECHANISM mechanism = {CKM_MIKEY_KEY_DATA_GENERATE, parameter, sizeof parameter};
  CK_OBJECT_HANDLE tgk = 0;
  OK(f->C_GenerateKey(w->owner, &mechanism, NULL, 0, &tgk));
  CK_ATTRIBUTE wrapped = {CKA_MIKEY_WRAPPED, m->encrypted, sizeof m->encrypted};
  OK(f->C_GetAttributeValue(w->owner, tgk, &wrapped, 1));
  m->encrypted_octets = wrapped.ulValueLen;
  OK(f->C_DestroyObject(w->owner, tgk));
  OK(f->C_DestroyObject(w->owner, salt));
  OK(f->C_DestroyObject(w->owner, encr_key));
}

static CK_OBJECT_HANDLE unwrap(worker *w, CK_OBJECT_HANDLE encr_key, CK_OBJECT_HANDLE salt, message *m) {
  CK_BYTE parameter[PROTECTION_OCTETS + 1];
  put_protection(parameter, salt, m);
  parameter[PROTECTION_OCTETS] = 20;
  CK_MECHANISM mechanism = {CKM_MIKEY_KEY_DATA_UNWRAP, parameter, sizeof parameter};
  CK_ATTRIBUTE t[] = {COMMON};
  CK_OBJECT_HANDLE tgk = 0;
  OK(f->C_UnwrapKey(w->owner, &mechanism, encr_key, m->encrypted, m->encrypted_octets, t, COUNT(t), &tgk));
  CK_BBOOL flags[10];
  CK_ULONG octets;
  CK_BYTE use, origin, type, keys[512], validity[512];
  CK_ATTRIBUTE asked[] = {{CKA_TOKEN, flags, 1},
                          {CKA_PRIVATE, flags + 1, 1},
                          {CKA_SENSITIVE, flags + 2, 1},
                          {CKA_SIGN, flags + 3, 1},
                          {CKA_DERIVE, flags + 4, 1},
                          {CKA_VALUE_LEN, &octets, sizeof octets},
                          {CKA_EXTRACTABLE, flags + 5, 1},
                          {CKA_LOCAL, flags + 6, 1},
                          {CKA_NEVER_EXTRACTABLE, flags + 7, 1},
                          {CKA_ALWAYS_SENSITIVE, flags + 8, 1},
                          {CKA_MODIFIABLE, flags + 9, 1},
                          {CKA_MIKEY_USE, &use, 1},
                          {CKA_MIKEY_ORIGIN, &origin, 1},
                          {CKA_MIKEY_KEYS, keys, sizeof keys},
                          {CKA_MIKEY_KEY_DATA_TYPE, &type, 1},
                          {CKA_MIKEY_KEY_VALIDITY, validity, sizeof validity}};
  OK(f->C_GetAttributeValue(w->owner, tgk, asked, COUNT(asked)));
  return tgk;
}

static void derivation(worker *w, message *m) {
  CK_OBJECT_HANDLE key = derive(w, m->random, MIKEY_LABEL_AUTH_KEY, MIKEY_USE_MAC, 20);
  OK(f->C_DestroyObject(w->owner, key));
}

static void responder(worker *w, message *m) {
  CK_BYTE octets[REQUEST_OCTETS] = {0};
  CK_OBJECT_HANDLE keys[4];
  keys[0] = derive(w, m->random, MIKEY_LABEL_AUTH_KEY, MIKEY_USE_MAC, 20);
  mac(w, keys[0], octets, REQUEST_OCTETS);
  keys[1] = derive(w, m->random, MIKEY_LABEL_ENCR_KEY, MIKEY_USE_KEK, 16);
  keys[2] = derive(w, m->random, MIKEY_LABEL_SALT_KEY, MIKEY_USE_SALT, 14);
  keys[3] = unwrap(w, keys[1], keys[2], m);
  mac(w, keys[0], octets, RESPONSE_OCTETS);
  for (size_t i = 0; i < COUNT(keys); i++) {
    OK(f->C_DestroyObject(w->owner, keys[i]));
  }
}

static void *work(void *argument) {
  worker *w = argument;
  unsigned long batch = milliseconds ? BATCH : 1;
  do {
    for (unsigned long i = 0; i < batch; i++) {
      if (responds) {
        write_message(w, &w->messages[i]);
      }
    }
    unsigned long cpu = now(CLOCK_THREAD_CPUTIME_ID), wall = now(CLOCK_MONOTONIC);
    for (unsigned long i = 0; i < batch; i++) {
      if (responds) {
        responder(w, &w->messages[i]);
      } else {
        derivation(w, &w->messages[i]);
      }
    }
    w->cpu += now(CLOCK_THREAD_CPUTIME_ID) - cpu;
    w->wall += now(CLOCK_MONOTONIC) - wall;
    w->operations += batch;
  } while (w->wall < milliseconds * 1000000UL);
  return NULL;
}

static void load(const char *module) {
  void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
  void *symbol = library ? dlsym(library, "C_GetFunctionList") : NULL;
  if (!symbol) {
    fprintf(stderr, "raw_calls: %s\n", dlerror());
    exit(1);
  }
  CK_C_GetFunctionList get;
  memcpy(&get, &symbol, sizeof get);
  OK(get(&f));
  CK_C_INITIALIZE_ARGS arguments = {NULL, NULL, NULL, NULL, CKF_OS_LOCKING_OK, NULL};
  OK(f->C_Initialize(&arguments));
}

static void find_slot(const char *label) {
  CK_SLOT_ID slots[64];
  CK_ULONG count = COUNT(slots);
  OK(f->C_GetSlotList(CK_TRUE, slots, &count));
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    if (f->C_GetTokenInfo(slots[i], &info) == CKR_OK && strlen(label) < sizeof info.label &&
        memcmp(info.label, label, strlen(label)) == 0 && info.label[strlen(label)] == ' ') {
      slot = slots[i];
      return;
    }
  }
  fprintf(stderr, "raw_calls: no token is labelled %s\n", label);
  exit(1);
}

static void open_sessions(worker *w, const char *pin) {
  OK(f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &w->owner));
  OK(f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &w->other));
  CK_RV rv = f->C_Login(w->owner, CKU_USER, (CK_UTF8CHAR_PTR)pin, strlen(pin));
  must(rv == CKR_USER_ALREADY_LOGGED_IN ? CKR_OK : rv, "C_Login");
  CK_BYTE psk_label[] = "benchmark";
  CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_LABEL, psk_label, sizeof psk_label - 1}};
  CK_ULONG found = 0;
  OK(f->C_FindObjectsInit(w->owner, t, COUNT(t)));
  OK(f->C_FindObjects(w->owner, &w->psk, 1, &found));
  OK(f->C_FindObjectsFinal(w->owner));
  must(found == 1 ? CKR_OK : CKR_OBJECT_HANDLE_INVALID, "the pre-shared key");
}

int main(int argc, char **argv) {
  const char *pin = getenv("RAW_CALLS_PIN");
  if (argc != 6 || !pin) {
    fprintf(stderr, "usage: RAW_CALLS_PIN=... raw_calls MODULE LABEL derivation|responder THREADS MILLISECONDS\n");
    return 2;
  }
  responds = strcmp(argv[3], "responder") == 0;
  unsigned long threads = strtoul(argv[4], NULL, 10);
  milliseconds = strtoul(argv[5], NULL, 10);
  static worker workers[MOST_THREADS];
  if (threads < 1 || threads > MOST_THREADS) return 2;
  load(argv[1]);
  find_slot(argv[2]);
  for (unsigned long i = 0; i < threads; i++) {
    open_sessions(&workers[i], pin);
  }
  for (unsigned long i = 0; i < threads; i++) {
    must((CK_RV)pthread_create(&workers[i].thread, NULL, work, &workers[i]), "pthread_create");
  }
  unsigned long operations = 0, cpu = 0, wall = 0;
  for (unsigned long i = 0; i < threads; i++) {
    pthread_join(workers[i].thread, NULL);
    operations += workers[i].operations;
    cpu += workers[i].cpu;
    wall += workers[i].wall;
  }
  printf("%lu %lu %lu\n", operations, cpu, wall);
  OK(f->C_Finalize(NULL));
  return 0;
}

/* Several threads, processes and owners at once; what a crash leaves; inkeys that begin alike. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>

#include "../src/crypto.h"
#include "harness.h"

static CK_SESSION_HANDLE s;

/* SoftHSM2 itself, which the module has loaded. */
static CK_FUNCTION_LIST_PTR base_functions(void) {
  void *library = dlopen("libsofthsm2.so", RTLD_NOW | RTLD_NOLOAD);
  void *symbol = library == NULL ? NULL : dlsym(library, "C_GetFunctionList");
  CK_FUNCTION_LIST_PTR base = NULL;
  CK_C_GetFunctionList get;
  memcpy(&get, &symbol, sizeof get);
  CHECK(symbol != NULL && get(&base) == CKR_OK);
  return base;
}

static CK_OBJECT_HANDLE store(CK_SESSION_HANDLE session, const char *label) {
  CK_OBJECT_HANDLE key = 0;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic},
                      {CKA_VALUE, "a key of the token..", 20}, {CKA_TOKEN, &yes, 1}, {CKA_LABEL, (void *)label, strlen(label)}};
  OK(f->C_CreateObject(session, t, COUNT(t), &key));
  return key;
}

static size_t count(CK_SESSION_HANDLE session, const char *label, CK_OBJECT_HANDLE *first) {
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_LABEL, (void *)label, strlen(label)}};
  CK_OBJECT_HANDLE found[16] = {0};
  size_t n = find_all(session, t, 2, found, 16);
  *first = found[0];
  return n;
}

static CK_RV set_flag(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, CK_BBOOL value) {
  CK_ATTRIBUTE t[] = {{type, &value, 1}};
  return f->C_SetAttributeValue(session, key, t, 1);
}

static CK_BBOOL flag(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) {
  CK_BBOOL value = 2;
  size_t len;
  OK(attribute(session, key, type, &value, 1, &len));
  return value;
}

enum { THREADS = 4, ROUNDS = 15 };
static atomic_int stop;

static void *search(void *wrong) {
  CK_SESSION_HANDLE session = 0;
  int *bad = wrong;
  *bad += f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session) != CKR_OK;
  while (!stop) {
    CK_OBJECT_HANDLE first;
    /* One, or none before it was made and after it was destroyed. */
    *bad += count(session, "raced", &first) > 1;
  }
  *bad += f->C_CloseSession(session) != CKR_OK;
  return NULL;
}

static void one_object_has_one_handle(void) {
  pthread_t threads[THREADS];
  int bad[THREADS] = {0};
  stop = 0;
  for (int i = 0; i < THREADS; i++) {
    pthread_create(&threads[i], NULL, search, &bad[i]);
  }
  for (int i = 0; i < ROUNDS; i++) {
    CK_OBJECT_HANDLE key = store(s, "raced");
    CK_OBJECT_HANDLE found;
    OK(set_flag(s, key, CKA_DERIVE, CK_FALSE));
    CHECK(count(s, "raced", &found) == 1 && found == key);
    OK(f->C_DestroyObject(s, key));
    CHECK(count(s, "raced", &found) == 0);
  }
  stop = 1;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    CHECK(bad[i] == 0);
  }
}

struct narrowing {
  CK_OBJECT_HANDLE key;
  CK_ATTRIBUTE_TYPE type;
  CK_RV rv;
};

static void *narrow(void *work) {
  struct narrowing *n = work;
  CK_SESSION_HANDLE session = 0;
  CK_RV rv = f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session);
  n->rv = rv == CKR_OK ? set_flag(session, n->key, n->type, CK_FALSE) : rv;
  f->C_CloseSession(session);
  return NULL;
}

static void changes_at_once_all_hold(void) {
  static const CK_ATTRIBUTE_TYPE types[] = {CKA_EXTRACTABLE, CKA_DERIVE};
  for (int i = 0; i < ROUNDS; i++) {
    CK_OBJECT_HANDLE key = 0;
    CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic},
                        {CKA_VALUE, "a key of the session", 20}, {CKA_TOKEN, i % 2 == 0 ? &yes : &no, 1},
                        {CKA_EXTRACTABLE, &yes, 1}};
    OK(f->C_CreateObject(s, t, COUNT(t), &key));
    pthread_t threads[2];
    struct narrowing work[2];
    for (int k = 0; k < 2; k++) {
      work[k] = (struct narrowing){key, types[k], CKR_GENERAL_ERROR};
      pthread_create(&threads[k], NULL, narrow, &work[k]);
    }
    for (int k = 0; k < 2; k++) {
      pthread_join(threads[k], NULL);
      OK(work[k].rv);
      CHECK(flag(s, key, types[k]) == CK_FALSE);
    }
    OK(f->C_DestroyObject(s, key));
  }
}

static void *destroy(void *work) {
  struct narrowing *n = work;
  CK_SESSION_HANDLE session = 0;
  CK_RV rv = f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session);
  n->rv = rv == CKR_OK ? f->C_DestroyObject(session, n->key) : rv;
  f->C_CloseSession(session);
  return NULL;
}

static void what_is_destroyed_does_not_come_back(void) {
  for (int i = 0; i < ROUNDS; i++) {
    CK_OBJECT_HANDLE key = store(s, "destroyed");
    pthread_t threads[2];
    struct narrowing change = {key, CKA_DERIVE, 0};
    struct narrowing end = {key, 0, 0};
    pthread_create(&threads[0], NULL, narrow, &change);
    pthread_create(&threads[1], NULL, destroy, &end);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    OK(end.rv);
    CK_OBJECT_HANDLE found;
    CHECK(count(s, "destroyed", &found) == 0);
  }
}

/* A login through the base, as another program has it. */
static size_t sealed_objects(CK_FUNCTION_LIST_PTR base, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *out, size_t room) {
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &data, sizeof data}, {CKA_APPLICATION, "libmikeytoken", 13}};
  CK_ULONG found = 0;
  OK(base->C_FindObjectsInit(session, t, 2));
  OK(base->C_FindObjects(session, out, room, &found));
  OK(base->C_FindObjectsFinal(session));
  return found;
}

static void of_two_versions_the_later_one_counts(void) {
  CK_FUNCTION_LIST_PTR base = base_functions();
  CK_SESSION_HANDLE b = 0;
  CK_OBJECT_HANDLE before[16];
  CK_OBJECT_HANDLE after[16];
  OK(base->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &b));
  size_t n = sealed_objects(base, b, before, 16);
  CK_OBJECT_HANDLE key = store(s, "versions");
  CHECK(sealed_objects(base, b, after, 16) == n + 1);
  CK_OBJECT_HANDLE blob = 0;
  for (size_t i = 0; i <= n; i++) {
    bool old = false;
    for (size_t k = 0; k < n; k++) {
      old = old || after[i] == before[k];
    }
    blob = old ? blob : after[i];
  }
  unsigned char value[4096];
  CK_ATTRIBUTE read = {CKA_VALUE, value, sizeof value};
  OK(base->C_GetAttributeValue(b, blob, &read, 1));
  OK(set_flag(s, key, CKA_DERIVE, CK_FALSE));
  CHECK(sealed_objects(base, b, after, 16) == n + 1);
  /* As if the process had ended before it destroyed the old one. */
  CK_ATTRIBUTE again[] = {{CKA_CLASS, &data, sizeof data}, {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1},
                          {CKA_APPLICATION, "libmikeytoken", 13}, {CKA_VALUE, value, read.ulValueLen}};
  CK_OBJECT_HANDLE found;
  for (int restart = 0; restart < 2; restart++) {
    OK(base->C_CreateObject(b, again, 5, &blob));
    if (restart) {
      OK(f->C_Finalize(NULL));
      harness_initialize();
      s = harness_login();
      OK(base->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &b));
    }
    CHECK(count(s, "versions", &found) == 1);
    CHECK(flag(s, found, CKA_DERIVE) == CK_FALSE);
    CHECK(sealed_objects(base, b, after, 16) == n + 1);
  }
  OK(f->C_DestroyObject(s, found));
  CHECK(sealed_objects(base, b, after, 16) == n);
  OK(base->C_CloseSession(b));
}

/* Writes a token object's blob again, as a process has it that changed the object at the same time. */
static void put_back(CK_FUNCTION_LIST_PTR base, CK_SESSION_HANDLE b, const unsigned char *blob, size_t len) {
  CK_OBJECT_HANDLE object;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &data, sizeof data}, {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1},
                      {CKA_APPLICATION, "libmikeytoken", 13}, {CKA_VALUE, (void *)blob, len}};
  OK(base->C_CreateObject(b, t, 5, &object));
}

/* The longest blob: that of the only object with such a label. */
static size_t longest_blob(CK_FUNCTION_LIST_PTR base, CK_SESSION_HANDLE b, unsigned char blob[4096]) {
  CK_OBJECT_HANDLE all[16];
  size_t len = 0;
  size_t n = sealed_objects(base, b, all, 16);
  for (size_t i = 0; i < n; i++) {
    unsigned char value[4096];
    CK_ATTRIBUTE read = {CKA_VALUE, value, sizeof value};
    OK(base->C_GetAttributeValue(b, all[i], &read, 1));
    if (read.ulValueLen > len) {
      len = read.ulValueLen;
      memcpy(blob, value, len);
    }
  }
  return len;
}

static void of_changes_at_once_one_is_kept(void) {
  CK_FUNCTION_LIST_PTR base = base_functions();
  CK_SESSION_HANDLE b = 0;
  OK(base->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &b));
  static const char label[] = "an object whose blob is the longest of all that are there by far";
  unsigned char first[4096];
  unsigned char one[4096];
  unsigned char other[4096];
  CK_OBJECT_HANDLE all[16];
  size_t n = sealed_objects(base, b, all, 16);
  CK_OBJECT_HANDLE key = store(s, label);
  size_t first_len = longest_blob(base, b, first);
  CK_ATTRIBUTE short_id[] = {{CKA_ID, "1", 1}};
  CK_ATTRIBUTE long_id[] = {{CKA_ID, "12345678", 8}};
  OK(f->C_SetAttributeValue(s, key, short_id, 1));
  size_t one_len = longest_blob(base, b, one);
  OK(f->C_DestroyObject(s, key));
  put_back(base, b, first, first_len);
  CHECK(count(s, label, &key) == 1);
  OK(f->C_SetAttributeValue(s, key, long_id, 1));
  size_t other_len = longest_blob(base, b, other);
  CHECK(one_len > 0 && other_len == one_len + 7);
  /* Whichever is seen first, the same one stays, and never none. */
  for (int i = 0; i < 2; i++) {
    OK(f->C_DestroyObject(s, key));
    put_back(base, b, i == 0 ? one : other, i == 0 ? one_len : other_len);
    CHECK(count(s, label, &key) == 1);
    put_back(base, b, i == 0 ? other : one, i == 0 ? other_len : one_len);
    CHECK(count(s, label, &key) == 1);
    unsigned char id[8];
    size_t len;
    OK(attribute(s, key, CKA_ID, id, sizeof id, &len));
    CHECK(len == 1);
    CHECK(sealed_objects(base, b, all, 16) == n + 1);
  }
  OK(f->C_DestroyObject(s, key));
  OK(base->C_CloseSession(b));
}

static void *come_and_go(void *wrong) {
  int *bad = wrong;
  for (int i = 0; i < 4 * ROUNDS; i++) {
    CK_SESSION_HANDLE session = 0;
    *bad += f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session) != CKR_OK;
    *bad += f->C_CloseSession(session) != CKR_OK;
  }
  return NULL;
}

static void a_session_keeps_its_keys_while_others_close(void) {
  OK(f->C_CloseAllSessions(slot));
  pthread_t thread;
  int bad = 0;
  pthread_create(&thread, NULL, come_and_go, &bad);
  for (int i = 0; i < ROUNDS; i++) {
    CK_SESSION_HANDLE session = harness_login();
    CK_OBJECT_HANDLE key = 0;
    CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic},
                        {CKA_VALUE, "a key of the session", 20}};
    CK_OBJECT_HANDLE child = 0;
    /* Between session and login the base may see its last session go: then, and only then, nobody is logged in. */
    CK_RV rv = f->C_CreateObject(session, t, COUNT(t), &key);
    if (rv == CKR_OK) {
      OK(try_prf(session, key, 0, MIKEY_LABEL_TEK, 16, &child));
    } else {
      EXPECT(CKR_USER_NOT_LOGGED_IN, rv);
    }
    OK(f->C_CloseSession(session));
  }
  pthread_join(thread, NULL);
  CHECK(bad == 0);
  s = harness_login();
}

/* Sessions of the base that are open, other than one. */
static size_t other_sessions(CK_FUNCTION_LIST_PTR base, CK_SESSION_HANDLE mine) {
  size_t others = 0;
  CK_SESSION_INFO info;
  for (CK_SESSION_HANDLE h = 1; h < 10000; h++) {
    others += h != mine && base->C_GetSessionInfo(h, &info) == CKR_OK;
  }
  return others;
}

static void the_modules_own_session_is_not_to_be_had(void) {
  CK_FUNCTION_LIST_PTR base = base_functions();
  CK_OBJECT_HANDLE key = import_key(s, MIKEY_USE_INKEY, "a key of the session", 20);
  CK_MECHANISM sha = {CKM_SHA_1, NULL, 0};
  for (CK_SESSION_HANDLE h = 1; h < 10000; h++) {
    CK_SESSION_INFO info;
    if (h == s || base->C_GetSessionInfo(h, &info) != CKR_OK) {
      continue;
    }
    unsigned char octets[8];
    CK_OBJECT_HANDLE a = 0;
    CK_OBJECT_HANDLE b = 0;
    EXPECT(CKR_SESSION_HANDLE_INVALID, f->C_GetSessionInfo(h, &info));
    EXPECT(CKR_SESSION_HANDLE_INVALID, f->C_DigestInit(h, &sha));
    EXPECT(CKR_SESSION_HANDLE_INVALID, f->C_GenerateRandom(h, octets, 8));
    EXPECT(CKR_SESSION_HANDLE_INVALID, f->C_GenerateKeyPair(h, &sha, NULL, 0, NULL, 0, &a, &b));
    EXPECT(CKR_SESSION_HANDLE_INVALID, f->C_Logout(h));
    EXPECT(CKR_SESSION_HANDLE_INVALID, f->C_CloseSession(h));
  }
  CHECK(other_sessions(base, s) == 1);
  prf(s, key, 0, MIKEY_LABEL_TEK, 16);
  OK(f->C_DestroyObject(s, key));
}

/* Another library of this process uses the base directly. */
static void a_base_that_is_in_use_is_shared(void) {
  CK_FUNCTION_LIST_PTR base = base_functions();
  CK_C_INITIALIZE_ARGS args = {NULL, NULL, NULL, NULL, CKF_OS_LOCKING_OK, NULL};
  CK_SESSION_HANDLE b = 0;
  CK_SESSION_INFO info;
  OK(f->C_Finalize(NULL));
  OK(base->C_Initialize(&args));
  OK(base->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &b));
  harness_initialize();
  EXPECT(CKR_CRYPTOKI_ALREADY_INITIALIZED, f->C_Initialize(&args));
  s = harness_login();
  prf(s, import_key(s, MIKEY_USE_INKEY, "a key of the session", 20), 0, MIKEY_LABEL_TEK, 16);
  OK(f->C_Finalize(NULL));
  OK(base->C_GetSessionInfo(b, &info));
  CHECK(other_sessions(base, b) == 0);
  /* Its owner ends it under the module. */
  harness_initialize();
  s = harness_login();
  OK(base->C_Finalize(NULL));
  EXPECT(CKR_CRYPTOKI_NOT_INITIALIZED, f->C_GetSessionInfo(s, &info));
  harness_initialize();
  s = harness_login();
  prf(s, import_key(s, MIKEY_USE_INKEY, "a key of the session", 20), 0, MIKEY_LABEL_TEK, 16);
}

/*
 * PRF(s1 || s2) XOR PRF(s1) is P(s2): salts of inkeys that begin alike would tell a short s2, octet by octet. So nobody
 * chooses a length whose last block is short.
 */
static void inkeys_that_begin_alike_tell_nothing(void) {
  static const CK_MECHANISM_TYPE allowed[] = {CKM_EXTRACT_KEY_FROM_KEY, CKM_XOR_BASE_AND_DATA, CKM_MIKEY_PRF, CKM_MIKEY_PRF_SALT};
  unsigned char value[64];
  for (size_t i = 0; i < sizeof value; i++) {
    value[i] = (unsigned char)(i * 7 + 3);
  }
  CK_OBJECT_HANDLE key = 0;
  CK_OBJECT_HANDLE out = 0;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic},
                      {CKA_VALUE, value, sizeof value}, {CKA_ALLOWED_MECHANISMS, (void *)allowed, sizeof allowed}};
  OK(f->C_CreateObject(s, t, COUNT(t), &key));
  unsigned char salt[] = {0, 0, 14, 0x39, 0xA2, 0xC1, 0x4B, 7, 1, 2, 3, 4};
  unsigned char zeros[64] = {0};
  for (CK_ULONG len = 16; len <= 64; len++) {
    CK_OBJECT_HANDLE cut = 0;
    CK_KEY_DERIVATION_STRING_DATA d = {zeros, len};
    CK_ULONG bit = 0;
    if (len % 2 == 0) {
      OK(derive(s, CKM_XOR_BASE_AND_DATA, &d, sizeof d, key, 0, &cut));
    } else {
      OK(derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, key, len, &cut));
    }
    CK_RV wanted = len > 32 && len < 48 ? CKR_KEY_SIZE_RANGE : CKR_OK;
    CK_RV rv = derive(s, CKM_MIKEY_PRF_SALT, salt, sizeof salt, cut, 0, &out);
    CHECK(rv == wanted);
    CHECK(try_prf(s, cut, 0, MIKEY_LABEL_TEK, 16, &out) == wanted);
    CHECK(try_prf(s, key, 0, MIKEY_LABEL_FORK_TGK, len, &out) == wanted);
    OK(f->C_DestroyObject(s, cut));
  }
  OK(f->C_DestroyObject(s, key));
}

/* ---- what seals, seals once with an IV ---- */

enum { SEAL_HEAD = 16, SEAL_IV = 12, MOST_IVS = 4096 };

struct ivs {
  unsigned char at[MOST_IVS][8 + SEAL_IV]; /* id of the sealing key, IV */
  size_t count;
};

/* "MKY2", id of the sealing key (8), length of the attributes (4), attributes, IV. */
static void collect(unsigned char *copy, size_t n, void *context) {
  struct ivs *ivs = context;
  for (size_t i = 0; i + SEAL_HEAD + SEAL_IV <= n; i++) {
    if (memcmp(copy + i, "MKY2", 4) != 0) {
      continue;
    }
    size_t attributes = mt_get32(copy + i + 12);
    if (attributes > 4096 || i + SEAL_HEAD + attributes + SEAL_IV > n || ivs->count == MOST_IVS) {
      continue;
    }
    unsigned char *pair = ivs->at[ivs->count];
    memcpy(pair, copy + i + 4, 8);
    memcpy(pair + 8, copy + i + SEAL_HEAD + attributes, SEAL_IV);
    bool known = false;
    for (size_t k = 0; k < ivs->count && !known; k++) {
      known = memcmp(ivs->at[k], pair, sizeof ivs->at[k]) == 0;
    }
    ivs->count += !known;
  }
}

static void each_value_is_sealed_with_an_iv_of_its_own(void) {
  enum { KEYS = 5 };
  static struct ivs before, after;
  for (int token = 0; token < 2; token++) {
    CK_OBJECT_HANDLE keys[KEYS];
    CK_ULONG len = 16;
    CK_MECHANISM gen = {CKM_GENERIC_SECRET_KEY_GEN, NULL, 0};
    CK_ATTRIBUTE t[] = {{CKA_VALUE_LEN, &len, sizeof len}, {CKA_TOKEN, token ? &yes : &no, 1}};
    before.count = after.count = 0;
    CHECK(each_writable_mapping(collect, &before) > 0);
    for (int i = 0; i < KEYS; i++) {
      OK(f->C_GenerateKey(s, &gen, t, 2, &keys[i]));
    }
    CHECK(each_writable_mapping(collect, &after) > 0);
    size_t fresh = 0;
    for (size_t i = 0; i < after.count; i++) {
      bool old = false;
      for (size_t k = 0; k < before.count && !old; k++) {
        old = memcmp(before.at[k], after.at[i], sizeof after.at[i]) == 0;
      }
      fresh += !old;
    }
    CHECK(fresh >= KEYS);
    for (int i = 0; i < KEYS; i++) {
      OK(f->C_DestroyObject(s, keys[i]));
    }
  }
}

int state_tests(CK_SESSION_HANDLE session) {
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {
#define TEST(name) {#name, name}
      TEST(one_object_has_one_handle),
      TEST(changes_at_once_all_hold),
      TEST(what_is_destroyed_does_not_come_back),
      TEST(of_two_versions_the_later_one_counts),
      TEST(of_changes_at_once_one_is_kept),
      TEST(a_session_keeps_its_keys_while_others_close),
      TEST(the_modules_own_session_is_not_to_be_had),
      TEST(inkeys_that_begin_alike_tell_nothing),
      TEST(each_value_is_sealed_with_an_iv_of_its_own),
      TEST(a_base_that_is_in_use_is_shared),
  };
  s = session;
  for (size_t i = 0; i < COUNT(tests); i++) {
    running = tests[i].name;
    int before = failures;
    tests[i].run();
    printf("%s %s\n", failures == before ? "ok  " : "FAIL", running);
  }
  return failures;
}

#define _GNU_SOURCE
#include "harness.h"

#include <dlfcn.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../src/crypto.h"

CK_FUNCTION_LIST_PTR f;
CK_SLOT_ID slot;
int failures;
const char *running = "";
CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
CK_OBJECT_CLASS secret = CKO_SECRET_KEY, data = CKO_DATA;
CK_KEY_TYPE generic = CKK_GENERIC_SECRET, aes = CKK_AES;

static char directory[] = "/tmp/mikeytoken-test-XXXXXX";
static unsigned char pin[] = "12345678";

static void must(bool ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "the tests cannot start: %s\n", what);
    exit(1);
  }
}

static void find_slot(void) {
  CK_SLOT_ID slots[16];
  CK_ULONG count = 16;
  CK_TOKEN_INFO info;
  must(f->C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK, "C_GetSlotList");
  for (CK_ULONG i = 0; i < count; i++) {
    if (f->C_GetTokenInfo(slots[i], &info) == CKR_OK && info.flags & CKF_TOKEN_INITIALIZED) {
      slot = slots[i];
      return;
    }
  }
  slot = slots[count - 1];
}

void harness_initialize(void) {
  CK_C_INITIALIZE_ARGS args = {NULL, NULL, NULL, NULL, CKF_OS_LOCKING_OK, NULL};
  must(f->C_Initialize(&args) == CKR_OK, "C_Initialize");
  find_slot();
}

void harness_open(const char *module) {
  must(mkdtemp(directory) != NULL, "mkdtemp");
  char path[256];
  snprintf(path, sizeof path, "%s/softhsm2.conf", directory);
  FILE *conf = fopen(path, "w");
  must(conf != NULL, "softhsm2.conf");
  fprintf(conf, "directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n", directory);
  fclose(conf);
  setenv("SOFTHSM2_CONF", path, 1);
  snprintf(path, sizeof path, "%s/tokens", directory);
  must(mkdir(path, 0700) == 0, "tokens");
  void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
  must(library != NULL, module);
  void *symbol = dlsym(library, "C_GetFunctionList");
  CK_C_GetFunctionList get;
  memcpy(&get, &symbol, sizeof get);
  must(symbol != NULL && get(&f) == CKR_OK, "C_GetFunctionList (is SoftHSM2 there? softhsm-setup/install.sh)");
  harness_initialize();
  unsigned char label[32];
  memset(label, ' ', sizeof label);
  memcpy(label, "test", 4);
  must(f->C_InitToken(slot, pin, sizeof pin - 1, label) == CKR_OK, "C_InitToken");
  find_slot();
  CK_SESSION_HANDLE s;
  must(f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s) == CKR_OK, "C_OpenSession");
  must(f->C_Login(s, CKU_SO, pin, sizeof pin - 1) == CKR_OK, "C_Login as SO");
  must(f->C_InitPIN(s, pin, sizeof pin - 1) == CKR_OK, "C_InitPIN");
  must(f->C_Logout(s) == CKR_OK, "C_Logout");
  must(f->C_CloseSession(s) == CKR_OK, "C_CloseSession");
}

CK_SESSION_HANDLE harness_login(void) {
  CK_SESSION_HANDLE s = 0;
  OK(f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s));
  CK_RV rv = f->C_Login(s, CKU_USER, pin, sizeof pin - 1);
  CHECK(rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN);
  return s;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
  (void)st;
  (void)type;
  (void)ftw;
  return remove(path);
}

void harness_close(void) { nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

CK_OBJECT_HANDLE import_key(CK_SESSION_HANDLE s, unsigned use, const void *value, size_t len) {
  unsigned char u = (unsigned char)use;
  CK_OBJECT_HANDLE key = 0;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret},
                      {CKA_KEY_TYPE, &generic, sizeof generic},
                      {CKA_MIKEY_USE, &u, 1},
                      {CKA_VALUE, (void *)value, len}};
  OK(f->C_CreateObject(s, t, COUNT(t), &key));
  return key;
}

CK_RV derive(CK_SESSION_HANDLE s, CK_MECHANISM_TYPE type, const void *parameter, size_t parameter_len, CK_OBJECT_HANDLE base,
             CK_ULONG len, CK_OBJECT_HANDLE *out) {
  CK_MECHANISM m = {type, (void *)parameter, parameter_len};
  CK_ATTRIBUTE t[] = {{CKA_VALUE_LEN, &len, sizeof len}};
  return f->C_DeriveKey(s, &m, base, t, len == 0 ? 0 : 1, out);
}

CK_RV try_prf(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE base, unsigned func, unsigned long constant, CK_ULONG len,
              CK_OBJECT_HANDLE *out) {
  unsigned char p[26] = {(unsigned char)func};
  mt_put32(p + 1, constant);
  bool message = constant == MIKEY_LABEL_ENCR_KEY || constant == MIKEY_LABEL_AUTH_KEY || constant == MIKEY_LABEL_SALT_KEY;
  p[5] = message ? 0xff : 7;
  mt_put32(p + 6, 0x01020304);
  for (int i = 0; i < 16; i++) {
    p[10 + i] = (unsigned char)(0x10 + i);
  }
  return derive(s, CKM_MIKEY_PRF, p, sizeof p, base, len, out);
}

CK_OBJECT_HANDLE prf(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE base, unsigned func, unsigned long constant, CK_ULONG len) {
  CK_OBJECT_HANDLE key = 0;
  OK(try_prf(s, base, func, constant, len, &key));
  return key;
}

CK_RV probe(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE key, unsigned char mac[20]) {
  CK_MECHANISM m = {CKM_SHA_1_HMAC, NULL, 0};
  CK_ULONG len = 20;
  CK_RV rv = f->C_SignInit(s, &m, key);
  return rv != CKR_OK ? rv : f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, mac, &len);
}

CK_RV attribute(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, void *out, size_t room, size_t *len) {
  CK_ATTRIBUTE a = {type, out, room};
  CK_RV rv = f->C_GetAttributeValue(s, key, &a, 1);
  *len = a.ulValueLen;
  return rv;
}

size_t find_all(CK_SESSION_HANDLE s, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE *out, size_t room) {
  CK_ULONG found = 0;
  OK(f->C_FindObjectsInit(s, template, count));
  OK(f->C_FindObjects(s, out, room, &found));
  OK(f->C_FindObjectsFinal(s));
  return found;
}

void make_rsa_pair(CK_SESSION_HANDLE s, CK_ULONG bits, CK_BBOOL decrypts, CK_OBJECT_HANDLE *pub, CK_OBJECT_HANDLE *priv) {
  CK_MECHANISM m = {CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0};
  CK_BYTE e[] = {1, 0, 1};
  CK_ATTRIBUTE a[] = {{CKA_MODULUS_BITS, &bits, sizeof bits}, {CKA_PUBLIC_EXPONENT, e, 3}, {CKA_TOKEN, &no, sizeof no}};
  CK_ATTRIBUTE b[] = {{CKA_TOKEN, &no, sizeof no},         {CKA_PRIVATE, &yes, sizeof yes}, {CKA_SENSITIVE, &yes, sizeof yes},
                      {CKA_EXTRACTABLE, &no, sizeof no},   {CKA_UNWRAP, &yes, sizeof yes},  {CKA_DECRYPT, &decrypts, 1},
                      {CKA_SIGN, &yes, sizeof yes}};
  OK(f->C_GenerateKeyPair(s, &m, a, 3, b, 7, pub, priv));
}

size_t each_writable_mapping(void (*visit)(unsigned char *copy, size_t len, void *context), void *context) {
  FILE *maps = fopen("/proc/self/maps", "r");
  FILE *memory = fopen("/proc/self/mem", "r");
  CHECK(maps != NULL && memory != NULL);
  char line[512];
  size_t seen = 0;
  while (maps != NULL && memory != NULL && fgets(line, sizeof line, maps) != NULL) {
    unsigned long from, to;
    char rights[8];
    if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) != 3 || rights[0] != 'r' || rights[1] != 'w' || to - from > 64UL << 20) {
      continue;
    }
    unsigned char *copy = malloc(to - from);
    if (copy != NULL && fseek(memory, (long)from, SEEK_SET) == 0) {
      size_t n = fread(copy, 1, to - from, memory);
      seen += n;
      visit(copy, n, context);
      explicit_bzero(copy, n);
    }
    free(copy);
  }
  if (maps != NULL) {
    fclose(maps);
  }
  if (memory != NULL) {
    fclose(memory);
  }
  return seen;
}

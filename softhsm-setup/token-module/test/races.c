/*
 * Threads decapsulate by one RSK and by their own, which they destroy, while the login ends and begins again: for the thread
 * sanitizer. Whatever is refused is refused for its reason, and no lines stay in locked memory when their keys are gone.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "harness.h"
#include "hex.h"
#include "identity_vectors.h"

enum { THREADS = 3, ROUNDS = 6, LOGOUTS = 4 };

static unsigned char set1 = MIKEY_SAKKE_SET_1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static CK_OBJECT_HANDLE shared;
static unsigned long opened;

static CK_RV put(CK_SESSION_HANDLE s, const struct sakke_vector *v, CK_OBJECT_HANDLE *key) {
  unsigned char use = MIKEY_USE_RSK, rsk[257], z[257], id[200];
  size_t id_len = octets_of(v->id, id);
  octets_of(v->rsk, rsk);
  octets_of(v->public_key, z);
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret},     {CKA_KEY_TYPE, &generic, sizeof generic},
                      {CKA_MIKEY_USE, &use, 1},                {CKA_VALUE, rsk, sizeof rsk},
                      {CKA_MIKEY_PUBLIC_KEY, z, sizeof z},     {CKA_MIKEY_USER_ID, id, id_len}};
  return f->C_CreateObject(s, t, COUNT(t), key);
}

static CK_RV decapsulate(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE rsk, const struct sakke_vector *v) {
  unsigned char data_[273];
  octets_of(v->data, data_);
  CK_MECHANISM m = {CKM_MIKEY_SAKKE_DECAPSULATE, &set1, 1};
  CK_OBJECT_HANDLE ssv = 0;
  CK_RV rv = f->C_UnwrapKey(s, &m, rsk, data_, sizeof data_, NULL, 0, &ssv);
  return rv == CKR_OK ? f->C_DestroyObject(s, ssv) : rv;
}

/* What a logout at any moment explains. */
static bool explained(CK_RV rv) {
  return rv == CKR_OK || rv == CKR_USER_NOT_LOGGED_IN || rv == CKR_UNWRAPPING_KEY_HANDLE_INVALID || rv == CKR_KEY_HANDLE_INVALID ||
         rv == CKR_OBJECT_HANDLE_INVALID;
}

static void note(CK_RV rv) {
  pthread_mutex_lock(&lock);
  CHECK(explained(rv));
  opened += rv == CKR_OK;
  pthread_mutex_unlock(&lock);
}

static void *work(void *context) {
  const struct sakke_vector *own = &sakke_vectors[1 + (size_t)context % 2];
  CK_SESSION_HANDLE s = 0;
  OK(f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s));
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&lock);
    CK_OBJECT_HANDLE rsk = shared;
    pthread_mutex_unlock(&lock);
    note(decapsulate(s, rsk, &sakke_vectors[0]));
    CK_OBJECT_HANDLE mine = 0;
    CK_RV rv = put(s, own, &mine);
    note(rv);
    if (rv == CKR_OK) {
      note(decapsulate(s, mine, own));
      note(f->C_DestroyObject(s, mine));
    }
  }
  f->C_CloseSession(s);
  return NULL;
}

/* KiB of mappings that a fork wipes: the module's secrets. (The sanitizer leaves out the mlock that goes with it.) */
static long secret_kib(void) {
  FILE *smaps = fopen("/proc/self/smaps", "r");
  char line[512];
  long kib = 0;
  long size = 0;
  while (smaps != NULL && fgets(line, sizeof line, smaps) != NULL) {
    sscanf(line, "Size: %ld", &size);
    kib += strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " wf") != NULL ? size : 0;
  }
  if (smaps != NULL) {
    fclose(smaps);
  }
  return kib;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s libmikeytoken.so\n", argv[0]);
    return 64;
  }
  running = "races";
  harness_open(argv[1]);
  CK_SESSION_HANDLE s = harness_login();
  OK(put(s, &sakke_vectors[0], &shared));
  OK(decapsulate(s, shared, &sakke_vectors[0]));
  long with_lines = secret_kib();
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
  }
  for (int i = 0; i < LOGOUTS; i++) {
    usleep(150000);
    OK(f->C_Logout(s));
    s = harness_login();
    CK_OBJECT_HANDLE again = 0;
    OK(put(s, &sakke_vectors[0], &again));
    pthread_mutex_lock(&lock);
    shared = again;
    pthread_mutex_unlock(&lock);
  }
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
  }
  OK(f->C_Logout(s));
  long without = secret_kib();
  CHECK(without + 400 < with_lines);
  CHECK(opened > 0);
  OK(f->C_Finalize(NULL));
  harness_close();
  printf("races: %lu calls went through, %ld KiB of secrets with lines, %ld without, %d failures\n", opened, with_lines, without, failures);
  return failures == 0 ? 0 : 1;
}

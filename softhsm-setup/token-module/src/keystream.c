#include "keystream.h"

#include <pthread.h>
#include <string.h>

enum { ENTRIES = 8192, BUCKETS = 4096 };

struct entry {
  unsigned char stream[32];
  unsigned char ciphertext[32];
  int next; /* in its bucket; 0 ends */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry entries[ENTRIES + 1]; /* entry 0 is none */
static int buckets[BUCKETS];
static int newest;
static int used;

static int *bucket_of(const unsigned char stream[32]) { return &buckets[(stream[0] << 8 | stream[1]) % BUCKETS]; }

static void forget(int index) {
  int *at = bucket_of(entries[index].stream);
  while (*at != 0 && *at != index) {
    at = &entries[*at].next;
  }
  if (*at == index) {
    *at = entries[index].next;
  }
}

static void remember(const unsigned char stream[32], const unsigned char ciphertext[32]) {
  newest = newest % ENTRIES + 1;
  if (used == ENTRIES) {
    forget(newest);
  } else {
    used++;
  }
  struct entry *e = &entries[newest];
  memcpy(e->stream, stream, 32);
  memcpy(e->ciphertext, ciphertext, 32);
  int *bucket = bucket_of(stream);
  e->next = *bucket;
  *bucket = newest;
}

CK_RV mt_keystream_claim(const unsigned char stream[32], const unsigned char ciphertext[32], bool fresh) {
  CK_RV rv = CKR_OK;
  bool known = false;
  pthread_mutex_lock(&lock);
  for (int i = *bucket_of(stream); i != 0 && !known; i = entries[i].next) {
    if (memcmp(entries[i].stream, stream, 32) == 0) {
      known = true;
      rv = fresh || memcmp(entries[i].ciphertext, ciphertext, 32) != 0 ? CKR_FUNCTION_REJECTED : CKR_OK;
    }
  }
  if (!known) {
    remember(stream, ciphertext);
  }
  pthread_mutex_unlock(&lock);
  return rv;
}

void mt_keystream_before_fork(void) { pthread_mutex_lock(&lock); }

void mt_keystream_in_parent(void) { pthread_mutex_unlock(&lock); }

void mt_keystream_after_fork(void) { pthread_mutex_init(&lock, NULL); }

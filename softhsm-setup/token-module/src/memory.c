#define _GNU_SOURCE
#include "memory.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * Chunks of one size come from a pool that is locked once; mmap and mlock per call would cost more than the call. With
 * 50 KiB it stays below the smallest RLIMIT_MEMLOCK in use, 64 KiB.
 */
enum { CHUNK = 5120, CHUNKS = 10, HEADER = 64 };

struct header {
  size_t mapped; /* length of an own mapping; 0 for a chunk of the pool */
  size_t used;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned char *pool;
static int taken[CHUNKS];

static void *map_locked(size_t size) {
  void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) {
    return NULL;
  }
  if (mlock(pages, size) != 0 || madvise(pages, size, MADV_DONTDUMP) != 0 ||
      madvise(pages, size, MADV_WIPEONFORK) != 0) {
    munmap(pages, size);
    return NULL;
  }
  return pages;
}

static struct header *take_chunk(void) {
  struct header *found = NULL;
  pthread_mutex_lock(&lock);
  if (pool == NULL) {
    pool = map_locked((size_t)CHUNK * CHUNKS);
  }
  for (int i = 0; pool != NULL && found == NULL && i < CHUNKS; i++) {
    if (!taken[i]) {
      taken[i] = 1;
      found = (struct header *)(void *)(pool + (size_t)i * CHUNK);
      found->mapped = 0;
    }
  }
  pthread_mutex_unlock(&lock);
  return found;
}

static int (*_Atomic keeper)(void);

void mt_secret_kept(int (*give_back)(void)) { keeper = give_back; }

static void *map_or_reclaim(size_t size) {
  void *pages = map_locked(size);
  int (*give_back)(void) = keeper;
  while (pages == NULL && give_back != NULL && give_back()) {
    pages = map_locked(size);
  }
  return pages;
}

void *mt_secret_alloc(size_t size) {
  if (size > SIZE_MAX / 2) {
    return NULL;
  }
  struct header *header = size <= CHUNK - HEADER ? take_chunk() : NULL;
  if (header == NULL) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t mapped = (size + HEADER + page - 1) / page * page;
    header = map_or_reclaim(mapped);
    if (header == NULL) {
      return NULL;
    }
    header->mapped = mapped;
  }
  header->used = size;
  return (unsigned char *)header + HEADER;
}

void mt_secret_free(void *secret) {
  if (secret == NULL) {
    return;
  }
  struct header *header = (struct header *)(void *)((unsigned char *)secret - HEADER);
  mt_wipe(secret, header->used);
  if (header->mapped != 0) {
    munmap(header, header->mapped);
    return;
  }
  pthread_mutex_lock(&lock);
  taken[((unsigned char *)header - pool) / CHUNK] = 0;
  pthread_mutex_unlock(&lock);
}

void mt_secret_after_fork(void) {
  pthread_mutex_init(&lock, NULL);
  memset(taken, 0, sizeof taken);
  /* A child does not inherit locks on memory. */
  if (pool != NULL && mlock(pool, (size_t)CHUNK * CHUNKS) != 0) {
    munmap(pool, (size_t)CHUNK * CHUNKS);
    pool = NULL;
  }
}

void mt_wipe(void *memory, size_t size) {
  if (size > 0) {
    explicit_bzero(memory, size);
  }
}

int mt_equal(const void *a, const void *b, size_t size) {
  const volatile unsigned char *x = a;
  const volatile unsigned char *y = b;
  unsigned difference = 0;
  for (size_t i = 0; i < size; i++) {
    difference |= (unsigned)(x[i] ^ y[i]);
  }
  return (int)(((difference - 1) >> 8) & 1);
}

static size_t spread_top_bit(size_t x) { return (size_t)0 - (x >> (sizeof x * 8 - 1)); }

size_t mt_mask_eq(size_t a, size_t b) {
  size_t difference = a ^ b;
  return ~spread_top_bit(difference | ((size_t)0 - difference));
}

size_t mt_mask_lt(size_t a, size_t b) { return spread_top_bit(a - b); }

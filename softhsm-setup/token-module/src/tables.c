#include "tables.h"

#include <pthread.h>
#include <string.h>

#include "memory.h"

/*
 * As many as these are kept; the one not used for longest goes first. One more is made where all are in use, and lives as long
 * as its call. A KMS has 2.5 MiB, public; an RSK 0.6 MiB, locked, and 1.3 MiB, public.
 */
enum { MAX_KMS = 8, MAX_LINES = 16, MAX_ENTRIES = 128 };

struct entry {
  void *item; /* NULL: free */
  CK_OBJECT_HANDLE handle;
  unsigned refs;
  bool kept;
  unsigned long long used;
};

struct cache {
  unsigned most;
  void (*close)(void *);
  struct entry entries[MAX_ENTRIES];
};

static void close_kms(void *kms) { mt_sakke_kms_close(kms); }
static void close_lines(void *lines) { mt_sakke_lines_close(lines); }

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long long clock_ticks;
static struct cache all_kms = {.most = MAX_KMS, .close = close_kms};
static struct cache all_lines = {.most = MAX_LINES, .close = close_lines};

CK_RV mt_math_rv(enum mt_math result, CK_RV bad) {
  return result == MT_MATH_OK ? CKR_OK : result == MT_MATH_MEMORY ? CKR_HOST_MEMORY : bad;
}

static void drop(struct cache *cache, struct entry *entry) {
  cache->close(entry->item);
  memset(entry, 0, sizeof *entry);
}

/* Drops the oldest that is not in use. */
static bool drop_oldest(struct cache *cache) {
  struct entry *oldest = NULL;
  for (int i = 0; i < MAX_ENTRIES; i++) {
    struct entry *e = &cache->entries[i];
    if (e->item != NULL && e->refs == 0 && (oldest == NULL || e->used < oldest->used)) {
      oldest = e;
    }
  }
  if (oldest != NULL) {
    drop(cache, oldest);
  }
  return oldest != NULL;
}

/* Drops what is not in use until fewer than this are kept. */
static void shrink(struct cache *cache, unsigned below) {
  unsigned kept = 0;
  for (int i = 0; i < MAX_ENTRIES; i++) {
    kept += cache->entries[i].item != NULL && cache->entries[i].kept;
  }
  while (kept >= below && drop_oldest(cache)) {
    kept--;
  }
}

/* Locked memory is scarce: whatever needs some goes before what is kept. Nobody allocates any under the lock. */
static int give_lines_back(void) {
  pthread_mutex_lock(&lock);
  bool dropped = drop_oldest(&all_lines);
  pthread_mutex_unlock(&lock);
  return dropped;
}

static void *keep(struct cache *cache, void *item, CK_OBJECT_HANDLE handle) {
  shrink(cache, cache->most);
  for (int i = 0; i < MAX_ENTRIES; i++) {
    struct entry *e = &cache->entries[i];
    if (e->item == NULL) {
      *e = (struct entry){item, handle, 1, true, ++clock_ticks};
      return item;
    }
  }
  cache->close(item);
  return NULL;
}

static void put(struct cache *cache, void *item) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < MAX_ENTRIES; i++) {
    struct entry *e = &cache->entries[i];
    if (e->item == item && --e->refs == 0 && !e->kept) {
      drop(cache, e);
    }
  }
  shrink(cache, cache->most + 1);
  pthread_mutex_unlock(&lock);
}

static void *take(struct entry *e) {
  e->refs++;
  e->used = ++clock_ticks;
  return e->item;
}

static struct mt_sakke_kms *find_kms(const unsigned char *z) {
  for (int i = 0; i < MAX_ENTRIES; i++) {
    struct entry *e = &all_kms.entries[i];
    if (e->item != NULL && memcmp(mt_sakke_kms_encoded(e->item), z, MT_SAKKE_POINT) == 0) {
      return take(e);
    }
  }
  return NULL;
}

CK_RV mt_kms_get(const unsigned char z[MT_SAKKE_POINT], struct mt_sakke_kms **kms) {
  pthread_mutex_lock(&lock);
  *kms = find_kms(z);
  pthread_mutex_unlock(&lock);
  if (*kms != NULL) {
    return CKR_OK;
  }
  /* Takes a while: others go on meanwhile, and may make the same. */
  struct mt_sakke_kms *made = NULL;
  CK_RV rv = mt_math_rv(mt_sakke_kms_open(z, &made), CKR_MECHANISM_PARAM_INVALID);
  if (rv != CKR_OK) {
    return rv;
  }
  pthread_mutex_lock(&lock);
  *kms = find_kms(z);
  if (*kms != NULL) {
    mt_sakke_kms_close(made);
  } else {
    *kms = keep(&all_kms, made, 0);
  }
  pthread_mutex_unlock(&lock);
  return *kms == NULL ? CKR_HOST_MEMORY : CKR_OK;
}

void mt_kms_put(struct mt_sakke_kms *kms) {
  if (kms != NULL) {
    put(&all_kms, kms);
  }
}

static struct mt_sakke_lines *find_lines(CK_OBJECT_HANDLE handle) {
  for (int i = 0; i < MAX_ENTRIES; i++) {
    struct entry *e = &all_lines.entries[i];
    if (e->item != NULL && e->kept && e->handle == handle) {
      return take(e);
    }
  }
  return NULL;
}

CK_RV mt_lines_get(CK_OBJECT_HANDLE handle, const unsigned char rsk[MT_SAKKE_POINT], const struct mt_sakke_kms *kms,
                   const unsigned char *id, size_t id_len, struct mt_sakke_lines **lines) {
  pthread_mutex_lock(&lock);
  *lines = find_lines(handle);
  pthread_mutex_unlock(&lock);
  if (*lines != NULL) {
    return CKR_OK;
  }
  mt_secret_kept(give_lines_back);
  struct mt_sakke_lines *made = NULL;
  enum mt_math result = mt_sakke_lines_make(rsk, &made);
  if (result != MT_MATH_OK) {
    return mt_math_rv(result, CKR_KEY_TYPE_INCONSISTENT);
  }
  /* Works without, but slower. */
  mt_sakke_lines_prepare(made, kms, id, id_len);
  pthread_mutex_lock(&lock);
  *lines = find_lines(handle);
  if (*lines != NULL) {
    mt_sakke_lines_close(made);
  } else {
    *lines = keep(&all_lines, made, handle);
  }
  pthread_mutex_unlock(&lock);
  return *lines == NULL ? CKR_HOST_MEMORY : CKR_OK;
}

void mt_lines_put(struct mt_sakke_lines *lines) {
  if (lines != NULL) {
    put(&all_lines, lines);
  }
}

void mt_lines_forget(CK_OBJECT_HANDLE handle) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < MAX_ENTRIES; i++) {
    struct entry *e = &all_lines.entries[i];
    if (e->item != NULL && e->handle == handle) {
      e->kept = false;
      if (e->refs == 0) {
        drop(&all_lines, e);
      }
    }
  }
  pthread_mutex_unlock(&lock);
}

void mt_tables_after_fork(void) {
  pthread_mutex_init(&lock, NULL);
  /* Another thread may have been changing them. */
  memset(all_lines.entries, 0, sizeof all_lines.entries);
  memset(all_kms.entries, 0, sizeof all_kms.entries);
  mt_sakke_after_fork();
}

/* Locked memory for secrets: never swapped, never in a core dump, empty in a forked child, wiped when given back. */
#ifndef MT_MEMORY_H
#define MT_MEMORY_H

#include <stddef.h>

/* NULL when no memory can be locked (RLIMIT_MEMLOCK), though whoever keeps some for later has given it back. Zeroed. */
void *mt_secret_alloc(size_t size);

/* Names who keeps some for later: gives a piece back, or says 0 when there is none. Called without a lock of this file. */
void mt_secret_kept(int (*give_back)(void));

/* Wipes and gives back; NULL does nothing. */
void mt_secret_free(void *secret);

/* In a forked child, where the pages are empty. */
void mt_secret_after_fork(void);

void mt_wipe(void *memory, size_t size);

/* 1 if equal, else 0, in a time that tells only the size. */
int mt_equal(const void *a, const void *b, size_t size);

/* All ones if a == b, else 0; no branch. */
size_t mt_mask_eq(size_t a, size_t b);

/* All ones if a < b, else 0; both below SIZE_MAX / 2; no branch. */
size_t mt_mask_lt(size_t a, size_t b);

#endif

/*
 * What may decide a branch though it was made of secrets: whether a key or a signature's number is valid, whether Encapsulated Data
 * opened. Compiled with MT_CHECK_CONSTANT_TIME under valgrind, everything else that a secret decides is an error.
 */
#ifndef MT_DECLASSIFY_H
#define MT_DECLASSIFY_H

#ifdef MT_CHECK_CONSTANT_TIME
#include <valgrind/memcheck.h>
#define MT_DECLASSIFY(variable) VALGRIND_MAKE_MEM_DEFINED(&(variable), sizeof(variable))
#else
#define MT_DECLASSIFY(variable) ((void)0)
#endif

#endif

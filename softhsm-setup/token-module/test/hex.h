/* Octets of hexadecimal digits; how many. */
#ifndef HEX_H
#define HEX_H

#include <stdio.h>
#include <string.h>

static inline size_t octets_of(const char *hex, unsigned char *out) {
  size_t n = strlen(hex) / 2;
  for (size_t i = 0; i < n; i++) {
    unsigned v = 0;
    sscanf(hex + 2 * i, "%2x", &v);
    out[i] = (unsigned char)v;
  }
  return n;
}

#endif

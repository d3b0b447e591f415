/* CKM_AES_CTR with SRTP session encryption keys; the counter block is the host's (RFC 3711 section 4.1.1). */
#include <string.h>

#include "crypto.h"
#include "mechanism.h"

static CK_RV init(const CK_MECHANISM *mechanism, const struct mt_attrs *key, struct mt_op *op) {
  CK_AES_CTR_PARAMS p;
  if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof p) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  memcpy(&p, mechanism->pParameter, sizeof p);
  if (p.counter_bits == 0 || p.counter_bits > 128) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (key->value_len != 16 && key->value_len != 24 && key->value_len != 32) {
    return CKR_KEY_SIZE_RANGE;
  }
  memcpy(op->parameter, p.cb, 16);
  op->parameter[16] = (unsigned char)p.counter_bits;
  return CKR_OK;
}

/* A counter that wraps would repeat the key stream. */
static bool wraps(const struct mt_op *op, unsigned long long end) {
  unsigned bits = op->parameter[16];
  unsigned long long blocks = end / 16 + (end % 16 != 0);
  if (bits >= 64) {
    return false;
  }
  unsigned long long size = 1ULL << bits;
  unsigned long long start = mt_get64(op->parameter + 8) & (size - 1);
  return blocks > size - start;
}

static CK_RV cipher(const struct mt_op *op, const struct mt_key *key, const unsigned char *in, size_t len, unsigned char *out) {
  if (op->position + len < op->position || wraps(op, op->position + len)) {
    return CKR_DATA_LEN_RANGE;
  }
  return mt_aes_ctr(key->value, key->len, op->parameter, op->position, in, len, out);
}

const struct mt_mechanism mt_ctr_mechanisms[] = {
    {.type = CKM_AES_CTR, .info = {16, 32, CKF_ENCRYPT | CKF_DECRYPT}, .init = init, .cipher = cipher},
    {0},
};

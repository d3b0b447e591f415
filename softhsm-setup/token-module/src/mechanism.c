/* The register of mechanisms: a new one is a file and a line here. */
#include "mechanism.h"

extern const struct mt_mechanism mt_generate_mechanisms[], mt_prf_mechanisms[], mt_sp800_mechanisms[],
    mt_combine_mechanisms[], mt_keydata_mechanisms[], mt_envelope_mechanisms[], mt_dh_mechanisms[], mt_srtp_mechanisms[],
    mt_hmac_mechanisms[], mt_ctr_mechanisms[], mt_kms_mechanisms[], mt_sakke_mechanisms[], mt_eccsi_mechanisms[], mt_transport_mechanisms[];

static const struct mt_mechanism *const register_of_mechanisms[] = {
    mt_generate_mechanisms, mt_prf_mechanisms, mt_sp800_mechanisms, mt_combine_mechanisms, mt_keydata_mechanisms,
    mt_envelope_mechanisms, mt_dh_mechanisms,  mt_srtp_mechanisms,  mt_hmac_mechanisms,    mt_ctr_mechanisms,
    mt_kms_mechanisms,     mt_sakke_mechanisms,  mt_eccsi_mechanisms,   mt_transport_mechanisms,
};

enum { FILES = sizeof register_of_mechanisms / sizeof register_of_mechanisms[0] };

/* An array ends with one that has no flags. */
const struct mt_mechanism *mt_mechanism_at(size_t index) {
  for (size_t f = 0; f < FILES; f++) {
    for (const struct mt_mechanism *m = register_of_mechanisms[f]; m->info.flags != 0; m++) {
      if (index-- == 0) {
        return m;
      }
    }
  }
  return NULL;
}

size_t mt_mechanism_count(void) {
  size_t count = 0;
  while (mt_mechanism_at(count) != NULL) {
    count++;
  }
  return count;
}

const struct mt_mechanism *mt_mechanism_find(CK_MECHANISM_TYPE type) {
  const struct mt_mechanism *m;
  for (size_t i = 0; (m = mt_mechanism_at(i)) != NULL; i++) {
    if (m->type == type) {
      return m;
    }
  }
  return NULL;
}

#include "sakke_set.h"

#include <pthread.h>
#include <string.h>

struct mt_set mt_set1;

static const char p_hex[] =
    "997abb1f0a563fda65c61198dad0657a416c0ce19cb48261be9ae358b3e01a2ef40aab27e2fc0f1b228730d531a59cb0e791b39ff7c88a19356d27f4a6"
    "66a6d0e26c6487326b4cd4512ac5cd65681ce1b6aff4a831852a82a7cf3c521c3c09aa9f94d6af56971f1ffce3e82389857db080c5df10ac7ace87666d"
    "807afea85feb";
static const char q_hex[] =
    "265eaec7c2958ff69971846636b4195e905b0338672d20986fa6b8d62cf8068bbd02aac9f8bf03c6c8a1cc354c69672c39e46ce7fdf222864d5b49fd29"
    "99a9b4389b1921cc9ad335144ab173595a07386dabfd2a0c614aa0a9f3cf14870f026aa7e535abd5a5c7c7ff38fa08e2615f6c203177c42b1eb3a1d99b"
    "601ebfaa17fb";
static const char px_hex[] =
    "53fc09ee332c29ad0a7990053ed9b52a2b1a2fd60aec69c698b2f204b6ff7cbfb5edb6c0f6ce2308ab10db9030b09e1043d5f22cdb9dfa55718bd9e740"
    "6ce8909760af765dd5bccb337c86548b72f2e1a702c3397a60de74a7c1514dba66910dd5cfb4cc80728d87ee9163a5b63f73ec80ec46c4967e0979880d"
    "c8abeae63895";
static const char py_hex[] =
    "0a8249063f6009f1f9f1f0533634a135d3e82016029906963d778d821e141178f5ea69f4654ec2b9e7f7f5e5f0de55f66b598ccf9a140b2e416cff0ca9"
    "e032b970dae117ad547c6ccad696b5b7652fe0ac6f1e80164aa989492d979fc5a4d5f213515ad7e9cb99a980bdad5ad5bb4636adb9b5706a67dcde7557"
    "3fd71bef16d7";
static const char g_hex[] =
    "66fc2a432b6ea392148f15867d623068c6a87bd1fb94c41e27fabe658e015a87371e94744c96feda449ae9563f8bc446cbfda85d5d00ef577072da8f54"
    "1721beee0faed1828eab90b99dfb0138c7843355df0460b4a9fd74b4f1a32bcafa1ffad682c033a7942bcce3720f20b9b7b0403c8cae87b7a0042acde0"
    "fab36461ea46";

static void octets_of(const char *hex, unsigned char out[128]) {
  for (int i = 0; i < 128; i++) {
    int v = 0;
    for (int j = 0; j < 2; j++) {
      char h = hex[2 * i + j];
      v = v * 16 + (h <= '9' ? h - '0' : h - 'a' + 10);
    }
    out[i] = (unsigned char)v;
  }
}

static void element(mt_fe r, const char *hex) {
  unsigned char octets[128];
  octets_of(hex, octets);
  mt_limbs_get(r, octets, MT_FE);
  mt_into(&mt_set1.p, r, r);
}

/* r = a to a public power of 16 limbs. */
static void power(mt_fe r, const mt_fe a, const mt_fe exponent) {
  mt_fe x;
  memcpy(x, mt_set1.p.one, sizeof x);
  for (int i = 64 * MT_FE - 1; i >= 0; i--) {
    mt_mul(&mt_set1.p, x, x, x);
    if (exponent[i / 64] >> (i % 64) & 1) {
      mt_mul(&mt_set1.p, x, x, a);
    }
  }
  memcpy(r, x, sizeof x);
}

/* For p = 3 modulo 4: to the power (p + 1) / 4, which is q. */
static void root(mt_fe r, const mt_fe a) { power(r, a, mt_set1.q.m); }

static void minus_two_cube(mt_fe r, const mt_fe s) {
  mt_fe t;
  mt_fe zero = {0};
  mt_mul(&mt_set1.p, t, s, s);
  mt_mul(&mt_set1.p, t, t, s);
  mt_add(&mt_set1.p, t, t, t);
  mt_sub(&mt_set1.p, r, zero, t);
}

static void compute(void) {
  struct mt_set *k = &mt_set1;
  unsigned char octets[128];
  mt_fe t;
  mt_fe zero = {0};
  octets_of(p_hex, octets);
  mt_modulus_init(&k->p, MT_FE, octets);
  octets_of(q_hex, octets);
  mt_modulus_init(&k->q, MT_FE, octets);
  element(k->px, px_hex);
  element(k->py, py_hex);
  element(k->g, g_hex);
  mt_add(&k->p, k->three, k->p.one, k->p.one);
  mt_add(&k->p, k->three, k->three, k->p.one);
  mt_sub(&k->p, t, zero, k->three);
  root(k->s, t);
  /* Of the two roots that for which c exists. */
  minus_two_cube(t, k->s);
  root(k->c, t);
  mt_fe square;
  mt_mul(&k->p, square, k->c, k->c);
  if (!mt_limbs_equal(square, t, MT_FE)) {
    mt_sub(&k->p, k->s, zero, k->s);
    minus_two_cube(t, k->s);
    root(k->c, t);
  }
  mt_inv(&k->p, t, k->s);
  mt_mul(&k->p, k->c_over_s, k->c, t);
}

void mt_set_init(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, compute);
}

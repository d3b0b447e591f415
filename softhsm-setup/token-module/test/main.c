#include "harness.h"

int module_tests_part_one(CK_SESSION_HANDLE session);
int rule_tests(CK_SESSION_HANDLE session);

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s libmikeytoken.so\n", argv[0]);
    return 64;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  harness_open(argv[1]);
  module_tests_part_one(harness_login());
  OK(f->C_Finalize(NULL));
  harness_close();
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}

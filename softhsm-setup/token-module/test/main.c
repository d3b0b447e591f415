#include "harness.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s libmikeytoken.so\n", argv[0]);
    return 64;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  harness_open(argv[1]);
  mechanism_tests(harness_login());
  OK(f->C_CloseAllSessions(slot));
  identity_tests(harness_login());
  OK(f->C_CloseAllSessions(slot));
  handover_tests(harness_login());
  OK(f->C_CloseAllSessions(slot));
  rule_tests(harness_login());
  OK(f->C_CloseAllSessions(slot));
  state_tests(harness_login());
  OK(f->C_Finalize(NULL));
  harness_close();
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}

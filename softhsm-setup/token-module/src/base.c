#define _GNU_SOURCE
#include "base.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_CONF "/etc/mikey-hsm/mikeytoken.conf"

CK_FUNCTION_LIST_PTR mt_base;

static const char *const usual_places[] = {
    "/usr/lib/softhsm/libsofthsm2.so",
#ifdef MT_MULTIARCH
    "/usr/lib/" MT_MULTIARCH "/softhsm/libsofthsm2.so",
#endif
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib64/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
};

static char *trim(char *text) {
  text += strspn(text, " \t");
  text[strcspn(text, "\r\n")] = '\0';
  for (size_t n = strlen(text); n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'); n--) {
    text[n - 1] = '\0';
  }
  return text;
}

/* The value of "base" in a file of lines "name = value"; 0 if there is none. */
static int configured(const char *file, char *path, size_t size) {
  FILE *in = fopen(file, "re");
  if (in == NULL) {
    return 0;
  }
  char line[4200];
  int found = 0;
  while (!found && fgets(line, sizeof line, in) != NULL) {
    char *name = trim(line);
    char *equals = strchr(name, '=');
    if (*name == '#' || equals == NULL) {
      continue;
    }
    *equals = '\0';
    const char *value = trim(equals + 1);
    if (strcmp(trim(name), "base") == 0 && strlen(value) < size) {
      strcpy(path, value);
      found = 1;
    }
  }
  fclose(in);
  return found;
}

static int load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    return 0;
  }
  void *symbol = dlsym(library, "C_GetFunctionList");
  CK_C_GetFunctionList get_list;
  /* ISO C has no cast from an object pointer to a function pointer. */
  memcpy(&get_list, &symbol, sizeof get_list);
  CK_FUNCTION_LIST_PTR list = NULL;
  /* Named as its own base, the module would call itself. */
  if (symbol == NULL || get_list == C_GetFunctionList || get_list(&list) != CKR_OK || list == NULL || list->version.major != 2) {
    dlclose(library);
    return 0;
  }
  mt_base = list;
  return 1;
}

CK_RV mt_base_load(void) {
  if (mt_base != NULL) {
    return CKR_OK;
  }
  const char *named = secure_getenv("MIKEYTOKEN_BASE");
  if (named != NULL) {
    return load(named) ? CKR_OK : CKR_LIBRARY_LOAD_FAILED;
  }
  const char *file = secure_getenv("MIKEYTOKEN_CONF");
  char path[4096];
  if (configured(file != NULL ? file : DEFAULT_CONF, path, sizeof path)) {
    return load(path) ? CKR_OK : CKR_LIBRARY_LOAD_FAILED;
  }
  for (size_t i = 0; i < sizeof usual_places / sizeof usual_places[0]; i++) {
    if (load(usual_places[i])) {
      return CKR_OK;
    }
  }
  return CKR_LIBRARY_LOAD_FAILED;
}

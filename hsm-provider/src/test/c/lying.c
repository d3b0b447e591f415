/*
 * A PKCS#11 v2.40 module for one test: it makes objects, and lies. pReserved of C_Initialize is
 * "FUNCTION ATTRIBUTE": what FUNCTION (create, derive, unwrap, generate, set) makes has the wrong value of
 * that attribute (SENSITIVE, EXTRACTABLE), as openCryptoki's C_UnwrapKey did. "honest" lies not.
 * It computes nothing: a MAC is zeros. Built by LyingTokenTest.
 */
#include <stdlib.h>
#include <string.h>

typedef unsigned long ulong;
typedef struct {
  ulong type;
  void *value;
  ulong length;
} attribute;
typedef struct {
  ulong type;
  void *parameter;
  ulong length;
} mechanism;

enum {
  OK = 0,
  HOST_MEMORY = 2,
  ARGUMENTS_BAD = 7,
  TYPE_INVALID = 0x12,
  NOT_SUPPORTED = 0x54,
  OBJECT_INVALID = 0x82,
  BUFFER_TOO_SMALL = 0x150,
};
enum { CLASS = 0, TOKEN = 1, PRIVATE = 2, LABEL = 3, VALUE = 0x11, KEY_TYPE = 0x100, SENSITIVE = 0x103 };
enum { SIGN = 0x108, DERIVE = 0x10c, VALUE_LEN = 0x161, EXTRACTABLE = 0x162, UNWRAP = 0x107 };
enum { MAX_OBJECTS = 64, MAX_ATTRIBUTES = 40 };

typedef struct {
  int used;
  ulong count;
  attribute attributes[MAX_ATTRIBUTES];
} object;

static object objects[MAX_OBJECTS];
static char lie[64];
static int logged_in;
static ulong found[MAX_OBJECTS], found_count;

static attribute *get(object *o, ulong type) {
  for (ulong i = 0; i < o->count; i++)
    if (o->attributes[i].type == type) return &o->attributes[i];
  return NULL;
}

static void put(object *o, ulong type, const void *value, ulong length) {
  attribute *a = get(o, type);
  if (!a) {
    if (o->count == MAX_ATTRIBUTES) abort();
    a = &o->attributes[o->count++];
    a->type = type;
    a->value = NULL;
  }
  free(a->value);
  a->value = malloc(length + 1);
  if (!a->value) abort();
  if (length) memcpy(a->value, value, length);
  a->length = length;
}

static int lies(const char *function) {
  size_t n = strlen(function);
  return strncmp(lie, function, n) == 0 && lie[n] == ' ';
}

static ulong make(const char *function, const attribute *template, ulong count, ulong *handle) {
  for (ulong h = 1; h < MAX_OBJECTS; h++) {
    object *o = &objects[h];
    if (o->used) continue;
    memset(o, 0, sizeof *o);
    o->used = 1;
    for (ulong i = 0; i < count; i++) put(o, template[i].type, template[i].value, template[i].length);
    if (lies(function)) {
      unsigned char wrong = strstr(lie, "EXTRACTABLE") != NULL;
      put(o, wrong ? EXTRACTABLE : SENSITIVE, &wrong, 1);
    }
    *handle = h;
    return OK;
  }
  return HOST_MEMORY;
}

static object *at(ulong handle) {
  return handle > 0 && handle < MAX_OBJECTS && objects[handle].used ? &objects[handle] : NULL;
}

static void provision(ulong class, ulong key_type, const char *label) {
  unsigned char yes = 1, no = 0;
  ulong length = 20, handle;
  attribute template[] = {
      {CLASS, &class, sizeof class},  {KEY_TYPE, &key_type, sizeof key_type}, {TOKEN, &yes, 1},
      {SENSITIVE, &yes, 1},           {EXTRACTABLE, &no, 1},                  {SIGN, &yes, 1},
      {DERIVE, &yes, 1},              {UNWRAP, &yes, 1},                      {LABEL, (void *)label, strlen(label)},
      {VALUE_LEN, &length, sizeof length}};
  if (make("provision", template, sizeof template / sizeof *template, &handle) != OK) abort();
}

static ulong initialize(void *arguments) {
  const char *reserved = arguments ? ((const char **)arguments)[5] : NULL;
  memset(objects, 0, sizeof objects);
  memset(lie, 0, sizeof lie);
  if (reserved) strncpy(lie, reserved, sizeof lie - 1);
  provision(4, 0x10, "psk");
  provision(3, 0, "rsa");
  return OK;
}
static ulong finalize(void *reserved) {
  (void)reserved;
  return OK;
}
static ulong slot_list(unsigned char present, ulong *list, ulong *count) {
  (void)present;
  if (list) list[0] = 0;
  *count = 1;
  return OK;
}
static ulong slot_info(ulong slot, unsigned char *info) {
  (void)slot;
  memset(info, 0, 64 + 32 + sizeof(ulong) + 4);
  return OK;
}
static ulong token_info(ulong slot, unsigned char *info) {
  (void)slot;
  memset(info, ' ', 96);
  memset(info + 96, 0, 11 * sizeof(ulong) + 4 + 16);
  memcpy(info, "liar", 4);
  *(ulong *)(info + 96) = 0x40c; /* initialized, login required, user PIN set */
  return OK;
}
static const ulong MECHANISMS[] = {0x1,   0x9,    0x20,   0x21,   0x221,       0x350, 0x364,
                                   0x365, 0x3ae, 0x1081, 0x1086, 0x1104, 0xce53437c};
static ulong mechanism_list(ulong slot, ulong *list, ulong *count) {
  (void)slot;
  if (list) memcpy(list, MECHANISMS, sizeof MECHANISMS);
  *count = sizeof MECHANISMS / sizeof *MECHANISMS;
  return OK;
}
static ulong mechanism_info(ulong slot, ulong type, ulong *info) {
  (void)slot, (void)type;
  info[0] = 1;
  info[1] = 512;
  info[2] = 0xffffff;
  return OK;
}
static ulong open_session(ulong slot, ulong flags, void *app, void *notify, ulong *session) {
  (void)slot, (void)flags, (void)app, (void)notify;
  *session = 1;
  return OK;
}
static ulong done(ulong session) {
  (void)session;
  return OK;
}
static ulong session_info(ulong session, ulong *info) {
  (void)session;
  info[0] = 0;
  info[1] = logged_in ? 1 : 0;
  info[2] = 4;
  info[3] = 0;
  return OK;
}
static ulong login(ulong session, ulong user, const unsigned char *pin, ulong length) {
  (void)session, (void)user, (void)pin, (void)length;
  logged_in = 1;
  return OK;
}
static ulong logout(ulong session) {
  (void)session;
  logged_in = 0;
  return OK;
}
static ulong create(ulong session, attribute *template, ulong count, ulong *handle) {
  (void)session;
  return make("create", template, count, handle);
}
static ulong generate(ulong session, mechanism *m, attribute *template, ulong count, ulong *handle) {
  (void)session, (void)m;
  return make("generate", template, count, handle);
}
static ulong derive(ulong session, mechanism *m, ulong base, attribute *template, ulong count, ulong *handle) {
  (void)session, (void)m;
  return at(base) ? make("derive", template, count, handle) : OBJECT_INVALID;
}
static ulong unwrap(ulong session, mechanism *m, ulong key, unsigned char *wrapped, ulong length,
                    attribute *template, ulong count, ulong *handle) {
  (void)session, (void)m, (void)wrapped, (void)length;
  return at(key) ? make("unwrap", template, count, handle) : OBJECT_INVALID;
}
static ulong wrap(ulong session, mechanism *m, ulong wrapping, ulong key, unsigned char *out, ulong *length) {
  (void)session, (void)m, (void)wrapping, (void)key;
  if (out) memset(out, 1, 16);
  *length = 16;
  return OK;
}
static ulong destroy(ulong session, ulong handle) {
  (void)session;
  object *o = at(handle);
  if (!o) return OBJECT_INVALID;
  for (ulong i = 0; i < o->count; i++) free(o->attributes[i].value);
  memset(o, 0, sizeof *o);
  return OK;
}
static ulong get_attributes(ulong session, ulong handle, attribute *template, ulong count) {
  (void)session;
  object *o = at(handle);
  ulong result = OK;
  if (!o) return OBJECT_INVALID;
  for (ulong i = 0; i < count; i++) {
    attribute *a = get(o, template[i].type);
    if (!a) {
      template[i].length = (ulong)-1;
      result = TYPE_INVALID;
    } else if (!template[i].value) {
      template[i].length = a->length;
    } else if (template[i].length < a->length) {
      template[i].length = (ulong)-1;
      result = BUFFER_TOO_SMALL;
    } else {
      if (a->length) memcpy(template[i].value, a->value, a->length);
      template[i].length = a->length;
    }
  }
  return result;
}
static ulong set_attributes(ulong session, ulong handle, attribute *template, ulong count) {
  (void)session;
  object *o = at(handle);
  if (!o) return OBJECT_INVALID;
  if (lies("set")) return OK;
  for (ulong i = 0; i < count; i++) put(o, template[i].type, template[i].value, template[i].length);
  return OK;
}
static ulong find_init(ulong session, attribute *template, ulong count) {
  (void)session;
  found_count = 0;
  for (ulong h = 1; h < MAX_OBJECTS; h++) {
    int match = objects[h].used;
    for (ulong i = 0; match && i < count; i++) {
      attribute *a = get(&objects[h], template[i].type);
      match = a && a->length == template[i].length && !memcmp(a->value, template[i].value, a->length);
    }
    if (match) found[found_count++] = h;
  }
  return OK;
}
static ulong find(ulong session, ulong *list, ulong most, ulong *count) {
  (void)session;
  *count = found_count < most ? found_count : most;
  memcpy(list, found, *count * sizeof *list);
  memmove(found, found + *count, (found_count - *count) * sizeof *found);
  found_count -= *count;
  return OK;
}
static ulong sign_init(ulong session, mechanism *m, ulong key) {
  (void)session, (void)m;
  return at(key) ? OK : OBJECT_INVALID;
}
static ulong sign(ulong session, unsigned char *data, ulong length, unsigned char *out, ulong *out_length) {
  (void)session, (void)data, (void)length;
  if (out) memset(out, 0, 20);
  *out_length = 20;
  return OK;
}
static ulong random_octets(ulong session, unsigned char *out, ulong length) {
  (void)session;
  memset(out, 0x55, length);
  return OK;
}
static ulong unsupported(void) { return NOT_SUPPORTED; }

typedef void (*function)(void);
static struct {
  unsigned char major, minor;
  function functions[68];
} list = {2, 40, {NULL}};

__attribute__((visibility("default"))) ulong C_GetFunctionList(void **out);
ulong C_GetFunctionList(void **out) {
  if (!out) return ARGUMENTS_BAD;
  for (int i = 0; i < 68; i++) list.functions[i] = (function)unsupported;
  /* In the order of CK_FUNCTION_LIST. */
  list.functions[0] = (function)initialize;
  list.functions[1] = (function)finalize;
  list.functions[3] = (function)C_GetFunctionList;
  list.functions[4] = (function)slot_list;
  list.functions[5] = (function)slot_info;
  list.functions[6] = (function)token_info;
  list.functions[7] = (function)mechanism_list;
  list.functions[8] = (function)mechanism_info;
  list.functions[12] = (function)open_session;
  list.functions[13] = (function)done;
  list.functions[15] = (function)session_info;
  list.functions[18] = (function)login;
  list.functions[19] = (function)logout;
  list.functions[20] = (function)create;
  list.functions[22] = (function)destroy;
  list.functions[24] = (function)get_attributes;
  list.functions[25] = (function)set_attributes;
  list.functions[26] = (function)find_init;
  list.functions[27] = (function)find;
  list.functions[28] = (function)done;
  list.functions[42] = (function)sign_init;
  list.functions[43] = (function)sign;
  list.functions[58] = (function)generate;
  list.functions[60] = (function)wrap;
  list.functions[61] = (function)unwrap;
  list.functions[62] = (function)derive;
  list.functions[64] = (function)random_octets;
  *out = &list;
  return OK;
}

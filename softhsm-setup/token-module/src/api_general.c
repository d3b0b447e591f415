/* Library, slots, mechanisms, sessions. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"

static pid_t owner; /* the process that initialized the base last */
static bool guest;  /* someone else in this process initialized the base, and is to finalize it */

static CK_RV check_arguments(const CK_C_INITIALIZE_ARGS *args) {
  if (args == NULL) {
    return CKR_OK;
  }
  int callbacks = (args->CreateMutex != NULL) + (args->DestroyMutex != NULL) + (args->LockMutex != NULL) +
                  (args->UnlockMutex != NULL);
  if (callbacks != 0 && callbacks != 4) {
    return CKR_ARGUMENTS_BAD;
  }
  /* This module locks by pthread; who insists on locks of his own cannot have it. */
  return callbacks == 4 && (args->flags & CKF_OS_LOCKING_OK) == 0 ? CKR_CANT_LOCK : CKR_OK;
}

static CK_RV initialize_base(CK_VOID_PTR args) {
  CK_RV rv = mt_base->C_Initialize(args);
  if (rv == CKR_CRYPTOKI_ALREADY_INITIALIZED && owner != 0 && owner != getpid() && !guest) {
    /* A forked child has the base's state of its parent. */
    mt_base->C_Finalize(NULL);
    rv = mt_base->C_Initialize(args);
  }
  guest = rv == CKR_CRYPTOKI_ALREADY_INITIALIZED;
  return guest ? CKR_OK : rv;
}

/* Whether the base's owner finalized it, and with it all that is here. */
static bool base_is_gone(void) {
  CK_INFO info;
  return mt_base->C_GetInfo(&info) == CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_Initialize(CK_VOID_PTR args) {
  CK_RV rv = check_arguments(args);
  if (rv != CKR_OK) {
    return rv;
  }
  pthread_mutex_lock(&mt_life);
  if (mt_initialized() && base_is_gone()) {
    mt_state_close(false);
  }
  rv = mt_initialized() ? CKR_CRYPTOKI_ALREADY_INITIALIZED : mt_base_load();
  if (rv == CKR_OK) {
    rv = initialize_base(args);
  }
  if (rv == CKR_OK) {
    owner = getpid();
    rv = mt_state_open();
    if (rv != CKR_OK && !guest) {
      mt_base->C_Finalize(NULL);
    }
  }
  pthread_mutex_unlock(&mt_life);
  return rv;
}

CK_RV C_Finalize(CK_VOID_PTR reserved) {
  if (reserved != NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  pthread_mutex_lock(&mt_life);
  CK_RV rv = mt_initialized() ? CKR_OK : CKR_CRYPTOKI_NOT_INITIALIZED;
  if (rv == CKR_OK) {
    mt_state_close(guest);
    rv = guest ? CKR_OK : mt_base->C_Finalize(NULL);
  }
  pthread_mutex_unlock(&mt_life);
  return rv;
}

static void pad(unsigned char *field, size_t size, const char *text) {
  size_t len = strlen(text);
  memset(field, ' ', size);
  memcpy(field, text, len < size ? len : size);
}

CK_RV C_GetInfo(CK_INFO_PTR info) {
  if (!mt_initialized()) {
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  CK_RV rv = mt_base->C_GetInfo(info);
  if (rv == CKR_OK) {
    info->cryptokiVersion.major = 2;
    info->cryptokiVersion.minor = 40;
    pad(info->manufacturerID, sizeof info->manufacturerID, "mikey-hsm");
    pad(info->libraryDescription, sizeof info->libraryDescription, "MIKEY token module");
    info->libraryVersion.major = 1;
    info->libraryVersion.minor = 0;
  }
  return rv;
}

static void leave_out_helper(CK_ULONG *count) {
  if (*count != CK_UNAVAILABLE_INFORMATION && *count > 0) {
    (*count)--;
  }
}

/* What the module owns is opened in its own memory: no slot is a hardware slot, whatever the base says. */
CK_RV C_GetSlotInfo(CK_SLOT_ID slot, CK_SLOT_INFO_PTR info) {
  if (!mt_initialized()) {
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  CK_RV rv = mt_base->C_GetSlotInfo(slot, info);
  if (rv == CKR_OK) {
    info->flags &= ~(CK_FLAGS)CKF_HW_SLOT;
  }
  return rv;
}

CK_RV C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  if (!mt_initialized()) {
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  CK_RV rv = mt_base->C_GetTokenInfo(slot, info);
  if (rv == CKR_OK && mt_slot_has_helper(slot)) {
    leave_out_helper(&info->ulSessionCount);
    leave_out_helper(&info->ulRwSessionCount);
  }
  return rv;
}

/* The base's list with room for ours; the caller frees. */
static CK_RV all_mechanisms(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR *list, CK_ULONG *count) {
  CK_RV rv = mt_base->C_GetMechanismList(slot, NULL, count);
  if (rv != CKR_OK) {
    return rv;
  }
  size_t ours = mt_mechanism_count();
  *list = malloc((*count + ours) * sizeof **list);
  if (*list == NULL) {
    return CKR_HOST_MEMORY;
  }
  rv = mt_base->C_GetMechanismList(slot, *list, count);
  if (rv != CKR_OK) {
    free(*list);
    return rv;
  }
  CK_ULONG of_base = *count;
  for (size_t i = 0; i < ours; i++) {
    CK_MECHANISM_TYPE type = mt_mechanism_at(i)->type;
    bool there = false;
    for (CK_ULONG k = 0; k < of_base && !there; k++) {
      there = (*list)[k] == type;
    }
    if (!there) {
      (*list)[(*count)++] = type;
    }
  }
  return CKR_OK;
}

CK_RV C_GetMechanismList(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR list, CK_ULONG_PTR count) {
  if (!mt_initialized()) {
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  if (count == NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  CK_MECHANISM_TYPE_PTR all;
  CK_ULONG total;
  CK_RV rv = all_mechanisms(slot, &all, &total);
  if (rv != CKR_OK) {
    return rv;
  }
  if (list != NULL) {
    rv = *count < total ? CKR_BUFFER_TOO_SMALL : CKR_OK;
    if (rv == CKR_OK) {
      memcpy(list, all, total * sizeof *all);
    }
  }
  *count = total;
  free(all);
  return rv;
}

CK_RV C_GetMechanismInfo(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR info) {
  if (!mt_initialized()) {
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  if (info == NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  CK_RV rv = mt_base->C_GetMechanismInfo(slot, type, info);
  const struct mt_mechanism *ours = mt_mechanism_find(type);
  if (ours == NULL || (rv != CKR_OK && rv != CKR_MECHANISM_INVALID)) {
    return rv;
  }
  if (rv == CKR_MECHANISM_INVALID) {
    *info = ours->info;
    return CKR_OK;
  }
  info->flags |= ours->info.flags;
  info->ulMinKeySize = ours->info.ulMinKeySize < info->ulMinKeySize ? ours->info.ulMinKeySize : info->ulMinKeySize;
  info->ulMaxKeySize = ours->info.ulMaxKeySize > info->ulMaxKeySize ? ours->info.ulMaxKeySize : info->ulMaxKeySize;
  return CKR_OK;
}

CK_RV C_OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify, CK_SESSION_HANDLE_PTR session) {
  if (!mt_initialized()) {
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  CK_RV rv = mt_base->C_OpenSession(slot, flags, application, notify, session);
  if (rv == CKR_OK) {
    rv = mt_session_add(*session, slot);
    if (rv != CKR_OK) {
      mt_base->C_CloseSession(*session);
    }
  }
  return rv;
}

CK_RV C_CloseSession(CK_SESSION_HANDLE session) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv == CKR_CRYPTOKI_NOT_INITIALIZED) {
    return rv;
  }
  if (rv == CKR_OK) {
    mt_call_end(&call);
    /* Ours first: the last one takes the helper along, and the base logs out when it sees none. */
    mt_session_remove(session);
    return mt_base->C_CloseSession(session);
  }
  mt_session_remove(session); /* the base lost it */
  return rv;
}

CK_RV C_CloseAllSessions(CK_SLOT_ID slot) {
  if (!mt_initialized()) {
    return CKR_CRYPTOKI_NOT_INITIALIZED;
  }
  CK_SLOT_INFO info;
  CK_RV rv = mt_base->C_GetSlotInfo(slot, &info);
  CK_SESSION_HANDLE *list = NULL;
  size_t count = 0;
  if (rv == CKR_OK) {
    rv = mt_session_list(slot, &list, &count);
  }
  for (size_t i = 0; rv == CKR_OK && i < count; i++) {
    mt_session_remove(list[i]);
    mt_base->C_CloseSession(list[i]);
  }
  free(list);
  return rv;
}

CK_RV C_Logout(CK_SESSION_HANDLE session) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  CK_SLOT_ID slot = call.slot->id;
  bool user = call.user;
  rv = mt_base->C_Logout(session);
  mt_call_end(&call);
  if (rv == CKR_OK && user) {
    mt_slot_logged_out(slot);
  }
  return rv;
}

static CK_FUNCTION_LIST functions = {
    .version = {2, 40},
#define ENTRY(name) .name = name,
    MT_FUNCTIONS(ENTRY)};

/* Needs no base: that it is missing is for C_Initialize to say. */
CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  if (list == NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  *list = &functions;
  return CKR_OK;
}

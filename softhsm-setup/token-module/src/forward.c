/* The functions that are the base's own: passed on while the module is initialized, and not in a forked child. */
#include "api.h"

#define FORWARD(name, parameters, arguments)                                                  \
  CK_RV name parameters {                                                                     \
    return mt_initialized() ? mt_base->name arguments : CKR_CRYPTOKI_NOT_INITIALIZED;         \
  }

/* In a session of the caller's, and one call at a time: the module's own session has a handle as well. */
#define FORWARD_IN_SESSION(name, parameters, arguments) \
  CK_RV name parameters {                              \
    struct mt_call call;                               \
    CK_RV rv = mt_call_begin(s, &call);                \
    if (rv == CKR_OK) {                                \
      rv = mt_base->name arguments;                    \
      mt_call_end(&call);                              \
    }                                                  \
    return rv;                                         \
  }

FORWARD(C_GetSlotList, (CK_BBOOL present, CK_SLOT_ID_PTR list, CK_ULONG_PTR count), (present, list, count))
FORWARD(C_WaitForSlotEvent, (CK_FLAGS flags, CK_SLOT_ID_PTR slot, CK_VOID_PTR reserved), (flags, slot, reserved))
FORWARD(C_InitToken, (CK_SLOT_ID slot, CK_UTF8CHAR_PTR pin, CK_ULONG len, CK_UTF8CHAR_PTR label), (slot, pin, len, label))
FORWARD_IN_SESSION(C_InitPIN, (CK_SESSION_HANDLE s, CK_UTF8CHAR_PTR pin, CK_ULONG len), (s, pin, len))
FORWARD_IN_SESSION(C_SetPIN, (CK_SESSION_HANDLE s, CK_UTF8CHAR_PTR old, CK_ULONG old_len, CK_UTF8CHAR_PTR pin, CK_ULONG len),
        (s, old, old_len, pin, len))
FORWARD_IN_SESSION(C_GetSessionInfo, (CK_SESSION_HANDLE s, CK_SESSION_INFO_PTR info), (s, info))
FORWARD_IN_SESSION(C_Login, (CK_SESSION_HANDLE s, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG len), (s, user, pin, len))
FORWARD_IN_SESSION(C_DigestInit, (CK_SESSION_HANDLE s, CK_MECHANISM_PTR m), (s, m))
FORWARD_IN_SESSION(C_Digest, (CK_SESSION_HANDLE s, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len),
        (s, in, len, out, out_len))
FORWARD_IN_SESSION(C_DigestUpdate, (CK_SESSION_HANDLE s, CK_BYTE_PTR in, CK_ULONG len), (s, in, len))
FORWARD_IN_SESSION(C_DigestFinal, (CK_SESSION_HANDLE s, CK_BYTE_PTR out, CK_ULONG_PTR out_len), (s, out, out_len))
FORWARD_IN_SESSION(C_SignRecover, (CK_SESSION_HANDLE s, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len),
        (s, in, len, out, out_len))
FORWARD_IN_SESSION(C_VerifyRecover, (CK_SESSION_HANDLE s, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len),
        (s, in, len, out, out_len))
FORWARD_IN_SESSION(C_GenerateKeyPair,
        (CK_SESSION_HANDLE s, CK_MECHANISM_PTR m, CK_ATTRIBUTE_PTR a, CK_ULONG a_count, CK_ATTRIBUTE_PTR b, CK_ULONG b_count,
         CK_OBJECT_HANDLE_PTR public_key, CK_OBJECT_HANDLE_PTR private_key),
        (s, m, a, a_count, b, b_count, public_key, private_key))
FORWARD_IN_SESSION(C_SeedRandom, (CK_SESSION_HANDLE s, CK_BYTE_PTR seed, CK_ULONG len), (s, seed, len))
FORWARD_IN_SESSION(C_GenerateRandom, (CK_SESSION_HANDLE s, CK_BYTE_PTR out, CK_ULONG len), (s, out, len))
FORWARD_IN_SESSION(C_GetFunctionStatus, (CK_SESSION_HANDLE s), (s))
FORWARD_IN_SESSION(C_CancelFunction, (CK_SESSION_HANDLE s), (s))

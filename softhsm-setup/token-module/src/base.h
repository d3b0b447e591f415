/* The PKCS#11 module this one is stacked on. */
#ifndef MT_BASE_H
#define MT_BASE_H

#include "mikey-pkcs11.h"

/* The base's functions; valid once mt_base_load returned CKR_OK. */
extern CK_FUNCTION_LIST_PTR mt_base;

/*
 * Loads the base: the environment variable MIKEYTOKEN_BASE, else the line "base = PATH" of the configuration file
 * (MIKEYTOKEN_CONF, else /etc/mikey-hsm/mikeytoken.conf), else SoftHSM2 where distributions put it.
 * CKR_LIBRARY_LOAD_FAILED if there is none. Further calls do nothing.
 */
CK_RV mt_base_load(void);

#endif

/* Tables of SAKKE that outlive a call: those of KMS public keys, and in locked memory the lines of Receiver Secret Keys. */
#ifndef MT_TABLES_H
#define MT_TABLES_H

#include "object.h"
#include "sakke.h"

/* A result of the mathematics as PKCS#11 has it; bad is what MT_MATH_INVALID is. */
CK_RV mt_math_rv(enum mt_math result, CK_RV bad);

/* The tables of a KMS, made when first used; CKR_MECHANISM_PARAM_INVALID if it is no public key. Give back with put. */
CK_RV mt_kms_get(const unsigned char z[MT_SAKKE_POINT], struct mt_sakke_kms **kms);
void mt_kms_put(struct mt_sakke_kms *kms);

/* The lines of an RSK's object, made when first used. Give back with put. */
CK_RV mt_lines_get(CK_OBJECT_HANDLE handle, const unsigned char rsk[MT_SAKKE_POINT], const struct mt_sakke_kms *kms,
                   const unsigned char *id, size_t id_len, struct mt_sakke_lines **lines);
void mt_lines_put(struct mt_sakke_lines *lines);
/* In a forked child, where locked memory is empty. */
void mt_tables_after_fork(void);
/* The object is gone. */
void mt_lines_forget(CK_OBJECT_HANDLE handle);

#endif

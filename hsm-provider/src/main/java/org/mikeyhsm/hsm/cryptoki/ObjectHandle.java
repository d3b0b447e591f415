package org.mikeyhsm.hsm.cryptoki;

/**
 * CK_OBJECT_HANDLE (PKCS#11 v2.40 base, 3.4).
 *
 * @param value the number
 */
public record ObjectHandle(long value) {}

package org.mikeyhsm.hsm.cryptoki;

/**
 * CK_SESSION_HANDLE (PKCS#11 v2.40 base, 3.3).
 *
 * @param value the number
 */
public record SessionHandle(long value) {}

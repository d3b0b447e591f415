package org.mikeyhsm.hsm.cryptoki;

/**
 * CK_MECHANISM_INFO (PKCS#11 v2.40 base, 3.5).
 *
 * @param minKeySize in the mechanism's own unit, octets for HMAC and AES
 * @param maxKeySize likewise
 * @param flags CKF_ bits
 */
public record MechanismInfo(long minKeySize, long maxKeySize, long flags) {}

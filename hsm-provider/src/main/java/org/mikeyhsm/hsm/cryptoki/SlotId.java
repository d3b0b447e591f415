package org.mikeyhsm.hsm.cryptoki;

/**
 * CK_SLOT_ID (PKCS#11 v2.40 base, 3.2).
 *
 * @param value the number
 */
public record SlotId(long value) {}

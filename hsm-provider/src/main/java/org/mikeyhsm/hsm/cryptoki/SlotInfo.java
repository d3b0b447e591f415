package org.mikeyhsm.hsm.cryptoki;

/**
 * What is used of CK_SLOT_INFO (PKCS#11 v2.40 base, 3.2).
 *
 * @param flags CKF_ bits
 */
public record SlotInfo(long flags) {
  private static final long CKF_HW_SLOT = 0x4;

  /** Whether the module says that the slot is a hardware slot. */
  public boolean isHardware() {
    return (flags & CKF_HW_SLOT) != 0;
  }
}

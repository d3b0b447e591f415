package org.mikeyhsm.hsm.cryptoki;

import java.util.Objects;

/**
 * What is used of CK_TOKEN_INFO (PKCS#11 v2.40 base, 3.2).
 *
 * @param label without the trailing blanks
 * @param serialNumber without the trailing blanks
 * @param manufacturer likewise
 * @param model likewise
 * @param flags CKF_ bits
 * @param maxSessions the most sessions the token allows, or one of the two values for no limit
 */
public record TokenInfo(
    String label,
    String serialNumber,
    String manufacturer,
    String model,
    long flags,
    long maxSessions) {
  // PKCS#11 v2.40 base, 3.2, table of the token information flags.
  private static final long CKF_TOKEN_INITIALIZED = 0x400;
  private static final long CKF_USER_PIN_INITIALIZED = 0x8;
  private static final long CKF_USER_PIN_LOCKED = 0x40000;
  // PKCS#11 v2.40 base, 3.1.
  private static final long CK_EFFECTIVELY_INFINITE = 0;
  private static final long CK_UNAVAILABLE_INFORMATION = -1;

  /** Refuses nulls. */
  public TokenInfo {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(serialNumber, "serialNumber");
    Objects.requireNonNull(manufacturer, "manufacturer");
    Objects.requireNonNull(model, "model");
  }

  /**
   * Whether the token was initialized; an empty slot of SoftHSM holds one that was not. NSS tells
   * it by CKF_USER_PIN_INITIALIZED only.
   */
  public boolean isInitialized() {
    return (flags & (CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED)) != 0;
  }

  /** Whether the user PIN was set. */
  public boolean isUserPinSet() {
    return (flags & CKF_USER_PIN_INITIALIZED) != 0;
  }

  /** Whether the user PIN is locked. */
  public boolean isPinLocked() {
    return (flags & CKF_USER_PIN_LOCKED) != 0;
  }

  /** The smaller of {@code wanted} and what the token allows. */
  public int sessionsWithin(int wanted) {
    boolean limited =
        maxSessions != CK_EFFECTIVELY_INFINITE && maxSessions != CK_UNAVAILABLE_INFORMATION;
    return limited && maxSessions > 0 && maxSessions < wanted ? (int) maxSessions : wanted;
  }
}

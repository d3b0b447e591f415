package org.mikeyhsm.hsm.token;

import java.util.List;
import java.util.function.BiPredicate;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

/** What a module tells about a slot and the token in it, without login. Immutable. */
public final class SlotDescription {
  private final long slot;
  private final TokenInfo info;
  private final boolean hardware;
  private final List<String> mechanisms;

  SlotDescription(long slot, TokenInfo info, boolean hardware, List<String> mechanisms) {
    this.slot = slot;
    this.info = info;
    this.hardware = hardware;
    this.mechanisms = List.copyOf(mechanisms);
  }

  /** The slot's number, which can change when the module is initialized again. */
  public long slot() {
    return slot;
  }

  /** The token's label, empty if it was not initialized. */
  public String label() {
    return info.label();
  }

  /** The token's serial number. */
  public String serialNumber() {
    return info.serialNumber();
  }

  /** Who made the token. */
  public String manufacturer() {
    return info.manufacturer();
  }

  /** The token's model. */
  public String model() {
    return info.model();
  }

  /** Whether the token was initialized. */
  public boolean isInitialized() {
    return info.isInitialized();
  }

  /** Whether the user PIN was set. */
  public boolean isUserPinSet() {
    return info.isUserPinSet();
  }

  /** Whether the user PIN is locked. */
  public boolean isPinLocked() {
    return info.isPinLocked();
  }

  /** Whether the module says that this is a hardware slot (CKF_HW_SLOT). */
  public boolean isHardware() {
    return hardware;
  }

  /** The names of the mechanisms, CKM_ where they are known here. */
  public List<String> mechanisms() {
    return mechanisms;
  }

  boolean isToldBy(BiPredicate<SlotId, TokenInfo> selector) {
    return selector.test(new SlotId(slot), info);
  }

  /** The PKCS#11 URI (RFC 7512) of the token. */
  public String uri() {
    return "pkcs11:token="
        + Pkcs11Uri.encode(label())
        + ";serial="
        + Pkcs11Uri.encode(serialNumber());
  }
}

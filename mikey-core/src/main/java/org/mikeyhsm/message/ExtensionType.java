package org.mikeyhsm.message;

/**
 * The kind of a general extension, 8 bits (RFC 3830 Table 6.15 and the IANA registry).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record ExtensionType(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet(
          "Vendor ID",
          "SDP IDs",
          "TESLA I-Key",
          "Key ID",
          "CSB_ID",
          "OMA BCAST",
          "SAKKE-to-self",
          "3GPP key parameters");

  /** Vendor specific octets. */
  public static final ExtensionType VENDOR_ID = new ExtensionType(0);

  /** The offered key management protocols (RFC 4567 7). */
  public static final ExtensionType SDP_IDS = new ExtensionType(1);

  /** The first key of a TESLA chain, which is to be disclosed (RFC 4442 4.4). */
  public static final ExtensionType TESLA_I_KEY = new ExtensionType(2);

  /** Which keys the message is about (RFC 4563 4). */
  public static final ExtensionType KEY_ID = new ExtensionType(3);

  /** Responder's changed CSB ID (RFC 4738 3.9.3). */
  public static final ExtensionType CSB_ID = new ExtensionType(4);

  /** A message of OMA BCAST (RFC 5410 3). */
  public static final ExtensionType OMA_BCAST = new ExtensionType(5);

  /** A SAKKE payload for the initiator itself (3GPP TS 33.180 E.5). */
  public static final ExtensionType SAKKE_TO_SELF = new ExtensionType(6);

  /** An encrypted message of key parameters (3GPP TS 33.180 E.6). */
  public static final ExtensionType THREE_GPP_KEY_PARAMETERS = new ExtensionType(7);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public ExtensionType {
    TABLE.check(value);
  }

  @Override
  public String name() {
    return TABLE.name(value);
  }

  @Override
  public boolean isAssigned() {
    return TABLE.isAssigned(value);
  }
}

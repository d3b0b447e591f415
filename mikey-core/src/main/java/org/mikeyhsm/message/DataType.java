package org.mikeyhsm.message;

/**
 * What a message is, 8 bits (RFC 3830 Table 6.1.a, RFC 4650 Table 4.1.a, RFC 4738 3.9.1, RFC 6043
 * Table 6.1, RFC 6267 Table 2, RFC 6509 Table 1).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record DataType(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet(
          "Pre-shared",
          "PSK ver msg",
          "Public key",
          "PK ver msg",
          "D-H init",
          "D-H resp",
          "Error",
          "DHHMAC init",
          "DHHMAC resp",
          "RSA-R I_MSG",
          "RSA-R R_MSG",
          "REQUEST_INIT_PSK",
          "REQUEST_INIT_PK",
          "REQUEST_RESP",
          "TRANSFER_INIT",
          "TRANSFER_RESP",
          "RESOLVE_INIT_PSK",
          "RESOLVE_INIT_PK",
          "RESOLVE_RESP",
          "REQUEST_KEY_PSK",
          "REQUEST_KEY_PKE",
          "REQUEST_KEY_RESP",
          "I_MESSAGE_1",
          "R_MESSAGE_1",
          "I_MESSAGE_2",
          "R_MESSAGE_2",
          "SAKKE msg");

  /** Initiator's pre-shared key message. */
  public static final DataType PSK = new DataType(0);

  /** Verification message of a pre-shared key message. */
  public static final DataType PSK_VER = new DataType(1);

  /** Initiator's public-key transport message. */
  public static final DataType PK = new DataType(2);

  /** Verification message of a public-key message. */
  public static final DataType PK_VER = new DataType(3);

  /** Initiator's Diffie-Hellman message. */
  public static final DataType DH_INIT = new DataType(4);

  /** Responder's Diffie-Hellman message. */
  public static final DataType DH_RESP = new DataType(5);

  /** Error message. */
  public static final DataType ERROR = new DataType(6);

  /** Initiator's DHHMAC message (RFC 4650). */
  public static final DataType DHHMAC_INIT = new DataType(7);

  /** Responder's DHHMAC message (RFC 4650). */
  public static final DataType DHHMAC_RESP = new DataType(8);

  /** Initiator's RSA-R message (RFC 4738). */
  public static final DataType RSA_R_I = new DataType(9);

  /** Responder's RSA-R message (RFC 4738). */
  public static final DataType RSA_R_R = new DataType(10);

  /** REQUEST_INIT_PSK (RFC 6043). */
  public static final DataType REQUEST_INIT_PSK = new DataType(11);

  /** REQUEST_INIT_PK (RFC 6043). */
  public static final DataType REQUEST_INIT_PK = new DataType(12);

  /** REQUEST_RESP (RFC 6043). */
  public static final DataType REQUEST_RESP = new DataType(13);

  /** TRANSFER_INIT (RFC 6043). */
  public static final DataType TRANSFER_INIT = new DataType(14);

  /** TRANSFER_RESP (RFC 6043). */
  public static final DataType TRANSFER_RESP = new DataType(15);

  /** RESOLVE_INIT_PSK (RFC 6043). */
  public static final DataType RESOLVE_INIT_PSK = new DataType(16);

  /** RESOLVE_INIT_PK (RFC 6043). */
  public static final DataType RESOLVE_INIT_PK = new DataType(17);

  /** RESOLVE_RESP (RFC 6043). */
  public static final DataType RESOLVE_RESP = new DataType(18);

  /** REQUEST_KEY_PSK (RFC 6267). */
  public static final DataType REQUEST_KEY_PSK = new DataType(19);

  /** REQUEST_KEY_PKE (RFC 6267). */
  public static final DataType REQUEST_KEY_PKE = new DataType(20);

  /** REQUEST_KEY_RESP (RFC 6267). */
  public static final DataType REQUEST_KEY_RESP = new DataType(21);

  /** I_MESSAGE_1 (RFC 6267). */
  public static final DataType I_MESSAGE_1 = new DataType(22);

  /** R_MESSAGE_1 (RFC 6267). */
  public static final DataType R_MESSAGE_1 = new DataType(23);

  /** I_MESSAGE_2 (RFC 6267). */
  public static final DataType I_MESSAGE_2 = new DataType(24);

  /** R_MESSAGE_2 (RFC 6267). */
  public static final DataType R_MESSAGE_2 = new DataType(25);

  /** Initiator's SAKKE message (RFC 6509). */
  public static final DataType SAKKE = new DataType(26);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public DataType {
    TABLE.check(value);
  }

  /**
   * Whether a KEMAC has an ID in front of its keys (RFC 3830 6.2, RFC 4738 3.6, RFC 6267 4.2.1.3).
   */
  boolean hasIdBeforeKeys() {
    return equals(PK) || equals(RSA_R_R) || equals(REQUEST_KEY_RESP);
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

package org.mikeyhsm.message;

/**
 * The error that an ERR payload reports, 8 bits (RFC 3830 Table 6.12, RFC 4738 3.9.2, RFC 6043
 * Table 6.14).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record ErrorNo(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet(
          "Auth failure",
          "Invalid TS",
          "Invalid PRF",
          "Invalid MAC",
          "Invalid EA",
          "Invalid HA",
          "Invalid DH",
          "Invalid ID",
          "Invalid Cert",
          "Invalid SP",
          "Invalid SPpar",
          "Invalid DT",
          "Unspecified error",
          "Unsupported message type",
          "Invalid TICKET",
          "Invalid TPpar");

  /** Authentication failure. */
  public static final ErrorNo AUTH_FAILURE = new ErrorNo(0);

  /** Invalid timestamp. */
  public static final ErrorNo INVALID_TS = new ErrorNo(1);

  /** PRF function not supported. */
  public static final ErrorNo INVALID_PRF = new ErrorNo(2);

  /** MAC algorithm not supported. */
  public static final ErrorNo INVALID_MAC = new ErrorNo(3);

  /** Encryption algorithm not supported. */
  public static final ErrorNo INVALID_EA = new ErrorNo(4);

  /** Hash function not supported. */
  public static final ErrorNo INVALID_HA = new ErrorNo(5);

  /** Diffie-Hellman group not supported. */
  public static final ErrorNo INVALID_DH = new ErrorNo(6);

  /** Identity not supported. */
  public static final ErrorNo INVALID_ID = new ErrorNo(7);

  /** Certificate not supported. */
  public static final ErrorNo INVALID_CERT = new ErrorNo(8);

  /** Security policy type not supported. */
  public static final ErrorNo INVALID_SP = new ErrorNo(9);

  /** Security policy parameters not supported. */
  public static final ErrorNo INVALID_SPPAR = new ErrorNo(10);

  /** Data type not supported. */
  public static final ErrorNo INVALID_DT = new ErrorNo(11);

  /** An error without a number of its own. */
  public static final ErrorNo UNSPECIFIED_ERROR = new ErrorNo(12);

  /** The message could not be parsed (RFC 4738). */
  public static final ErrorNo UNSUPPORTED_MESSAGE_TYPE = new ErrorNo(13);

  /** Ticket type not supported (RFC 6043). */
  public static final ErrorNo INVALID_TICKET = new ErrorNo(14);

  /** Ticket policy parameters not supported (RFC 6043). */
  public static final ErrorNo INVALID_TPPAR = new ErrorNo(15);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public ErrorNo {
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

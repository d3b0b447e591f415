package org.mikeyhsm.message;

/**
 * A Next payload value, 8 bits; its name is the payload's abbreviation (RFC 3830 Table 6.1.b, RFC
 * 6043 Table 6.2, RFC 6267 Table 3, RFC 6509 Table 2).
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record PayloadType(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.octet(
          "Last payload",
          "KEMAC",
          "PKE",
          "DH",
          "SIGN",
          "T",
          "ID",
          "CERT",
          "CHASH",
          "V",
          "SP",
          "RAND",
          "ERR",
          "TR",
          "IDR",
          "RANDR",
          "TP",
          "TICKET",
          "",
          "",
          "Key data",
          "General Ext.",
          "IBAKE",
          "ESK",
          "SK",
          "ECCPT",
          "SAKKE");

  /** No further payload. */
  public static final PayloadType LAST = new PayloadType(0);

  /** RFC 3830 6.2. */
  public static final PayloadType KEMAC = new PayloadType(1);

  /** RFC 3830 6.3. */
  public static final PayloadType PKE = new PayloadType(2);

  /** RFC 3830 6.4. */
  public static final PayloadType DH = new PayloadType(3);

  /** RFC 3830 6.5. */
  public static final PayloadType SIGN = new PayloadType(4);

  /** RFC 3830 6.6. */
  public static final PayloadType T = new PayloadType(5);

  /** RFC 3830 6.7. */
  public static final PayloadType ID = new PayloadType(6);

  /** RFC 3830 6.7. */
  public static final PayloadType CERT = new PayloadType(7);

  /** RFC 3830 6.8. */
  public static final PayloadType CHASH = new PayloadType(8);

  /** RFC 3830 6.9. */
  public static final PayloadType V = new PayloadType(9);

  /** RFC 3830 6.10. */
  public static final PayloadType SP = new PayloadType(10);

  /** RFC 3830 6.11. */
  public static final PayloadType RAND = new PayloadType(11);

  /** RFC 3830 6.12. */
  public static final PayloadType ERR = new PayloadType(12);

  /** RFC 6043 6.4. */
  public static final PayloadType TR = new PayloadType(13);

  /** RFC 6043 6.6. */
  public static final PayloadType IDR = new PayloadType(14);

  /** RFC 6043 6.8. */
  public static final PayloadType RANDR = new PayloadType(15);

  /** RFC 6043 6.10. */
  public static final PayloadType TP = new PayloadType(16);

  /** RFC 6043 6.10. */
  public static final PayloadType TICKET = new PayloadType(17);

  /** A sub-payload of KEMAC, RFC 3830 6.13. */
  public static final PayloadType KEY_DATA = new PayloadType(20);

  /** RFC 3830 6.15. */
  public static final PayloadType GENERAL_EXT = new PayloadType(21);

  /** RFC 6267 6.1.1. */
  public static final PayloadType IBAKE = new PayloadType(22);

  /** RFC 6267 6.1.2. */
  public static final PayloadType ESK = new PayloadType(23);

  /** A sub-payload, RFC 6267 6.1.5. */
  public static final PayloadType SK = new PayloadType(24);

  /** A sub-payload, RFC 6267 6.1.4. */
  public static final PayloadType ECCPT = new PayloadType(25);

  /** RFC 6509 4.2. */
  public static final PayloadType SAKKE = new PayloadType(26);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public PayloadType {
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

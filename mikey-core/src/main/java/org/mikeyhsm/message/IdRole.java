package org.mikeyhsm.message;

/**
 * Whose an identity is, 8 bits (RFC 6043 Table 6.11, RFC 6509 Table 7, 3GPP TS 33.180).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record IdRole(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.role(
          "Initiator (IDRi)",
          "Responder (IDRr)",
          "KMS (IDRkms)",
          "Pre-Shared Key (IDRpsk)",
          "Application (IDRapp)",
          "Initiator's KMS (IDRkmsi)",
          "Responder's KMS (IDRkmsr)",
          "Hashed Initiator (IDRuidi)",
          "Hashed Responder (IDRuidr)");

  /** The initiator. */
  public static final IdRole INITIATOR = new IdRole(1);

  /** The responder, or a group of them. */
  public static final IdRole RESPONDER = new IdRole(2);

  /** The key management service. */
  public static final IdRole KMS = new IdRole(3);

  /** The pre-shared key in use. */
  public static final IdRole PRE_SHARED_KEY = new IdRole(4);

  /** An authorized application. */
  public static final IdRole APPLICATION = new IdRole(5);

  /** The initiator's key management service (RFC 6509). */
  public static final IdRole INITIATOR_KMS = new IdRole(6);

  /** The responder's key management service (RFC 6509). */
  public static final IdRole RESPONDER_KMS = new IdRole(7);

  /** The initiator's hashed UID (3GPP TS 33.180). */
  public static final IdRole HASHED_INITIATOR = new IdRole(8);

  /** The responder's hashed UID (3GPP TS 33.180). */
  public static final IdRole HASHED_RESPONDER = new IdRole(9);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public IdRole {
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

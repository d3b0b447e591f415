package org.mikeyhsm.message;

import java.util.List;
import java.util.Optional;

/**
 * The type of an SRTP policy parameter, 8 bits (RFC 3830 Table 6.10.1.a, RFC 4771 4, RFC 7714
 * 14.3), with its unit and the names of its values.
 *
 * <p>Unassigned and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record SrtpParameter(int value) implements PolicyParameterType {
  private static final CodeTable TABLE =
      CodeTable.octet(
          "Encryption algorithm",
          "Session Encr. key length",
          "Authentication algorithm",
          "Session Auth. key length",
          "Session Salt key length",
          "SRTP Pseudo Random Function",
          "Key derivation rate",
          "SRTP encryption off/on",
          "SRTCP encryption off/on",
          "sender's FEC order",
          "SRTP authentication off/on",
          "Authentication tag length",
          "SRTP prefix length",
          "ROC transmission rate",
          "SRTP Auth. algorithm",
          "SRTCP Auth. algorithm",
          "SRTP Session Auth. key len",
          "SRTCP Session Auth. key len",
          "SRTP Authentication tag len",
          "SRTCP Authentication tag len",
          "AEAD authentication tag length");

  // RFC 3830 Table 6.10.1.b, RFC 5748 2.1, RFC 7714 14.3, RFC 8269 6.2
  private static final List<String> ENCRYPTION =
      List.of(
          "NULL",
          "AES-CM",
          "AES-F8",
          "SEED-CTR",
          "SEED-CCM",
          "SEED-GCM",
          "AES-GCM",
          "ARIA-CTR",
          "ARIA-GCM");
  // RFC 3830 Table 6.10.1.c, RFC 4771 Table 1
  private static final List<String> AUTHENTICATION =
      List.of("NULL", "HMAC-SHA-1", "RCCm1", "RCCm2", "RCCm3");
  // RFC 3830 Table 6.10.1.d, RFC 5748 2.2, RFC 8269 6.2
  private static final List<String> PRFS = List.of("AES-CM", "SEED-CTR", "ARIA-CTR");
  // RFC 3830 Table 6.10.1.e
  private static final List<String> FEC_ORDERS = List.of("FEC-SRTP");
  // RFC 3830 Table 6.10.1.a
  private static final List<String> OFF_ON = List.of("off", "on");

  /** The cipher (RFC 3830 Table 6.10.1.b). */
  public static final SrtpParameter ENCRYPTION_ALGORITHM = new SrtpParameter(0);

  /** Octets of the session encryption key, and so of the master key (RFC 3830 6.10.1). */
  public static final SrtpParameter SESSION_ENCR_KEY_LENGTH = new SrtpParameter(1);

  /** The MAC (RFC 3830 Table 6.10.1.c). */
  public static final SrtpParameter AUTHENTICATION_ALGORITHM = new SrtpParameter(2);

  /** Octets of the session authentication key. */
  public static final SrtpParameter SESSION_AUTH_KEY_LENGTH = new SrtpParameter(3);

  /** Octets of the session salt. */
  public static final SrtpParameter SESSION_SALT_KEY_LENGTH = new SrtpParameter(4);

  /** The pseudo-random function (RFC 3830 Table 6.10.1.d). */
  public static final SrtpParameter PRF = new SrtpParameter(5);

  /** Packets between key derivations (RFC 3711 4.3.1). */
  public static final SrtpParameter KEY_DERIVATION_RATE = new SrtpParameter(6);

  /** Whether SRTP is encrypted: 0 off, 1 on. */
  public static final SrtpParameter SRTP_ENCRYPTION = new SrtpParameter(7);

  /** Whether SRTCP is encrypted: 0 off, 1 on. */
  public static final SrtpParameter SRTCP_ENCRYPTION = new SrtpParameter(8);

  /** The sender's order of FEC and SRTP (RFC 3830 Table 6.10.1.e). */
  public static final SrtpParameter FEC_ORDER = new SrtpParameter(9);

  /** Whether SRTP is authenticated: 0 off, 1 on. */
  public static final SrtpParameter SRTP_AUTHENTICATION = new SrtpParameter(10);

  /** Octets of the authentication tag. */
  public static final SrtpParameter AUTHENTICATION_TAG_LENGTH = new SrtpParameter(11);

  /** Octets of the SRTP prefix. */
  public static final SrtpParameter SRTP_PREFIX_LENGTH = new SrtpParameter(12);

  /** Packets between transmissions of the ROC, 16 bits (RFC 4771 Table 2). */
  public static final SrtpParameter ROC_TRANSMISSION_RATE = new SrtpParameter(13);

  /** As {@link #AUTHENTICATION_ALGORITHM}, for SRTP alone (RFC 4771 Table 3). */
  public static final SrtpParameter SRTP_AUTH_ALGORITHM = new SrtpParameter(14);

  /** As {@link #AUTHENTICATION_ALGORITHM}, for SRTCP alone (RFC 4771 Table 3). */
  public static final SrtpParameter SRTCP_AUTH_ALGORITHM = new SrtpParameter(15);

  /** As {@link #SESSION_AUTH_KEY_LENGTH}, for SRTP alone (RFC 4771 Table 3). */
  public static final SrtpParameter SRTP_SESSION_AUTH_KEY_LENGTH = new SrtpParameter(16);

  /** As {@link #SESSION_AUTH_KEY_LENGTH}, for SRTCP alone (RFC 4771 Table 3). */
  public static final SrtpParameter SRTCP_SESSION_AUTH_KEY_LENGTH = new SrtpParameter(17);

  /** As {@link #AUTHENTICATION_TAG_LENGTH}, for SRTP alone, ROC included (RFC 4771 Table 3). */
  public static final SrtpParameter SRTP_AUTHENTICATION_TAG_LENGTH = new SrtpParameter(18);

  /** As {@link #AUTHENTICATION_TAG_LENGTH}, for SRTCP alone, ROC included (RFC 4771 Table 3). */
  public static final SrtpParameter SRTCP_AUTHENTICATION_TAG_LENGTH = new SrtpParameter(19);

  /** Octets of the tag of an AEAD cipher (RFC 7714 14.3). */
  public static final SrtpParameter AEAD_AUTHENTICATION_TAG_LENGTH = new SrtpParameter(20);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if {@code value} is not in 0..255
   */
  public SrtpParameter {
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

  @Override
  public Optional<String> unit() {
    return switch (value) {
      case 1, 3, 4, 11, 12, 16, 17, 18, 19, 20 -> Optional.of("octets");
      case 6, 13 -> Optional.of("packets");
      default -> Optional.empty();
    };
  }

  @Override
  public boolean hasNamedValues() {
    return !names().isEmpty();
  }

  @Override
  public Optional<String> valueName(long parameterValue) {
    List<String> names = names();
    return parameterValue >= 0 && parameterValue < names.size()
        ? Optional.of(names.get((int) parameterValue))
        : Optional.empty();
  }

  @Override
  public String section() {
    if (value <= 12 || !isAssigned()) {
      return "RFC 3830 6.10.1";
    }
    return value <= 19 ? "RFC 4771 4" : "RFC 7714 14.3";
  }

  private List<String> names() {
    return switch (value) {
      case 0 -> ENCRYPTION;
      case 2, 14, 15 -> AUTHENTICATION;
      case 5 -> PRFS;
      case 7, 8, 10 -> OFF_ON;
      case 9 -> FEC_ORDERS;
      default -> List.of();
    };
  }
}

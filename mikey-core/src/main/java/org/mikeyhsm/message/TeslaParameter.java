package org.mikeyhsm.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The type of a TESLA policy parameter, 8 bits (RFC 4442 4.2), with its unit and the names of its
 * values.
 *
 * <p>Unassigned values are kept as they came; no private use is defined. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record TeslaParameter(int value) implements PolicyParameterType {
  private static final CodeTable TABLE =
      CodeTable.octetWithoutPrivateUse(
          "",
          "PRF identifier for f and f'",
          "Length of PRF f' output",
          "Identifier for the TESLA MAC",
          "Length of TESLA MAC output",
          "Start of session",
          "Interval duration",
          "Key disclosure delay",
          "Key chain length",
          "Local timestamp media receiver");

  // RFC 4442 4.2, the two unnumbered tables
  private static final List<String> ALGORITHMS = List.of("HMAC-SHA1");

  private static final int NTP_LENGTH = 8;

  /** The function of the key chain and of the MAC keys. */
  public static final TeslaParameter PRF = new TeslaParameter(1);

  /** Bits of a MAC key. */
  public static final TeslaParameter PRF_OUTPUT_LENGTH = new TeslaParameter(2);

  /** The MAC. */
  public static final TeslaParameter MAC = new TeslaParameter(3);

  /** Bits of the MAC. */
  public static final TeslaParameter MAC_OUTPUT_LENGTH = new TeslaParameter(4);

  /** When the session begins, as NTP-UTC. */
  public static final TeslaParameter START_OF_SESSION = new TeslaParameter(5);

  /** Milliseconds for which a key is used; 4 octets are recommended. */
  public static final TeslaParameter INTERVAL_DURATION = new TeslaParameter(6);

  /** Intervals until a key is disclosed; 2 octets are recommended. */
  public static final TeslaParameter KEY_DISCLOSURE_DELAY = new TeslaParameter(7);

  /** Intervals that the key chain lasts. */
  public static final TeslaParameter KEY_CHAIN_LENGTH = new TeslaParameter(8);

  /** The receiver's time as the sender got it, as NTP-UTC (RFC 4442 4.3). */
  public static final TeslaParameter LOCAL_TIMESTAMP = new TeslaParameter(9);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if {@code value} is not in 0..255
   */
  public TeslaParameter {
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
      case 2, 4 -> Optional.of("bits");
      case 6 -> Optional.of("ms");
      case 7, 8 -> Optional.of("intervals");
      default -> Optional.empty();
    };
  }

  @Override
  public boolean hasNamedValues() {
    return equals(PRF) || equals(MAC);
  }

  @Override
  public Optional<String> valueName(long parameterValue) {
    return hasNamedValues() && parameterValue >= 0 && parameterValue < ALGORITHMS.size()
        ? Optional.of(ALGORITHMS.get((int) parameterValue))
        : Optional.empty();
  }

  @Override
  public Optional<String> meaning(Octets parameterValue) {
    boolean time = equals(START_OF_SESSION) || equals(LOCAL_TIMESTAMP);
    return time && parameterValue.length() == NTP_LENGTH
        ? new TimestampPayload(TsType.NTP_UTC, parameterValue).time().map(Instant::toString)
        : PolicyParameterType.super.meaning(parameterValue);
  }

  @Override
  public String section() {
    return "RFC 4442 4.2";
  }
}

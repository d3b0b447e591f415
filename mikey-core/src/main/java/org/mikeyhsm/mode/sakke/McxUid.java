package org.mikeyhsm.mode.sakke;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdScheme;
import org.mikeyhsm.message.Octets;

/**
 * The hashed UIDs of 3GPP MCX (TS 33.179 and 33.180 clause F.2.1): SHA-256 over FC || P0 || L0 ||
 * ... || P5 || L5, with FC 0, P0 "MIKEY-SAKKE-UID", the user's URI, the KMS's, the key period and
 * its offset in seconds, and the number of the period since 1900.
 *
 * @param kmsUri the KMS's URI as the hash has it
 * @param periodSeconds UserKeyPeriod, 1 to 2^32 - 1 s
 * @param offsetSeconds UserKeyOffset, 0 to 2^32 - 1 s
 */
public record McxUid(String kmsUri, long periodSeconds, long offsetSeconds)
    implements IdentifierScheme {
  private static final String LABEL = "MIKEY-SAKKE-UID";
  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
  private static final long MOST = 0xFFFF_FFFFL;
  private static final int MOST_OCTETS = 0xFFFF;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public McxUid {
    Objects.requireNonNull(kmsUri, "kmsUri");
    if (periodSeconds < 1 || periodSeconds > MOST || offsetSeconds < 0 || offsetSeconds > MOST) {
      throw new IllegalArgumentException(
          "a key period has 1 to 2^32 - 1 s, and an offset below 2^32 s");
    }
  }

  @Override
  public IdScheme code() {
    return IdScheme.MCX_HASHED_UID;
  }

  @Override
  public boolean isHashed() {
    return true;
  }

  /**
   * The number of the key period that a time is in.
   *
   * @throws IllegalArgumentException if it is before the first one
   */
  public long periodNumber(Instant time) {
    long since = time.getEpochSecond() + SECONDS_1900_TO_1970 - offsetSeconds;
    if (since < 0) {
      throw new IllegalArgumentException("the time is before the first key period");
    }
    return since / periodSeconds;
  }

  @Override
  public KeyPeriod period(Instant time) {
    long start = periodNumber(time) * periodSeconds + offsetSeconds - SECONDS_1900_TO_1970;
    return new KeyPeriod(
        Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + periodSeconds));
  }

  @Override
  public Octets identifier(IdPayload user, Instant time) {
    return uid(user.data().toArray(), periodNumber(time));
  }

  /** The UID of a user in a period. */
  public Octets uid(String userUri, long periodNumber) {
    return uid(userUri.getBytes(StandardCharsets.UTF_8), periodNumber);
  }

  private Octets uid(byte[] user, long periodNumber) {
    ByteArrayOutputStream s = new ByteArrayOutputStream();
    s.write(0);
    add(s, LABEL.getBytes(StandardCharsets.US_ASCII));
    add(s, user);
    add(s, kmsUri.getBytes(StandardCharsets.UTF_8));
    add(s, minimal(periodSeconds));
    add(s, minimal(offsetSeconds));
    add(s, minimal(periodNumber));
    try {
      return Octets.of(MessageDigest.getInstance("SHA-256").digest(s.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  /** P || L, L in 16 bits (TS 33.220 clause B.2). */
  private static void add(ByteArrayOutputStream s, byte[] parameter) {
    if (parameter.length > MOST_OCTETS) {
      throw new IllegalArgumentException("a URI has at most 65535 octets");
    }
    s.writeBytes(parameter);
    s.write(parameter.length >> Byte.SIZE);
    s.write(parameter.length);
  }

  /** As few octets as the number needs, one for 0. */
  private static byte[] minimal(long number) {
    byte[] octets = BigInteger.valueOf(number).toByteArray();
    return octets.length > 1 && octets[0] == 0
        ? Arrays.copyOfRange(octets, 1, octets.length)
        : octets;
  }
}

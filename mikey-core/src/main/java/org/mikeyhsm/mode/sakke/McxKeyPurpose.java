package org.mikeyhsm.mode.sakke;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * The keys of 3GPP MCX that MIKEY-SAKKE carries, and the four bits that their identifiers begin
 * with (TS 33.180 E.1.1; the tags of GMK, PCK and CSK as implementations have them, see {@code
 * docs/mcx.md}).
 */
public enum McxKeyPurpose {
  /** Group Master Key. */
  GMK(0),
  /** Private Call Key. */
  PCK(1),
  /** Client-Server Key. */
  CSK(2),
  /** Multicast Signalling Key; its tag could not be read. */
  MUSIK(-1);

  private static final int TAG_SHIFT = 28;
  private static final int RANDOM_MASK = 0x0FFF_FFFF;

  private final int tag;

  McxKeyPurpose(int tag) {
    this.tag = tag;
  }

  /** The four bits; empty where they are not known. */
  public Optional<Integer> tag() {
    return tag < 0 ? Optional.empty() : Optional.of(tag);
  }

  /**
   * A new key identifier: the tag and 28 random bits.
   *
   * @throws IllegalStateException if the tag is not known
   */
  public int newKeyId(SecureRandom random) {
    int known =
        tag()
            .orElseThrow(
                () -> new IllegalStateException("the purpose tag of " + this + " is not known"));
    return known << TAG_SHIFT | random.nextInt() & RANDOM_MASK;
  }

  /** The purpose of a key identifier; empty if its tag is none of those known. */
  public static Optional<McxKeyPurpose> of(int keyId) {
    for (McxKeyPurpose purpose : values()) {
      if (purpose.tag == keyId >>> TAG_SHIFT) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}

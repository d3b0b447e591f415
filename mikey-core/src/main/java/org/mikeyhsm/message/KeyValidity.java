package org.mikeyhsm.message;

/** When a key is to be used (RFC 3830 6.14). Implementations are immutable, thread-safe. */
public sealed interface KeyValidity {
  /** The number on the wire; {@link KvType} names it. */
  int kvType();

  /** No specific usage rule. */
  static KeyValidity none() {
    return new None();
  }

  /** No specific usage rule. */
  record None() implements KeyValidity {
    @Override
    public int kvType() {
      return KvType.NULL.value();
    }
  }

  /**
   * The key of an SPI, for SRTP of an MKI.
   *
   * @param spi 0..255 octets
   */
  record Spi(Octets spi) implements KeyValidity {
    /**
     * Holds the octets.
     *
     * @throws IllegalArgumentException if they are more than 255
     */
    public Spi {
      Widths.octet("SPI length", spi.length());
    }

    @Override
    public int kvType() {
      return KvType.SPI.value();
    }
  }

  /**
   * A range, for SRTP of packet indices of 6 octets.
   *
   * @param from where the key begins to be valid, 0..255 octets
   * @param to where it expires, 0..255 octets
   */
  record Interval(Octets from, Octets to) implements KeyValidity {
    /**
     * Holds the octets.
     *
     * @throws IllegalArgumentException if one end has more than 255
     */
    public Interval {
      Widths.octet("VF length", from.length());
      Widths.octet("VT length", to.length());
    }

    @Override
    public int kvType() {
      return KvType.INTERVAL.value();
    }
  }
}

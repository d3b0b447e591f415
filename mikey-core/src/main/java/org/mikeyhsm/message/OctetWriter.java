package org.mikeyhsm.message;

import java.util.Arrays;

/** Collects octets in network order. Widths are the callers' business: records hold what fits. */
final class OctetWriter {
  private byte[] buffer;
  private int length;

  /** A writer that does not move its octets as long as they are no more than {@code capacity}. */
  OctetWriter(int capacity) {
    buffer = new byte[capacity];
  }

  OctetWriter u8(int value) {
    ensure(1);
    buffer[length++] = (byte) value;
    return this;
  }

  OctetWriter u16(int value) {
    return u8(value >> 8).u8(value);
  }

  OctetWriter u32(int value) {
    return u16(value >> 16).u16(value);
  }

  OctetWriter octets(Octets value) {
    return octets(value.shared());
  }

  OctetWriter octets(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
    return this;
  }

  int length() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(buffer, length);
  }

  /** The octets; what the writer itself held of them is gone. */
  byte[] toArrayAndWipe() {
    byte[] result = toArray();
    Arrays.fill(buffer, (byte) 0);
    length = 0;
    return result;
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > buffer.length) {
      byte[] larger = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
      Arrays.fill(buffer, (byte) 0);
      buffer = larger;
    }
  }
}

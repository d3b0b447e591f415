package org.mikeyhsm.cli.demo;

import java.util.Arrays;
import org.jitsi.utils.ByteArrayBuffer;

/** A packet that the SRTP library changes in place. Not thread-safe. */
final class PacketBuffer implements ByteArrayBuffer {
  private byte[] buffer;
  private int offset;
  private int length;

  /** A copy of a packet. */
  PacketBuffer(byte[] packet) {
    buffer = packet.clone();
    length = packet.length;
  }

  /** A copy of what the packet is now. */
  byte[] toArray() {
    return Arrays.copyOfRange(buffer, offset, offset + length);
  }

  @Override
  public byte[] getBuffer() {
    return buffer;
  }

  @Override
  public int getOffset() {
    return offset;
  }

  @Override
  public int getLength() {
    return length;
  }

  @Override
  public void setLength(int newLength) {
    length = newLength;
  }

  @Override
  public void setOffset(int newOffset) {
    offset = newOffset;
  }

  @Override
  public boolean isInvalid() {
    return offset < 0 || length < 0 || offset + length > buffer.length;
  }

  @Override
  public void readRegionToBuff(int from, int count, byte[] target) {
    System.arraycopy(buffer, offset + from, target, 0, count);
  }

  /** Makes room for {@code more} octets behind the packet; the packet stays as it is. */
  @Override
  public void grow(int more) {
    if (offset + length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, offset + length + more);
    }
  }

  @Override
  public void append(byte[] octets, int count) {
    grow(count);
    System.arraycopy(octets, 0, buffer, offset + length, count);
    length += count;
  }

  @Override
  public void shrink(int fewer) {
    length -= fewer;
  }
}

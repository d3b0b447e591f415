package org.mikeyhsm.hsm.cryptoki;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native memory for one call: reserved piece by piece, and wiped by {@link #close}, as keys on
 * their way into the token and what a module wrote may be in it. Offsets are multiples of 8. For
 * one thread.
 */
final class CallMemory implements AutoCloseable {
  private final Memory block;
  private final ByteBuffer buffer;
  private final long base;
  private final boolean reused;
  private int used;
  private boolean open = true;

  private CallMemory(int capacity, boolean reused) {
    this.block = new Memory(capacity);
    this.buffer = block.getByteBuffer(0, capacity).order(ByteOrder.nativeOrder());
    this.base = Pointer.nativeValue(block);
    this.reused = reused;
  }

  /** A block for each thread, which most calls do with. */
  static final class Threads {
    private static final int CAPACITY = 16 * 1024;

    private final ThreadLocal<CallMemory> blocks =
        ThreadLocal.withInitial(
            () -> {
              CallMemory block = new CallMemory(CAPACITY, true);
              block.open = false;
              return block;
            });

    /**
     * Memory that the caller closes.
     *
     * @param capacity octets, each piece rounded up to a multiple of 8
     */
    CallMemory take(int capacity) {
      CallMemory own = blocks.get();
      if (own.open || capacity > CAPACITY) {
        return new CallMemory(capacity, false);
      }
      own.open = true;
      return own;
    }
  }

  /** What a piece takes. */
  static int padded(int length) {
    return length + 7 & -8;
  }

  /** Reserves a piece, and gives its offset. */
  int reserve(int length) {
    int offset = used;
    if (length < 0 || padded(length) > buffer.capacity() - offset) {
      throw new IllegalStateException("too little memory was taken for a call");
    }
    used = offset + padded(length);
    return offset;
  }

  long address(int offset) {
    return base + offset;
  }

  /** Copies octets into a piece of their own, and gives its address. */
  long copy(byte[] octets) {
    int offset = reserve(octets.length);
    buffer.put(offset, octets);
    return address(offset);
  }

  void putLong(int offset, long value) {
    buffer.putLong(offset, value);
  }

  long getLong(int offset) {
    return buffer.getLong(offset);
  }

  void putByte(int offset, int value) {
    buffer.put(offset, (byte) value);
  }

  byte getByte(int offset) {
    return buffer.get(offset);
  }

  byte[] octets(int offset, int length) {
    byte[] octets = new byte[length];
    get(offset, octets);
    return octets;
  }

  void get(int offset, byte[] octets) {
    buffer.get(offset, octets);
  }

  /** Wipes what was reserved. */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    if (used > 0) {
      block.clear(used);
    }
    used = 0;
    if (!reused) {
      block.close();
    }
  }
}

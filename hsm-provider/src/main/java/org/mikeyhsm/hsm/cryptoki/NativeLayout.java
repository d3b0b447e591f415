package org.mikeyhsm.hsm.cryptoki;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * C structures as this platform lays them out.
 *
 * @param ulongLength octets of a CK_ULONG, which is a C long: 4 on Windows and on 32 bits, else 8
 * @param order the processor's octet order
 */
record NativeLayout(int ulongLength, ByteOrder order) {

  static NativeLayout ofThisPlatform() {
    return of(
        System.getProperty("os.name", ""),
        System.getProperty("os.arch", ""),
        ByteOrder.nativeOrder());
  }

  static NativeLayout of(String osName, String osArch, ByteOrder order) {
    boolean longHas8 = osArch.contains("64") && !osName.startsWith("Windows");
    return new NativeLayout(longHas8 ? 8 : 4, order);
  }

  /** CK_AES_CTR_PARAMS (PKCS#11 v2.40 current mechanisms, 2.11.2): ulCounterBits, then cb[16]. */
  byte[] aesCtrParams(Mechanism.AesCtr mechanism) {
    return struct().ulong(mechanism.counterBits()).raw(mechanism.counterBlock().toArray()).octets();
  }

  /** A structure, field by field. */
  Struct struct() {
    return new Struct(this);
  }

  /**
   * Puts a structure together. Its fields have no gaps: they are CK_ULONGs and pointers, which have
   * one size where structures are not packed, and are packed on Windows.
   */
  static final class Struct {
    private final NativeLayout layout;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    private Struct(NativeLayout layout) {
      this.layout = layout;
    }

    Struct ulong(long value) {
      return number(value, layout.ulongLength);
    }

    Struct pointer(long address) {
      return number(address, NativeParameter.pointerLength());
    }

    Struct raw(byte[] value) {
      octets.writeBytes(value);
      return this;
    }

    byte[] octets() {
      return octets.toByteArray();
    }

    private Struct number(long value, int length) {
      ByteBuffer buffer = ByteBuffer.allocate(length).order(layout.order);
      if (length == Long.BYTES) {
        buffer.putLong(value);
      } else {
        buffer.putInt((int) value);
      }
      return raw(buffer.array());
    }
  }
}

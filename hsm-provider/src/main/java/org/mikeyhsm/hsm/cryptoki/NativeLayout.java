package org.mikeyhsm.hsm.cryptoki;

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
    byte[] block = mechanism.counterBlock().toArray();
    ByteBuffer params = ByteBuffer.allocate(ulongLength + block.length).order(order);
    if (ulongLength == Long.BYTES) {
      params.putLong(mechanism.counterBits());
    } else {
      params.putInt(mechanism.counterBits());
    }
    return params.put(block).array();
  }
}

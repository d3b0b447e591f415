package org.mikeyhsm.hsm.cryptoki;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;

/**
 * C structures as this platform lays them out.
 *
 * @param ulongLength octets of a CK_ULONG, which is a C long: 4 on Windows and on 32 bits, else 8
 * @param order the processor's octet order
 */
record NativeLayout(int ulongLength, ByteOrder order) {
  // PKCS#11 v3.0 current mechanisms, 2.42: types of CK_PRF_DATA_PARAM.
  private static final long CK_SP800_108_ITERATION_VARIABLE = 1;
  private static final long CK_SP800_108_BYTE_ARRAY = 4;
  // PKCS#11 v2.40 current mechanisms, 2.1.7.
  private static final long CKG_MGF1_SHA1 = 1;
  private static final long CKG_MGF1_SHA256 = 2;

  /** PKCS#11 v2.40 current mechanisms, 2.1.8: CK_RSA_PKCS_OAEP_PARAMS. */
  static final long CKZ_DATA_SPECIFIED = 1;

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

  /** Whether a CK_ULONG is as long as a pointer and a Java long. */
  boolean isLp64() {
    return ulongLength == Long.BYTES;
  }

  /** CK_AES_CTR_PARAMS (PKCS#11 v2.40 current mechanisms, 2.11.2): ulCounterBits, then cb[16]. */
  byte[] aesCtrParams(Mechanism.AesCtr mechanism) {
    return struct().ulong(mechanism.counterBits()).raw(mechanism.counterBlock().toArray()).octets();
  }

  /**
   * CK_SP800_108_KDF_PARAMS (PKCS#11 v3.0 current mechanisms, 2.42.3) whose data parameters are the
   * iteration variable and the label: HMAC(K, A(i) || label).
   *
   * @param copy puts octets into native memory, and gives their address
   */
  byte[] doublePipelineParams(Mechanism.DoublePipeline pipeline, ToLongFunction<byte[]> copy) {
    byte[] label = pipeline.label().toArray();
    byte[] data =
        struct()
            .ulong(CK_SP800_108_ITERATION_VARIABLE)
            .pointer(0)
            .ulong(0)
            .ulong(CK_SP800_108_BYTE_ARRAY)
            .pointer(copy.applyAsLong(label))
            .ulong(label.length)
            .octets();
    return struct()
        .ulong(pipeline.prf().code())
        .ulong(2)
        .pointer(copy.applyAsLong(data))
        .ulong(0)
        .pointer(0)
        .octets();
  }

  /** CK_RSA_PKCS_OAEP_PARAMS (PKCS#11 v2.40 current mechanisms, 2.1.8) without a label. */
  byte[] oaepParams(Mechanism.RsaOaep oaep) {
    return struct()
        .ulong(oaep.hash().code())
        .ulong(mgf1(oaep.hash()))
        .ulong(CKZ_DATA_SPECIFIED)
        .pointer(0)
        .ulong(0)
        .octets();
  }

  /**
   * CK_RSA_AES_KEY_WRAP_PARAMS (PKCS#11 v2.40 current mechanisms, 2.1.20), CK_RSA_PKCS_OAEP_PARAMS
   * behind its pointer.
   *
   * @param copy puts octets into native memory, and gives their address
   */
  byte[] rsaAesKeyWrapParams(Mechanism.RsaAesKeyWrap wrap, ToLongFunction<byte[]> copy) {
    return struct()
        .ulong(Mechanism.RsaAesKeyWrap.AES_BITS)
        .pointer(copy.applyAsLong(oaepParams(wrap.oaep())))
        .octets();
  }

  /** CK_RSA_PKCS_MGF_TYPE: MGF1 with a hash function. */
  static long mgf1(MechanismType hash) {
    return hash.equals(MechanismType.SHA_1) ? CKG_MGF1_SHA1 : CKG_MGF1_SHA256;
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

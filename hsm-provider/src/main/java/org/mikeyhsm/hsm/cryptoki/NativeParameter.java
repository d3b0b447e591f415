package org.mikeyhsm.hsm.cryptoki;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mechanism's parameter as C wants it, with the native memory that its pointers point to. Nothing
 * secret is in it. Closed after the call.
 */
final class NativeParameter implements AutoCloseable {
  // PKCS#11 v3.0 current mechanisms, 2.42: types of CK_PRF_DATA_PARAM.
  private static final long CK_SP800_108_ITERATION_VARIABLE = 1;
  private static final long CK_SP800_108_BYTE_ARRAY = 4;
  // PKCS#11 v2.40 current mechanisms, 2.1.8: CK_RSA_PKCS_OAEP_PARAMS.
  private static final long CKG_MGF1_SHA1 = 1;
  private static final long CKZ_DATA_SPECIFIED = 1;
  private static final long CKM_SHA_1 = 0x220;

  private final NativeLayout layout;
  private final List<Memory> memory = new ArrayList<>();
  private Optional<byte[]> octets = Optional.empty();

  private NativeParameter(NativeLayout layout) {
    this.layout = layout;
  }

  static NativeParameter of(Mechanism mechanism, NativeLayout layout) {
    NativeParameter result = new NativeParameter(layout);
    boolean done = false;
    try {
      result.octets = result.octetsOf(mechanism);
      done = true;
      return result;
    } finally {
      if (!done) {
        result.close();
      }
    }
  }

  /** The parameter, empty where the mechanism has none. */
  Optional<byte[]> octets() {
    return octets;
  }

  @Override
  public void close() {
    memory.forEach(Memory::close);
    memory.clear();
  }

  private Optional<byte[]> octetsOf(Mechanism mechanism) {
    if (mechanism instanceof Mechanism.AesCtr aesCtr) {
      return Optional.of(layout.aesCtrParams(aesCtr));
    } else if (mechanism instanceof Mechanism.Flat flat) {
      return Optional.of(flat.parameter().toArray());
    } else if (mechanism instanceof Mechanism.StringData data) {
      // CK_KEY_DERIVATION_STRING_DATA (PKCS#11 v2.40 current mechanisms, 2.31.2).
      byte[] value = data.data().toArray();
      return Optional.of(layout.struct().pointer(copy(value)).ulong(value.length).octets());
    } else if (mechanism instanceof Mechanism.ExtractKey extract) {
      return Optional.of(layout.struct().ulong(extract.firstBit()).octets());
    } else if (mechanism instanceof Mechanism.DoublePipeline pipeline) {
      return Optional.of(doublePipeline(pipeline));
    } else if (mechanism instanceof Mechanism.RsaOaepSha1) {
      return Optional.of(
          layout
              .struct()
              .ulong(CKM_SHA_1)
              .ulong(CKG_MGF1_SHA1)
              .ulong(CKZ_DATA_SPECIFIED)
              .pointer(0)
              .ulong(0)
              .octets());
    }
    return Optional.empty();
  }

  /**
   * CK_SP800_108_KDF_PARAMS (PKCS#11 v3.0 current mechanisms, 2.42.3) whose data parameters are the
   * iteration variable and the label: HMAC(K, A(i) || label).
   */
  private byte[] doublePipeline(Mechanism.DoublePipeline pipeline) {
    byte[] label = pipeline.label().toArray();
    byte[] data =
        layout
            .struct()
            .ulong(CK_SP800_108_ITERATION_VARIABLE)
            .pointer(0)
            .ulong(0)
            .ulong(CK_SP800_108_BYTE_ARRAY)
            .pointer(copy(label))
            .ulong(label.length)
            .octets();
    return layout
        .struct()
        .ulong(pipeline.prf().code())
        .ulong(2)
        .pointer(copy(data))
        .ulong(0)
        .pointer(0)
        .octets();
  }

  private long copy(byte[] value) {
    Memory block = new Memory(Math.max(1, value.length));
    memory.add(block);
    block.write(0, value, 0, value.length);
    return Pointer.nativeValue(block);
  }

  /** Octets of a pointer. */
  static int pointerLength() {
    return Native.POINTER_SIZE;
  }
}

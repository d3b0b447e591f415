package org.mikeyhsm.hsm.cryptoki;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import iaik.pkcs.pkcs11.wrapper.CK_KEY_DERIVATION_STRING_DATA;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_OAEP_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mechanism's parameter as the wrapper wants it. Nothing secret is in it. Closed after the call.
 *
 * <p>After the call the wrapper frees what the parameter of a mechanism that it knows points to. So
 * those are given in its own types; octets with pointers inside are for mechanisms unknown to it.
 */
final class NativeParameter implements AutoCloseable {
  private final NativeLayout layout;
  private final List<Memory> memory = new ArrayList<>();
  private Optional<Object> value = Optional.empty();

  private NativeParameter(NativeLayout layout) {
    this.layout = layout;
  }

  static NativeParameter of(Mechanism mechanism, NativeLayout layout) {
    NativeParameter result = new NativeParameter(layout);
    boolean done = false;
    try {
      result.value = result.valueOf(mechanism);
      done = true;
      return result;
    } finally {
      if (!done) {
        result.close();
      }
    }
  }

  /** The parameter, empty where the mechanism has none. */
  Optional<Object> value() {
    return value;
  }

  @Override
  public void close() {
    memory.forEach(Memory::close);
    memory.clear();
  }

  private Optional<Object> valueOf(Mechanism mechanism) {
    if (mechanism instanceof Mechanism.AesCtr aesCtr) {
      return Optional.of(layout.aesCtrParams(aesCtr));
    } else if (mechanism instanceof Mechanism.Flat flat) {
      return Optional.of(flat.parameter().toArray());
    } else if (mechanism instanceof Mechanism.StringData data) {
      CK_KEY_DERIVATION_STRING_DATA parameter = new CK_KEY_DERIVATION_STRING_DATA();
      parameter.pData = data.data().toArray();
      return Optional.of(parameter);
    } else if (mechanism instanceof Mechanism.ExtractKey extract) {
      return Optional.of(extract.firstBit());
    } else if (mechanism instanceof Mechanism.DoublePipeline pipeline) {
      return Optional.of(layout.doublePipelineParams(pipeline, this::copy));
    } else if (mechanism instanceof Mechanism.RsaOaep oaep) {
      CK_RSA_PKCS_OAEP_PARAMS parameter = new CK_RSA_PKCS_OAEP_PARAMS();
      parameter.hashAlg = oaep.hash().code();
      parameter.mgf = NativeLayout.mgf1(oaep.hash());
      parameter.source = NativeLayout.CKZ_DATA_SPECIFIED;
      return Optional.of(parameter);
    } else if (mechanism instanceof Mechanism.RsaAesKeyWrap wrap) {
      // The wrapper has a class for it that its native part does not know.
      return Optional.of(layout.rsaAesKeyWrapParams(wrap, this::copy));
    } else if (mechanism instanceof Mechanism.RsaPss pss) {
      CK_RSA_PKCS_PSS_PARAMS parameter = new CK_RSA_PKCS_PSS_PARAMS();
      parameter.hashAlg = pss.hash().code();
      parameter.mgf = NativeLayout.mgf1(pss.hash());
      parameter.sLen = pss.saltLength();
      return Optional.of(parameter);
    }
    return Optional.empty();
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

package org.mikeyhsm.hsm.cryptoki;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.Octets;

/**
 * CK_MECHANISM and CK_ATTRIBUTE (PKCS#11 v2.40 base, 3.4 and 3.5) in a call's memory, where a
 * CK_ULONG and a pointer are 8 octets.
 */
final class NativeForm {
  private static final int ULONG = 8;
  private static final int MECHANISM = 3 * ULONG;
  private static final int ATTRIBUTE = 3 * ULONG;

  /** The most that a mechanism's structures take besides octets of unknown length. */
  private static final int STRUCTURES = 192;

  private static final NativeLayout LAYOUT = new NativeLayout(ULONG, ByteOrder.nativeOrder());

  private NativeForm() {}

  /** What {@link #put(CallMemory, Mechanism)} takes at most. */
  static int size(Mechanism mechanism) {
    int octets = 0;
    if (mechanism instanceof Mechanism.Flat flat) {
      octets = flat.parameter().length();
    } else if (mechanism instanceof Mechanism.StringData data) {
      octets = data.data().length();
    } else if (mechanism instanceof Mechanism.DoublePipeline pipeline) {
      octets = pipeline.label().length();
    }
    return STRUCTURES + CallMemory.padded(octets);
  }

  /** Writes a mechanism, and gives its address. */
  static long put(CallMemory memory, Mechanism mechanism) {
    byte[] parameter = parameter(memory, mechanism);
    int offset = memory.reserve(MECHANISM);
    memory.putLong(offset, mechanism.type().code());
    memory.putLong(offset + ULONG, parameter.length == 0 ? 0 : memory.copy(parameter));
    memory.putLong(offset + 2 * ULONG, parameter.length);
    return memory.address(offset);
  }

  private static byte[] parameter(CallMemory memory, Mechanism mechanism) {
    if (mechanism instanceof Mechanism.Flat flat) {
      return flat.parameter().toArray();
    } else if (mechanism instanceof Mechanism.AesCtr aesCtr) {
      return LAYOUT.aesCtrParams(aesCtr);
    } else if (mechanism instanceof Mechanism.StringData string) {
      byte[] data = string.data().toArray();
      return LAYOUT.struct().pointer(memory.copy(data)).ulong(data.length).octets();
    } else if (mechanism instanceof Mechanism.ExtractKey extract) {
      return LAYOUT.struct().ulong(extract.firstBit()).octets();
    } else if (mechanism instanceof Mechanism.DoublePipeline pipeline) {
      return LAYOUT.doublePipelineParams(pipeline, memory::copy);
    } else if (mechanism instanceof Mechanism.RsaOaep oaep) {
      return LAYOUT.oaepParams(oaep);
    } else if (mechanism instanceof Mechanism.RsaAesKeyWrap wrap) {
      return LAYOUT.rsaAesKeyWrapParams(wrap, memory::copy);
    } else if (mechanism instanceof Mechanism.RsaPss pss) {
      return LAYOUT
          .struct()
          .ulong(pss.hash().code())
          .ulong(NativeLayout.mgf1(pss.hash()))
          .ulong(pss.saltLength())
          .octets();
    }
    return new byte[0];
  }

  /** What {@link #put(CallMemory, List)} takes. */
  static int size(List<Attribute> template) {
    int size = template.size() * ATTRIBUTE;
    for (Attribute attribute : template) {
      size += CallMemory.padded(length(attribute));
    }
    return size;
  }

  private static int length(Attribute attribute) {
    if (attribute instanceof Attribute.Flag) {
      return 1;
    } else if (attribute instanceof Attribute.Number) {
      return ULONG;
    } else if (attribute instanceof Attribute.MechanismTypes types) {
      return types.value().size() * ULONG;
    } else if (attribute instanceof Attribute.Text text) {
      return text.value().length();
    } else if (attribute instanceof Attribute.Secret secret) {
      return secret.value().length();
    }
    throw new IllegalArgumentException("no such kind of attribute");
  }

  /** Writes a template, and gives its address. */
  static long put(CallMemory memory, List<Attribute> template) {
    int offset = memory.reserve(template.size() * ATTRIBUTE);
    int at = offset;
    for (Attribute attribute : template) {
      memory.putLong(at, attribute.type().code());
      memory.putLong(at + ULONG, value(memory, attribute));
      memory.putLong(at + 2 * ULONG, length(attribute));
      at += ATTRIBUTE;
    }
    return memory.address(offset);
  }

  private static long value(CallMemory memory, Attribute attribute) {
    if (attribute instanceof Attribute.Text text) {
      return memory.copy(text.value().toArray());
    } else if (attribute instanceof Attribute.Secret secret) {
      byte[] octets = secret.value().copy();
      try {
        return memory.copy(octets);
      } finally {
        Arrays.fill(octets, (byte) 0);
      }
    }
    int offset = memory.reserve(length(attribute));
    if (attribute instanceof Attribute.Flag flag) {
      memory.putByte(offset, flag.value() ? 1 : 0);
    } else if (attribute instanceof Attribute.Number number) {
      memory.putLong(offset, number.value());
    } else if (attribute instanceof Attribute.MechanismTypes types) {
      int at = offset;
      for (MechanismType type : types.value()) {
        memory.putLong(at, type.code());
        at += ULONG;
      }
    }
    return memory.address(offset);
  }

  /** What {@link #ask} takes. */
  static int size(List<AttributeType> types, int[] lengths) {
    int size = types.size() * ATTRIBUTE;
    for (int length : lengths) {
      size += CallMemory.padded(length);
    }
    return size;
  }

  /** Octets that are room enough for most values of these types. */
  static int[] usualLengths(List<AttributeType> types) {
    int[] lengths = new int[types.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] =
          switch (types.get(i).kind()) {
            case FLAG -> 1;
            case NUMBER -> ULONG;
            case MECHANISMS -> 16 * ULONG;
            case OCTETS -> 512;
          };
    }
    return lengths;
  }

  /** Writes a template with room for values, and gives its offset; a length of 0 asks for it. */
  static int ask(CallMemory memory, List<AttributeType> types, int[] lengths) {
    int offset = memory.reserve(types.size() * ATTRIBUTE);
    int at = offset;
    for (int i = 0; i < lengths.length; i++) {
      memory.putLong(at, types.get(i).code());
      memory.putLong(at + ULONG, lengths[i] == 0 ? 0 : memory.address(memory.reserve(lengths[i])));
      memory.putLong(at + 2 * ULONG, lengths[i]);
      at += ATTRIBUTE;
    }
    return offset;
  }

  /** The length that the token told of an attribute. */
  static long toldLength(CallMemory memory, int template, int index) {
    return memory.getLong(template + index * ATTRIBUTE + 2 * ULONG);
  }

  /**
   * The value that the token told; none if it is not of its type, or empty, as ipkcs11wrapper has
   * it.
   *
   * @param room how long it can be
   */
  static Optional<Attribute> told(
      CallMemory memory, int template, int index, AttributeType type, int room) {
    long length = toldLength(memory, template, index);
    if (length < 0 || length > room) {
      return Optional.empty();
    }
    int offset = (int) (memory.getLong(template + index * ATTRIBUTE + ULONG) - memory.address(0));
    return switch (type.kind()) {
      case FLAG ->
          length == 1
              ? Optional.of(new Attribute.Flag(type, memory.getByte(offset) != 0))
              : Optional.empty();
      case NUMBER ->
          length == ULONG
              ? Optional.of(new Attribute.Number(type, memory.getLong(offset)))
              : Optional.empty();
      case MECHANISMS -> mechanisms(memory, type, offset, length);
      case OCTETS ->
          length > 0
              ? Optional.of(
                  new Attribute.Text(type, Octets.of(memory.octets(offset, (int) length))))
              : Optional.empty();
    };
  }

  private static Optional<Attribute> mechanisms(
      CallMemory memory, AttributeType type, int offset, long length) {
    if (length == 0 || length % ULONG != 0) {
      return Optional.empty();
    }
    Set<MechanismType> types = new HashSet<>();
    for (int at = 0; at < length; at += ULONG) {
      types.add(new MechanismType(memory.getLong(offset + at)));
    }
    return Optional.of(new Attribute.MechanismTypes(type, types));
  }
}

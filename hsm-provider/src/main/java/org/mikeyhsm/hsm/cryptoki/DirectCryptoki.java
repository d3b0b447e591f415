package org.mikeyhsm.hsm.cryptoki;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link Cryptoki} whose functions of an exchange are called without the translation that costs
 * ipkcs11wrapper several times what a token takes: arguments are written into native memory here,
 * which is wiped after the call. What is done once, from C_Initialize to C_Login, to C_FindObjects
 * and C_Finalize, stays with {@link IaikCryptoki} on the same instance of the module.
 */
public final class DirectCryptoki extends WrappedCryptoki {
  // PKCS#11 v2.40 base, 3.3: CK_SESSION_INFO and its states.
  private static final int SESSION_INFO = 32;
  private static final int STATE = 8;
  private static final long CKS_RO_USER_FUNCTIONS = 1;
  private static final long CKS_RW_USER_FUNCTIONS = 3;

  private static final int ULONG = 8;

  /** Octets of nearly any output, so that its length need not be asked for: RSA of 8192 bits. */
  private static final int USUAL_OUTPUT = 1024;

  /** Octets of the longest output taken. */
  private static final int MOST_OUTPUT = 1 << 24;

  private final FunctionList functions;
  private final CallMemory.Threads memories = new CallMemory.Threads();

  private DirectCryptoki(Cryptoki wrapper, FunctionList functions) {
    super(wrapper);
    this.functions = functions;
  }

  /**
   * Loads a PKCS#11 library; does not initialize it. Where a CK_ULONG is no Java long (Windows, 32
   * bits) the result is ipkcs11wrapper alone.
   *
   * @param library its file
   * @param reserved pReserved of C_Initialize, a string, which NSS wants (its "module spec")
   * @throws IOException as {@link IaikCryptoki#load(Path, Optional)}
   */
  public static Cryptoki load(Path library, Optional<String> reserved) throws IOException {
    IaikCryptoki wrapper = IaikCryptoki.load(library, reserved);
    return NativeLayout.ofThisPlatform().isLp64()
        ? new DirectCryptoki(wrapper, NativeModule.functions(library))
        : wrapper;
  }

  @Override
  public boolean isUserSession(SessionHandle session) {
    try (CallMemory memory = memories.take(SESSION_INFO)) {
      int info = memory.reserve(SESSION_INFO);
      check("C_GetSessionInfo", functions.C_GetSessionInfo(session.value(), memory.address(info)));
      long state = memory.getLong(info + STATE);
      return state == CKS_RO_USER_FUNCTIONS || state == CKS_RW_USER_FUNCTIONS;
    }
  }

  @Override
  public Attributes getAttributes(
      SessionHandle session, ObjectHandle object, List<AttributeType> types) {
    Map<AttributeType, Attribute> told = new EnumMap<>(AttributeType.class);
    if (!read(session, object, types, told)) {
      // The call fails as a whole for one attribute: ask for each alone.
      types.forEach(type -> read(session, object, List.of(type), told));
    }
    return new Attributes(told);
  }

  /** Gives false where the token does not tell one of them. */
  private boolean read(
      SessionHandle session,
      ObjectHandle object,
      List<AttributeType> types,
      Map<AttributeType, Attribute> told) {
    int[] lengths = NativeForm.usualLengths(types);
    long result = read(session, object, types, lengths, told);
    if (result == CryptokiException.BUFFER_TOO_SMALL) {
      lengths = lengths(session, object, types);
      result = read(session, object, types, lengths, told);
    }
    if (result == CryptokiException.ATTRIBUTE_TYPE_INVALID
        || result == CryptokiException.ATTRIBUTE_SENSITIVE) {
      return false;
    }
    check("C_GetAttributeValue", result);
    return true;
  }

  private long read(
      SessionHandle session,
      ObjectHandle object,
      List<AttributeType> types,
      int[] lengths,
      Map<AttributeType, Attribute> told) {
    try (CallMemory memory = memories.take(NativeForm.size(types, lengths))) {
      int template = NativeForm.ask(memory, types, lengths);
      long result =
          functions.C_GetAttributeValue(
              session.value(), object.value(), memory.address(template), types.size());
      for (int i = 0; result == 0 && i < lengths.length; i++) {
        AttributeType type = types.get(i);
        NativeForm.told(memory, template, i, type, lengths[i])
            .ifPresent(value -> told.put(type, value));
      }
      return result;
    }
  }

  private int[] lengths(SessionHandle session, ObjectHandle object, List<AttributeType> types) {
    int[] lengths = new int[types.size()];
    try (CallMemory memory = memories.take(NativeForm.size(types, lengths))) {
      int template = NativeForm.ask(memory, types, lengths);
      check(
          "C_GetAttributeValue",
          functions.C_GetAttributeValue(
              session.value(), object.value(), memory.address(template), types.size()));
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = outputLength(NativeForm.toldLength(memory, template, i));
      }
    }
    return lengths;
  }

  @Override
  public ObjectHandle createObject(SessionHandle session, List<Attribute> template) {
    try (CallMemory memory = memories.take(ULONG + NativeForm.size(template))) {
      int made = memory.reserve(ULONG);
      return made(
          memory,
          made,
          "C_CreateObject",
          functions.C_CreateObject(
              session.value(),
              NativeForm.put(memory, template),
              template.size(),
              memory.address(made)));
    }
  }

  @Override
  public ObjectHandle generateKey(
      SessionHandle session, Mechanism mechanism, List<Attribute> template) {
    try (CallMemory memory = memories.take(size(mechanism, template))) {
      int made = memory.reserve(ULONG);
      return made(
          memory,
          made,
          "C_GenerateKey",
          functions.C_GenerateKey(
              session.value(),
              NativeForm.put(memory, mechanism),
              NativeForm.put(memory, template),
              template.size(),
              memory.address(made)));
    }
  }

  @Override
  public ObjectHandle deriveKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle base, List<Attribute> template) {
    try (CallMemory memory = memories.take(size(mechanism, template))) {
      int made = memory.reserve(ULONG);
      return made(
          memory,
          made,
          "C_DeriveKey",
          functions.C_DeriveKey(
              session.value(),
              NativeForm.put(memory, mechanism),
              base.value(),
              NativeForm.put(memory, template),
              template.size(),
              memory.address(made)));
    }
  }

  @Override
  public ObjectHandle unwrapKey(
      SessionHandle session,
      Mechanism mechanism,
      ObjectHandle unwrappingKey,
      byte[] wrapped,
      List<Attribute> template) {
    int size = size(mechanism, template) + CallMemory.padded(wrapped.length);
    try (CallMemory memory = memories.take(size)) {
      int made = memory.reserve(ULONG);
      return made(
          memory,
          made,
          "C_UnwrapKey",
          functions.C_UnwrapKey(
              session.value(),
              NativeForm.put(memory, mechanism),
              unwrappingKey.value(),
              memory.copy(wrapped),
              wrapped.length,
              NativeForm.put(memory, template),
              template.size(),
              memory.address(made)));
    }
  }

  private static int size(Mechanism mechanism, List<Attribute> template) {
    return ULONG + NativeForm.size(mechanism) + NativeForm.size(template);
  }

  private static ObjectHandle made(CallMemory memory, int made, String function, long result) {
    check(function, result);
    return new ObjectHandle(memory.getLong(made));
  }

  @Override
  public byte[] wrapKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key) {
    return output(
        "C_WrapKey",
        NativeForm.size(mechanism),
        USUAL_OUTPUT,
        (memory, output, length) ->
            functions.C_WrapKey(
                session.value(),
                NativeForm.put(memory, mechanism),
                wrappingKey.value(),
                key.value(),
                output,
                length));
  }

  @Override
  public void destroyObject(SessionHandle session, ObjectHandle object) {
    check("C_DestroyObject", functions.C_DestroyObject(session.value(), object.value()));
  }

  @Override
  public byte[] sign(SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] data) {
    init("C_SignInit", functions::C_SignInit, session, mechanism, key);
    return through("C_Sign", functions::C_Sign, session, data, USUAL_OUTPUT);
  }

  @Override
  public byte[] encrypt(
      SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] clear) {
    init("C_EncryptInit", functions::C_EncryptInit, session, mechanism, key);
    int expected = Math.max(USUAL_OUTPUT, clear.length);
    return through("C_Encrypt", functions::C_Encrypt, session, clear, expected);
  }

  @Override
  public byte[] decrypt(
      SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] encrypted) {
    init("C_DecryptInit", functions::C_DecryptInit, session, mechanism, key);
    int expected = Math.max(USUAL_OUTPUT, encrypted.length);
    return through("C_Decrypt", functions::C_Decrypt, session, encrypted, expected);
  }

  private interface Operation {
    long call(long session, long data, long dataLength, long output, long outputLength);
  }

  private byte[] through(
      String function, Operation operation, SessionHandle session, byte[] data, int expected) {
    return output(
        function,
        CallMemory.padded(data.length),
        expected,
        (memory, output, length) ->
            operation.call(session.value(), memory.copy(data), data.length, output, length));
  }

  private interface Init {
    long call(long session, long mechanism, long key);
  }

  private void init(
      String function, Init init, SessionHandle session, Mechanism mechanism, ObjectHandle key) {
    try (CallMemory memory = memories.take(NativeForm.size(mechanism))) {
      check(function, init.call(session.value(), NativeForm.put(memory, mechanism), key.value()));
    }
  }

  private interface Output {
    long call(CallMemory memory, long output, long length);
  }

  /**
   * Calls a function that gives octets; once more where there are more of them than was thought,
   * which it told and which does not end the operation (PKCS#11 v2.40 base, 5.2).
   *
   * @param inputs what its other arguments take
   * @param expected how many octets there are at most, most likely
   */
  private byte[] output(String function, int inputs, int expected, Output call) {
    int room = expected;
    for (boolean again = true; ; again = false) {
      try (CallMemory memory = memories.take(ULONG + inputs + CallMemory.padded(room))) {
        int length = memory.reserve(ULONG);
        int output = memory.reserve(room);
        memory.putLong(length, room);
        long result = call.call(memory, memory.address(output), memory.address(length));
        long told = memory.getLong(length);
        if (result != CryptokiException.BUFFER_TOO_SMALL || !again) {
          check(function, result);
          check(function, told < 0 || told > room ? CryptokiException.GENERAL_ERROR : 0);
          return memory.octets(output, (int) told);
        }
        room = outputLength(told);
      }
    }
  }

  /** What a module tells of lengths is bounded. */
  private static int outputLength(long told) {
    return (int) Math.max(0, Math.min(told, MOST_OUTPUT));
  }

  @Override
  public void generateRandom(SessionHandle session, byte[] octets) {
    try (CallMemory memory = memories.take(CallMemory.padded(octets.length))) {
      int offset = memory.reserve(octets.length);
      check(
          "C_GenerateRandom",
          functions.C_GenerateRandom(session.value(), memory.address(offset), octets.length));
      memory.get(offset, octets);
    }
  }

  private static void check(String function, long result) {
    if (result != 0) {
      throw new CryptokiException(function, result, new PKCS11Exception(result).getMessage());
    }
  }
}

package org.mikeyhsm.hsm.cryptoki;

import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mikeyhsm.message.Octets;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.StaticLogger;

/**
 * {@link Cryptoki} by ipkcs11wrapper's lowest layer. Its upper layer is passed by: that one keeps
 * copies of the PIN and calls PKCS#11 3.0 functions, which crash the JVM on a 2.40 module.
 */
public final class IaikCryptoki implements Cryptoki {
  // PKCS#11 v2.40 base, 3.6 (initialize arguments), 3.3 (session flags and user types).
  private static final long CKF_OS_LOCKING_OK = 0x2;
  private static final long CKF_RW_SESSION = 0x2;
  private static final long CKF_SERIAL_SESSION = 0x4;
  private static final long CKS_RO_USER_FUNCTIONS = 1;
  private static final long CKS_RW_USER_FUNCTIONS = 3;
  private static final long CKU_SO = 0;
  private static final long CKU_USER = 1;

  private static final boolean UTF8 = false;

  /** Of CK_TOKEN_INFO, blank-padded. */
  private static final int LABEL_LENGTH = 32;

  private static final int FIND_AT_ONCE = 256;

  /** Kept, because its finalizer unloads the library. */
  private final PKCS11Module module;

  private final PKCS11 pkcs11;
  private final Optional<String> reserved;
  private final NativeLayout layout = NativeLayout.ofThisPlatform();

  private IaikCryptoki(PKCS11Module module, Optional<String> reserved) {
    this.module = module;
    this.reserved = reserved;
    this.pkcs11 = module.getPKCS11Module();
  }

  /** As {@link #load(Path, Optional)}, for a library that takes nothing at C_Initialize. */
  public static IaikCryptoki load(Path library) throws IOException {
    return load(library, Optional.empty());
  }

  /**
   * Loads a PKCS#11 library; does not initialize it.
   *
   * @param library its file
   * @param reserved pReserved of C_Initialize, a string, which NSS wants (its "module spec")
   * @throws IOException if it cannot be loaded or is no PKCS#11 library, or this platform has no
   *     native wrapper
   */
  public static IaikCryptoki load(Path library, Optional<String> reserved) throws IOException {
    StaticLogger.setLogger(new SilentLogger());
    try {
      return new IaikCryptoki(PKCS11Module.getInstance(library.toString()), reserved);
    } catch (LinkageError | RuntimeException e) {
      throw new IOException(
          "the native wrapper does not load here; from JDK 24 on it may need"
              + " --enable-native-access=ipkcs11wrapper (ALL-UNNAMED on the class path)",
          e);
    }
  }

  @Override
  public void initialize() {
    CK_C_INITIALIZE_ARGS arguments = new CK_C_INITIALIZE_ARGS();
    arguments.flags = CKF_OS_LOCKING_OK;
    reserved.ifPresent(text -> arguments.pReserved = text);
    run("C_Initialize", () -> pkcs11.C_Initialize(arguments, reserved.isPresent()));
  }

  @Override
  public void finalizeModule() {
    run("C_Finalize", () -> pkcs11.C_Finalize(null));
  }

  @Override
  public List<SlotId> slotList() {
    long[] slots = call("C_GetSlotList", () -> pkcs11.C_GetSlotList(true));
    return Arrays.stream(slots).mapToObj(SlotId::new).toList();
  }

  @Override
  public SlotInfo slotInfo(SlotId slot) {
    return new SlotInfo(call("C_GetSlotInfo", () -> pkcs11.C_GetSlotInfo(slot.value())).flags);
  }

  @Override
  public TokenInfo tokenInfo(SlotId slot) {
    CK_TOKEN_INFO info = call("C_GetTokenInfo", () -> pkcs11.C_GetTokenInfo(slot.value()));
    return new TokenInfo(
        text(info.label),
        text(info.serialNumber),
        text(info.manufacturerID),
        text(info.model),
        info.flags,
        info.ulMaxSessionCount);
  }

  @Override
  public List<MechanismType> mechanismList(SlotId slot) {
    long[] codes = call("C_GetMechanismList", () -> pkcs11.C_GetMechanismList(slot.value()));
    return Arrays.stream(codes).mapToObj(MechanismType::new).toList();
  }

  @Override
  public MechanismInfo mechanismInfo(SlotId slot, MechanismType type) {
    CK_MECHANISM_INFO info =
        call("C_GetMechanismInfo", () -> pkcs11.C_GetMechanismInfo(slot.value(), type.code()));
    return new MechanismInfo(info.ulMinKeySize, info.ulMaxKeySize, info.flags);
  }

  @Override
  public void initToken(SlotId slot, byte[] securityOfficerPin, String label) {
    char[] padded = new char[LABEL_LENGTH];
    Arrays.fill(padded, ' ');
    byte[] octets = label.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < octets.length; i++) {
      padded[i] = (char) (octets[i] & 0xFF);
    }
    withChars(
        "C_InitToken",
        securityOfficerPin,
        chars -> pkcs11.C_InitToken(slot.value(), chars, padded, UTF8));
  }

  @Override
  public SessionHandle openSession(SlotId slot) {
    return openSession(slot, CKF_SERIAL_SESSION);
  }

  @Override
  public SessionHandle openWritableSession(SlotId slot) {
    return openSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION);
  }

  private SessionHandle openSession(SlotId slot, long flags) {
    return new SessionHandle(
        call("C_OpenSession", () -> pkcs11.C_OpenSession(slot.value(), flags, null, null)));
  }

  @Override
  public boolean isUserSession(SessionHandle session) {
    long state = call("C_GetSessionInfo", () -> pkcs11.C_GetSessionInfo(session.value())).state;
    return state == CKS_RO_USER_FUNCTIONS || state == CKS_RW_USER_FUNCTIONS;
  }

  @Override
  public void closeSession(SessionHandle session) {
    run("C_CloseSession", () -> pkcs11.C_CloseSession(session.value()));
  }

  @Override
  public void login(SessionHandle session, byte[] pin) {
    withChars("C_Login", pin, chars -> pkcs11.C_Login(session.value(), CKU_USER, chars, UTF8));
  }

  @Override
  public void loginSecurityOfficer(SessionHandle session, byte[] pin) {
    withChars("C_Login", pin, chars -> pkcs11.C_Login(session.value(), CKU_SO, chars, UTF8));
  }

  @Override
  public void initPin(SessionHandle session, byte[] pin) {
    withChars("C_InitPIN", pin, chars -> pkcs11.C_InitPIN(session.value(), chars, UTF8));
  }

  /** One octet a char: the wrapper narrows each char to an octet, and makes no copy of its own. */
  private static void withChars(String function, byte[] pin, PinCall pinCall) {
    char[] chars = new char[pin.length];
    for (int i = 0; i < pin.length; i++) {
      chars[i] = (char) (pin[i] & 0xFF);
    }
    try {
      run(function, () -> pinCall.with(chars));
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  private interface PinCall {
    void with(char[] pin) throws PKCS11Exception;
  }

  @Override
  public void logout(SessionHandle session) {
    run("C_Logout", () -> pkcs11.C_Logout(session.value()));
  }

  @Override
  public List<ObjectHandle> findObjects(SessionHandle session, List<Attribute> template) {
    CK_ATTRIBUTE[] attributes = toNative(template);
    run("C_FindObjectsInit", () -> pkcs11.C_FindObjectsInit(session.value(), attributes, UTF8));
    try {
      List<ObjectHandle> found = new ArrayList<>();
      long[] handles;
      do {
        handles = call("C_FindObjects", () -> pkcs11.C_FindObjects(session.value(), FIND_AT_ONCE));
        Arrays.stream(handles).mapToObj(ObjectHandle::new).forEach(found::add);
      } while (handles.length > 0);
      return List.copyOf(found);
    } finally {
      run("C_FindObjectsFinal", () -> pkcs11.C_FindObjectsFinal(session.value()));
    }
  }

  @Override
  public Attributes getAttributes(
      SessionHandle session, ObjectHandle object, List<AttributeType> types) {
    Map<AttributeType, Attribute> told = new EnumMap<>(AttributeType.class);
    try {
      read(session, object, types, told);
    } catch (CryptokiException e) {
      if (!isNotTold(e)) {
        throw e;
      }
      // The call fails as a whole for one attribute: ask for each alone.
      for (AttributeType type : types) {
        readIfTold(session, object, type, told);
      }
    }
    return new Attributes(told);
  }

  @Override
  public ObjectHandle createObject(SessionHandle session, List<Attribute> template) {
    CK_ATTRIBUTE[] attributes = toNative(template);
    try {
      return new ObjectHandle(
          call("C_CreateObject", () -> pkcs11.C_CreateObject(session.value(), attributes, UTF8)));
    } finally {
      for (CK_ATTRIBUTE attribute : attributes) {
        if (attribute.pValue instanceof byte[] octets) {
          Arrays.fill(octets, (byte) 0);
        }
      }
    }
  }

  @Override
  public ObjectHandle generateKey(
      SessionHandle session, Mechanism mechanism, List<Attribute> template) {
    return withNative(
        mechanism,
        nativeMechanism ->
            new ObjectHandle(
                call(
                    "C_GenerateKey",
                    () ->
                        pkcs11.C_GenerateKey(
                            session.value(), nativeMechanism, toNative(template), UTF8))));
  }

  @Override
  public KeyPairHandles generateKeyPair(
      SessionHandle session,
      Mechanism mechanism,
      List<Attribute> publicTemplate,
      List<Attribute> privateTemplate) {
    long[] pair =
        withNative(
            mechanism,
            nativeMechanism ->
                call(
                    "C_GenerateKeyPair",
                    () ->
                        pkcs11.C_GenerateKeyPair(
                            session.value(),
                            nativeMechanism,
                            toNative(publicTemplate),
                            toNative(privateTemplate),
                            UTF8)));
    return new KeyPairHandles(new ObjectHandle(pair[0]), new ObjectHandle(pair[1]));
  }

  @Override
  public ObjectHandle deriveKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle base, List<Attribute> template) {
    return withNative(
        mechanism,
        nativeMechanism ->
            new ObjectHandle(
                call(
                    "C_DeriveKey",
                    () ->
                        pkcs11.C_DeriveKey(
                            session.value(),
                            nativeMechanism,
                            base.value(),
                            toNative(template),
                            UTF8))));
  }

  @Override
  public ObjectHandle unwrapKey(
      SessionHandle session,
      Mechanism mechanism,
      ObjectHandle unwrappingKey,
      byte[] wrapped,
      List<Attribute> template) {
    return withNative(
        mechanism,
        nativeMechanism ->
            new ObjectHandle(
                call(
                    "C_UnwrapKey",
                    () ->
                        pkcs11.C_UnwrapKey(
                            session.value(),
                            nativeMechanism,
                            unwrappingKey.value(),
                            wrapped,
                            toNative(template),
                            UTF8))));
  }

  @Override
  public byte[] wrapKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key) {
    return withNative(
        mechanism,
        nativeMechanism ->
            call(
                "C_WrapKey",
                () ->
                    pkcs11.C_WrapKey(
                        session.value(), nativeMechanism, wrappingKey.value(), key.value(), UTF8)));
  }

  @Override
  public void setAttributes(
      SessionHandle session, ObjectHandle object, List<Attribute> attributes) {
    run(
        "C_SetAttributeValue",
        () ->
            pkcs11.C_SetAttributeValue(
                session.value(), object.value(), toNative(attributes), UTF8));
  }

  @Override
  public void destroyObject(SessionHandle session, ObjectHandle object) {
    run("C_DestroyObject", () -> pkcs11.C_DestroyObject(session.value(), object.value()));
  }

  @Override
  public byte[] sign(SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] data) {
    init(
        "C_SignInit",
        mechanism,
        parameter -> pkcs11.C_SignInit(session.value(), parameter, key.value(), UTF8));
    // The wrapper gives C_Sign a null pointer for no data, which SoftHSM refuses.
    return data.length == 0
        ? call("C_SignFinal", () -> pkcs11.C_SignFinal(session.value()))
        : call("C_Sign", () -> pkcs11.C_Sign(session.value(), data));
  }

  @Override
  public byte[] encrypt(
      SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] clear) {
    init(
        "C_EncryptInit",
        mechanism,
        parameter -> pkcs11.C_EncryptInit(session.value(), parameter, key.value(), UTF8));
    return call("C_Encrypt", () -> pkcs11.C_Encrypt(session.value(), clear));
  }

  @Override
  public byte[] decrypt(
      SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] encrypted) {
    init(
        "C_DecryptInit",
        mechanism,
        parameter -> pkcs11.C_DecryptInit(session.value(), parameter, key.value(), UTF8));
    return call("C_Decrypt", () -> pkcs11.C_Decrypt(session.value(), encrypted));
  }

  @Override
  public void generateRandom(SessionHandle session, byte[] octets) {
    run("C_GenerateRandom", () -> pkcs11.C_GenerateRandom(session.value(), octets));
  }

  /** Names the library, for people to read. */
  @Override
  public String toString() {
    return module.toString();
  }

  private void readIfTold(
      SessionHandle session,
      ObjectHandle object,
      AttributeType type,
      Map<AttributeType, Attribute> told) {
    try {
      read(session, object, List.of(type), told);
    } catch (CryptokiException e) {
      if (!isNotTold(e)) {
        throw e;
      }
    }
  }

  private void read(
      SessionHandle session,
      ObjectHandle object,
      List<AttributeType> types,
      Map<AttributeType, Attribute> told) {
    CK_ATTRIBUTE[] attributes = new CK_ATTRIBUTE[types.size()];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = attribute(types.get(i), null);
    }
    run(
        "C_GetAttributeValue",
        () -> pkcs11.C_GetAttributeValue(session.value(), object.value(), attributes, UTF8));
    // The wrapper puts new elements into the array.
    for (int i = 0; i < attributes.length; i++) {
      AttributeType type = types.get(i);
      Object value = attributes[i].pValue;
      if (value instanceof Boolean flag) {
        told.put(type, new Attribute.Flag(type, flag));
      } else if (value instanceof Long number) {
        told.put(type, new Attribute.Number(type, number));
      } else if (value instanceof long[] codes) {
        told.put(type, new Attribute.MechanismTypes(type, mechanismTypes(codes)));
      } else if (value instanceof char[] text) {
        // The wrapper gives CKA_LABEL so, a character for an octet.
        told.put(type, new Attribute.Text(type, Octets.of(octets(text))));
      } else if (value instanceof byte[] octets) {
        told.put(type, new Attribute.Text(type, Octets.of(octets)));
      }
    }
  }

  private static Set<MechanismType> mechanismTypes(long[] codes) {
    return Arrays.stream(codes).mapToObj(MechanismType::new).collect(Collectors.toSet());
  }

  private static boolean isNotTold(CryptokiException e) {
    return e.is(CryptokiException.ATTRIBUTE_TYPE_INVALID, CryptokiException.ATTRIBUTE_SENSITIVE);
  }

  private static CK_ATTRIBUTE[] toNative(List<Attribute> template) {
    return template.stream()
        .map(attribute -> attribute(attribute.type(), value(attribute)))
        .toArray(CK_ATTRIBUTE[]::new);
  }

  private static Object value(Attribute attribute) {
    if (attribute instanceof Attribute.Flag flag) {
      return flag.value();
    } else if (attribute instanceof Attribute.Number number) {
      return number.value();
    } else if (attribute instanceof Attribute.MechanismTypes types) {
      return types.value().stream().mapToLong(MechanismType::code).toArray();
    } else if (attribute instanceof Attribute.Text text) {
      return text.value().toArray();
    } else if (attribute instanceof Attribute.Secret secret) {
      return secret.value().copy();
    }
    throw new IllegalArgumentException("no such kind of attribute");
  }

  private static CK_ATTRIBUTE attribute(AttributeType type, Object value) {
    CK_ATTRIBUTE attribute = new CK_ATTRIBUTE();
    attribute.type = type.code();
    attribute.pValue = value;
    return attribute;
  }

  /** Keeps what the parameter points to alive for the length of a call. */
  private <T> T withNative(Mechanism mechanism, Function<CK_MECHANISM, T> call) {
    try (NativeParameter parameter = NativeParameter.of(mechanism, layout)) {
      CK_MECHANISM result = new CK_MECHANISM();
      result.mechanism = mechanism.type().code();
      parameter.value().ifPresent(value -> result.pParameter = value);
      return call.apply(result);
    }
  }

  private void init(String function, Mechanism mechanism, Init init) {
    withNative(
        mechanism,
        nativeMechanism -> {
          run(function, () -> init.with(nativeMechanism));
          return true;
        });
  }

  private interface Init {
    void with(CK_MECHANISM mechanism) throws PKCS11Exception;
  }

  /** A blank-padded UTF-8 field, which the wrapper gives as one octet a char. */
  private static byte[] octets(char[] text) {
    byte[] octets = new byte[text.length];
    for (int i = 0; i < text.length; i++) {
      octets[i] = (byte) text[i];
    }
    return octets;
  }

  private static String text(char[] padded) {
    byte[] octets = new byte[padded.length];
    for (int i = 0; i < padded.length; i++) {
      if (padded[i] > 0xFF) {
        return new String(padded).stripTrailing();
      }
      octets[i] = (byte) padded[i];
    }
    try {
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
      return decoded.toString().stripTrailing();
    } catch (CharacterCodingException e) {
      return new String(padded).stripTrailing();
    }
  }

  private interface Call<T> {
    T run() throws PKCS11Exception;
  }

  private interface Action {
    void run() throws PKCS11Exception;
  }

  private static <T> T call(String function, Call<T> call) {
    try {
      return call.run();
    } catch (PKCS11Exception e) {
      throw new CryptokiException(function, e.getErrorCode(), e.getMessage());
    }
  }

  private static void run(String function, Action action) {
    call(
        function,
        () -> {
          action.run();
          return true;
        });
  }
}

package org.mikeyhsm.hsm.cryptoki;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.message.Octets;

/**
 * A token in memory that does as it is told: fails, lies, counts. Its keys are computed with by the
 * JDK.
 */
public final class FakeCryptoki implements Cryptoki {
  private final List<TokenInfo> tokens = new ArrayList<>();
  private final Map<ObjectHandle, Map<AttributeType, Attribute>> objects = new LinkedHashMap<>();
  private final Map<ObjectHandle, byte[]> values = new HashMap<>();
  private final Map<ObjectHandle, SessionHandle> owners = new HashMap<>();
  private final Set<SessionHandle> sessions = new HashSet<>();
  private final Map<String, Long> failures = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final List<byte[]> pins = new ArrayList<>();
  private final Set<MechanismType> mechanisms =
      new HashSet<>(
          List.of(MechanismType.SHA_1_HMAC, MechanismType.AES_ECB, MechanismType.AES_CTR));
  private UnaryOperator<Attribute> reader = UnaryOperator.identity();
  private final Map<MechanismType, Long> abilities = new HashMap<>();
  private boolean loggedIn;
  private byte[] pin = {'1', '2', '3', '4'};
  private long slotFlags = 1;
  private long brokenSlot = -1;
  private long next = 100;

  /** A module with one token. */
  public static FakeCryptoki withToken(String label) {
    FakeCryptoki fake = new FakeCryptoki();
    fake.addToken(label, 0x400, 0);
    return fake;
  }

  /** Adds a token with CKF_ flags. */
  public void addToken(String label, long flags, long maxSessions) {
    tokens.add(new TokenInfo(label, "serial" + tokens.size(), "fake", "fake", flags, maxSessions));
  }

  /** Sets the flags of all slots. */
  public void slotFlags(long flags) {
    slotFlags = flags;
  }

  /** Makes a function fail from now on; 0 makes it work again. */
  public void fail(String function, long code) {
    failures.put(function, code);
  }

  /** Makes the token of one slot tell nothing of itself. */
  public void breakToken(long slot) {
    brokenSlot = slot;
  }

  /** Changes what C_GetAttributeValue tells. */
  public void lie(UnaryOperator<Attribute> lie) {
    reader = lie;
  }

  /** Sets the CKF_ flags of a mechanism. */
  public void abilities(MechanismType type, long flags) {
    abilities.put(type, flags);
  }

  /** Takes a mechanism from the list. */
  public void without(MechanismType type) {
    mechanisms.remove(type);
  }

  /** Puts an object on the token. */
  public ObjectHandle put(Attribute... template) {
    return add(List.of(template), new SessionHandle(0));
  }

  /** Takes an object away behind the caller's back. */
  public void lose(ObjectHandle object) {
    objects.remove(object);
  }

  /** The functions called so far. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** How often a function was called. */
  public long calls(String function) {
    return calls.stream().filter(function::equals).count();
  }

  /** The arrays that logins were given. */
  public List<byte[]> pins() {
    return pins;
  }

  /** How many sessions are open. */
  public int openSessions() {
    return sessions.size();
  }

  /** The objects' attributes, by handle. */
  public Map<ObjectHandle, Map<AttributeType, Attribute>> objects() {
    return objects;
  }

  @Override
  public void initialize() {
    call("C_Initialize");
  }

  @Override
  public void finalizeModule() {
    call("C_Finalize");
  }

  @Override
  public List<SlotId> slotList() {
    call("C_GetSlotList");
    List<SlotId> slots = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      slots.add(new SlotId(i));
    }
    return slots;
  }

  @Override
  public SlotInfo slotInfo(SlotId slot) {
    call("C_GetSlotInfo");
    return new SlotInfo(slotFlags);
  }

  @Override
  public TokenInfo tokenInfo(SlotId slot) {
    call("C_GetTokenInfo");
    if (slot.value() == brokenSlot) {
      throw failure("C_GetTokenInfo", CryptokiException.GENERAL_ERROR);
    }
    return tokens.get((int) slot.value());
  }

  @Override
  public List<MechanismType> mechanismList(SlotId slot) {
    call("C_GetMechanismList");
    return List.copyOf(mechanisms);
  }

  @Override
  public MechanismInfo mechanismInfo(SlotId slot, MechanismType type) {
    call("C_GetMechanismInfo");
    return new MechanismInfo(
        type.equals(MechanismType.SHA_1_HMAC) ? 20 : 16, 512, abilities.getOrDefault(type, -1L));
  }

  @Override
  public synchronized SessionHandle openSession(SlotId slot) {
    call("C_OpenSession");
    SessionHandle session = new SessionHandle(next++);
    sessions.add(session);
    return session;
  }

  @Override
  public SessionHandle openWritableSession(SlotId slot) {
    return openSession(slot);
  }

  @Override
  public synchronized boolean isUserSession(SessionHandle session) {
    call("C_GetSessionInfo");
    if (!sessions.contains(session)) {
      throw failure("C_GetSessionInfo", CryptokiException.SESSION_HANDLE_INVALID);
    }
    return loggedIn;
  }

  /** Ends all sessions behind the caller's back, and the login and the objects with them. */
  public synchronized void dropSessions() {
    List.copyOf(sessions).forEach(this::closeSession);
    loggedIn = false;
  }

  /** Logs out behind the caller's back. */
  public synchronized void dropLogin() {
    loggedIn = false;
  }

  @Override
  public synchronized void closeSession(SessionHandle session) {
    call("C_CloseSession");
    sessions.remove(session);
    List<ObjectHandle> dying =
        owners.entrySet().stream()
            .filter(entry -> entry.getValue().equals(session))
            .map(Map.Entry::getKey)
            .toList();
    dying.forEach(objects::remove);
  }

  @Override
  public void login(SessionHandle session, byte[] given) {
    pins.add(given);
    call("C_Login");
    if (!Arrays.equals(pin, given)) {
      throw failure("C_Login", CryptokiException.PIN_INCORRECT);
    }
    loggedIn = true;
  }

  /** Sets the right PIN. */
  public void pin(byte[] right) {
    pin = right.clone();
  }

  @Override
  public void logout(SessionHandle session) {
    call("C_Logout");
    loggedIn = false;
  }

  @Override
  public synchronized List<ObjectHandle> findObjects(
      SessionHandle session, List<Attribute> template) {
    call("C_FindObjects");
    return objects.entrySet().stream()
        .filter(
            entry ->
                template.stream()
                    .allMatch(wanted -> wanted.equals(entry.getValue().get(wanted.type()))))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized Attributes getAttributes(
      SessionHandle session, ObjectHandle object, List<AttributeType> types) {
    call("C_GetAttributeValue");
    Attribute[] told =
        types.stream()
            .map(get(object)::get)
            .filter(Objects::nonNull)
            .map(reader)
            .toArray(Attribute[]::new);
    return Attributes.of(told);
  }

  @Override
  public synchronized ObjectHandle createObject(SessionHandle session, List<Attribute> template) {
    call("C_CreateObject");
    requireUser("C_CreateObject", session);
    return add(template, session);
  }

  @Override
  public void initToken(SlotId slot, byte[] securityOfficerPin, String label) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void loginSecurityOfficer(SessionHandle session, byte[] given) {
    call("C_Login");
  }

  @Override
  public void initPin(SessionHandle session, byte[] given) {
    call("C_InitPIN");
  }

  @Override
  public synchronized ObjectHandle generateKey(
      SessionHandle session, Mechanism mechanism, List<Attribute> template) {
    call("C_GenerateKey");
    requireUser("C_GenerateKey", session);
    return add(template, session);
  }

  @Override
  public synchronized KeyPairHandles generateKeyPair(
      SessionHandle session,
      Mechanism mechanism,
      List<Attribute> publicTemplate,
      List<Attribute> privateTemplate) {
    call("C_GenerateKeyPair");
    requireUser("C_GenerateKeyPair", session);
    return new KeyPairHandles(add(publicTemplate, session), add(privateTemplate, session));
  }

  @Override
  public synchronized ObjectHandle deriveKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle base, List<Attribute> template) {
    call("C_DeriveKey");
    requireUser("C_DeriveKey", session);
    get(base);
    return add(template, session);
  }

  @Override
  public synchronized ObjectHandle unwrapKey(
      SessionHandle session,
      Mechanism mechanism,
      ObjectHandle unwrappingKey,
      byte[] wrapped,
      List<Attribute> template) {
    call("C_UnwrapKey");
    requireUser("C_UnwrapKey", session);
    get(unwrappingKey);
    return add(template, session);
  }

  @Override
  public byte[] wrapKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key) {
    call("C_WrapKey");
    requireUser("C_WrapKey", session);
    return new byte[] {1};
  }

  @Override
  public synchronized void setAttributes(
      SessionHandle session, ObjectHandle object, List<Attribute> attributes) {
    call("C_SetAttributeValue");
    attributes.forEach(attribute -> get(object).put(attribute.type(), attribute));
  }

  @Override
  public synchronized void destroyObject(SessionHandle session, ObjectHandle object) {
    call("C_DestroyObject");
    get(object);
    objects.remove(object);
  }

  @Override
  public byte[] sign(SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] data) {
    call("C_Sign");
    requireUser("C_Sign", session);
    get(key);
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(values.get(key), "HmacSHA1"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] encrypt(
      SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] clear) {
    call("C_Encrypt");
    requireUser("C_Encrypt", session);
    return aes(Cipher.ENCRYPT_MODE, mechanism, key, clear);
  }

  @Override
  public byte[] decrypt(
      SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] encrypted) {
    call("C_Decrypt");
    requireUser("C_Decrypt", session);
    return aes(Cipher.DECRYPT_MODE, mechanism, key, encrypted);
  }

  @Override
  public void generateRandom(SessionHandle session, byte[] octets) {
    call("C_GenerateRandom");
    Arrays.fill(octets, (byte) 0x55);
  }

  private byte[] aes(int mode, Mechanism mechanism, ObjectHandle key, byte[] input) {
    get(key);
    try {
      SecretKeySpec aes = new SecretKeySpec(values.get(key), "AES");
      if (mechanism instanceof Mechanism.AesCtr ctr) {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(mode, aes, new IvParameterSpec(ctr.counterBlock().toArray()));
        return cipher.doFinal(input);
      }
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, aes);
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As SoftHSM2: without a login there are no private objects, and none is made. */
  private synchronized void requireUser(String function, SessionHandle session) {
    if (!sessions.contains(session)) {
      throw failure(function, CryptokiException.SESSION_HANDLE_INVALID);
    }
    if (!loggedIn) {
      throw failure(function, CryptokiException.KEY_HANDLE_INVALID);
    }
  }

  private Map<AttributeType, Attribute> get(ObjectHandle object) {
    Map<AttributeType, Attribute> attributes = objects.get(object);
    if (attributes == null) {
      throw failure("C_Any", CryptokiException.OBJECT_HANDLE_INVALID);
    }
    return attributes;
  }

  private ObjectHandle add(List<Attribute> template, SessionHandle owner) {
    ObjectHandle object = new ObjectHandle(next++);
    Map<AttributeType, Attribute> attributes = new EnumMap<>(AttributeType.class);
    for (Attribute attribute : template) {
      if (attribute instanceof Attribute.Secret secret) {
        values.put(object, secret.value().copy());
        attributes.put(
            AttributeType.VALUE_LEN,
            new Attribute.Number(AttributeType.VALUE_LEN, secret.value().length()));
      } else {
        attributes.put(attribute.type(), attribute);
      }
    }
    objects.put(object, attributes);
    owners.put(object, owner);
    return object;
  }

  /** A key's octets, as the token holds them. */
  public Octets value(ObjectHandle object) {
    return Octets.of(values.get(object));
  }

  private synchronized void call(String function) {
    calls.add(function);
    long code = failures.getOrDefault(function, 0L);
    if (code != 0) {
      throw failure(function, code);
    }
  }

  private static CryptokiException failure(String function, long code) {
    return new CryptokiException(function, code, "CKR_FAKE");
  }
}

package org.mikeyhsm.hsm.token;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;
import org.mikeyhsm.jca.KeyUse;

/**
 * A token that its user is logged in to. Opened by {@link CryptokiModule#openToken}.
 *
 * <p>Thread-safe. Whoever opened it closes it: that destroys every session object made here, logs
 * out and closes all sessions; keys used afterwards are refused with {@link InvalidKeyException}.
 * Its methods throw {@link java.security.ProviderException} when the token fails.
 */
public final class Token implements AutoCloseable {
  /** Beyond a few, SoftHSM's own locks hold the calls back. */
  private static final int MAX_POOLED_SESSIONS = 8;

  private final Cryptoki cryptoki;
  private final SlotId slot;
  private final TokenInfo info;
  private final Boundary boundary;
  private final SessionHandle ownerSession;
  private final SessionObjects objects;
  private final SessionPool sessions;
  private final ProvisionedKeys provisioned;
  private final Set<MechanismType> mechanisms;
  private final Map<MechanismType, MechanismInfo> mechanismInfos = new ConcurrentHashMap<>();
  private final Runnable onClose;

  /** Read: an operation is under way. Write: the token is being closed. */
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  private boolean closed;

  private Token(
      Cryptoki cryptoki,
      SlotId slot,
      TokenInfo info,
      Boundary boundary,
      SessionHandle ownerSession,
      Set<MechanismType> mechanisms,
      Runnable onClose) {
    this.cryptoki = cryptoki;
    this.slot = slot;
    this.info = info;
    this.boundary = boundary;
    this.ownerSession = ownerSession;
    this.mechanisms = mechanisms;
    this.onClose = onClose;
    // One session is the owner's.
    int pooled = Math.max(1, info.sessionsWithin(MAX_POOLED_SESSIONS + 1) - 1);
    this.objects = new SessionObjects(cryptoki, ownerSession);
    this.sessions = new SessionPool(cryptoki, slot, pooled);
    this.provisioned = new ProvisionedKeys(cryptoki, sessions, boundary, info.label());
  }

  /** Opens the owner session, logs in and wipes the PIN. Nothing is left open when it throws. */
  static Token open(
      Cryptoki cryptoki,
      SlotId slot,
      TokenInfo info,
      PinSource pinSource,
      Boundary boundary,
      Runnable onClose) {
    SessionHandle session = cryptoki.openSession(slot);
    boolean done = false;
    try {
      Login.asUser(cryptoki, session, info.label(), pinSource);
      Set<MechanismType> mechanisms = Set.copyOf(cryptoki.mechanismList(slot));
      Token token = new Token(cryptoki, slot, info, boundary, session, mechanisms, onClose);
      done = true;
      return token;
    } finally {
      if (!done) {
        closeQuietly(cryptoki, session);
      }
    }
  }

  /** The token's label. */
  public String label() {
    return info.label();
  }

  /** Whether it was not closed yet. */
  public boolean isOpen() {
    lifetime.readLock().lock();
    try {
      return !closed;
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** What the token is made of, as its integrator declared it. */
  public Boundary boundary() {
    return boundary;
  }

  /**
   * A pre-shared key that was put on the token before: the one secret key with this CKA_LABEL.
   * Closing it leaves the token object alone.
   *
   * <p>A key that was stored padded with zeros has its true length in a data object of the same
   * label and application "mikey-hsm", as {@code psk-octets=N}; without one, CKA_VALUE_LEN is it.
   *
   * @return the key, custody TOKEN
   * @throws KeyNotFoundException if there is none, or several
   * @throws KeyRefusedException if the token lets it be read or extracted, or does not tell its
   *     length
   * @throws TokenUnavailableException if this token was closed
   */
  public TokenKey preSharedKey(String label) {
    return whileOpen(
        () -> {
          ProvisionedKeys.Found found = provisioned.find(label);
          return new TokenKey(
              this,
              List.of(found.object()),
              KeyUse.TEK_GENERATION,
              "MIKEY",
              found.length(),
              true,
              found.custody());
        });
  }

  /** How many PKCS#11 sessions are open, zero once closed. */
  public int openSessionCount() {
    lifetime.readLock().lock();
    try {
      return closed ? 0 : 1 + sessions.openCount();
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** How many session objects made here are alive. */
  public int sessionObjectCount() {
    return objects.count();
  }

  /**
   * How many objects the token shows by C_FindObjects: its own, and the session objects of this
   * process.
   *
   * @throws TokenUnavailableException if this token was closed
   */
  public int objectCount() {
    return whileOpen(
        () -> sessions.use(session -> cryptoki.findObjects(session, List.of()).size()));
  }

  /**
   * Fills an array by C_GenerateRandom.
   *
   * @throws TokenUnavailableException if this token was closed
   */
  public void generateRandom(byte[] octets) {
    if (octets.length == 0) {
      return;
    }
    whileOpen(
        () ->
            sessions.use(
                session -> {
                  cryptoki.generateRandom(session, octets);
                  return octets;
                }));
  }

  /** The mechanism's key sizes and flags if the token lists it. For this module's mechanisms. */
  @SuppressWarnings("exports")
  public Optional<MechanismInfo> mechanism(MechanismType type) {
    if (!mechanisms.contains(type)) {
      return Optional.empty();
    }
    return Optional.of(
        whileOpen(
            () ->
                mechanismInfos.computeIfAbsent(
                    type, wanted -> cryptoki.mechanismInfo(slot, wanted))));
  }

  /**
   * C_Sign with one object of a key of this token. For this module's mechanisms.
   *
   * @throws InvalidKeyException if the key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] sign(Mechanism mechanism, TokenKey key, int block, byte[] data)
      throws InvalidKeyException {
    return operate(
        key, block, handle -> session -> cryptoki.sign(session, mechanism, handle, data));
  }

  /**
   * C_Encrypt with a key of this token that is one object. For this module's mechanisms.
   *
   * @throws InvalidKeyException if the key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] encrypt(Mechanism mechanism, TokenKey key, byte[] clear)
      throws InvalidKeyException {
    return operate(
        key, 0, handle -> session -> cryptoki.encrypt(session, mechanism, handle, clear));
  }

  /**
   * C_Decrypt with a key of this token that is one object; the caller wipes the result. For this
   * module's mechanisms.
   *
   * @throws InvalidKeyException if the key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] decrypt(Mechanism mechanism, TokenKey key, byte[] encrypted)
      throws InvalidKeyException {
    return operate(
        key, 0, handle -> session -> cryptoki.decrypt(session, mechanism, handle, encrypted));
  }

  /**
   * Makes a key of session objects, one for each template, and reads their flags back. For this
   * module's mechanisms.
   *
   * @param templates attributes with CKA_VALUE
   * @param length the key's true length, octets
   * @return the key, which the caller closes
   * @throws KeyRefusedException if a flag does not read back as asked
   * @throws TokenUnavailableException if this token was closed
   */
  @SuppressWarnings("exports")
  public TokenKey createKey(
      List<List<Attribute>> templates, KeyUse use, String algorithm, int length, Custody custody) {
    return whileOpen(
        () -> {
          List<ObjectHandle> handles = objects.create(templates);
          List<TokenKey.KeyObject> keyObjects = new ArrayList<>();
          for (int i = 0; i < handles.size(); i++) {
            keyObjects.add(describe(handles.get(i), templates.get(i)));
          }
          return new TokenKey(this, keyObjects, use, algorithm, length, false, custody);
        });
  }

  /** Destroys session objects of a key; nothing to do once this token was closed. */
  void destroy(List<ObjectHandle> handles) {
    objects.destroy(handles);
  }

  /** Destroys every session object made here, logs out, closes all sessions. */
  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      objects.destroyAll();
      sessions.close();
      try {
        cryptoki.logout(ownerSession);
      } finally {
        cryptoki.closeSession(ownerSession);
      }
    } finally {
      lifetime.writeLock().unlock();
      onClose.run();
    }
  }

  /** Names the token. */
  @Override
  public String toString() {
    return "Token[" + info.label() + "]";
  }

  private byte[] operate(
      TokenKey key, int block, Function<ObjectHandle, Function<SessionHandle, byte[]>> operation)
      throws InvalidKeyException {
    if (!key.isOn(this)) {
      throw new InvalidKeyException("this key is not on token " + info.label());
    }
    return key.withObject(block, handle -> operate(handle, operation.apply(handle)));
  }

  private byte[] operate(ObjectHandle handle, Function<SessionHandle, byte[]> operation)
      throws InvalidKeyException {
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new InvalidKeyException("token " + info.label() + " of this key was closed");
      }
      return sessions.use(operation);
    } catch (CryptokiException e) {
      if (e.is(CryptokiException.KEY_HANDLE_INVALID, CryptokiException.OBJECT_HANDLE_INVALID)) {
        provisioned.forget(handle);
        throw new InvalidKeyException("token " + info.label() + " has lost this key", e);
      }
      if (e.is(
          CryptokiException.KEY_SIZE_RANGE,
          CryptokiException.KEY_TYPE_INCONSISTENT,
          CryptokiException.KEY_FUNCTION_NOT_PERMITTED)) {
        throw new InvalidKeyException(
            "token " + info.label() + " does not use this key so: " + e.getMessage(), e);
      }
      throw e;
    } finally {
      lifetime.readLock().unlock();
    }
  }

  /** What made the opening fail must reach the caller: a refused PIN above all. */
  private static void closeQuietly(Cryptoki cryptoki, SessionHandle session) {
    try {
      cryptoki.closeSession(session);
    } catch (CryptokiException e) {
      // The session is gone with its token.
    }
  }

  private static TokenKey.KeyObject describe(ObjectHandle handle, List<Attribute> template) {
    int length = 0;
    for (Attribute attribute : template) {
      if (attribute instanceof Attribute.Secret secret) {
        length = secret.value().length();
      }
    }
    boolean signs = template.contains(new Attribute.Flag(AttributeType.SIGN, true));
    return new TokenKey.KeyObject(handle, length, signs);
  }

  private <T> T whileOpen(Supplier<T> action) {
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new TokenUnavailableException("token " + info.label() + " was closed");
      }
      return action.get();
    } finally {
      lifetime.readLock().unlock();
    }
  }
}

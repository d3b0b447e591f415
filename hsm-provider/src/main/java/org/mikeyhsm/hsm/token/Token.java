package org.mikeyhsm.hsm.token;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/**
 * A token that its user is logged in to. Opened by {@link CryptokiModule#openToken}.
 *
 * <p>When its sessions die (the token was pulled out, somebody logged out), the next call opens new
 * ones, logs in again and finds provisioned keys again; keys that were session objects are lost and
 * refused with {@link KeyLostException}. A PIN that was refused then is not tried again.
 *
 * <p>Thread-safe. Whoever opened it closes it: that destroys every session object made here, logs
 * out and closes all sessions; keys used afterwards are refused with {@link KeyLostException}. Its
 * methods throw {@link java.security.ProviderException} when the token fails.
 */
public final class Token implements Mechanisms, AutoCloseable {
  private final Cryptoki cryptoki;
  private final TokenInfo info;
  private final Boundary boundary;
  private final Runnable onClose;
  private final Set<MechanismType> mechanisms;
  private final TokenQuirks quirks;
  private final Map<MechanismType, MechanismInfo> mechanismInfos = new ConcurrentHashMap<>();
  private final Map<Class<?>, Object> findings = new ConcurrentHashMap<>();

  private final Link link;
  private final KeyMaker maker;
  private final TokenObserver observer;

  private Token(
      Cryptoki cryptoki,
      TokenInfo info,
      Boundary boundary,
      PinSource pinSource,
      Supplier<SlotId> slotFinder,
      Runnable onClose,
      Runnable onRefusal,
      TokenObserver observer,
      Connection connection) {
    this.cryptoki = cryptoki;
    this.info = info;
    this.boundary = boundary;
    this.onClose = onClose;
    this.observer = observer;
    this.link =
        new Link(
            this, cryptoki, info, boundary, pinSource, slotFinder, onRefusal, observer, connection);
    this.maker = new KeyMaker(this, cryptoki, link);
    this.mechanisms = Set.copyOf(cryptoki.mechanismList(connection.slot()));
    this.quirks = TokenQuirks.of(info);
  }

  /**
   * Opens the owner session, logs in and wipes the PIN. Nothing is left open when it throws.
   *
   * @param slotFinder finds the slot again after the token was lost
   * @param onRefusal told when the PIN is refused after that
   * @param observer told of what goes on
   */
  static Token open(
      Cryptoki cryptoki,
      SlotId slot,
      TokenInfo info,
      PinSource pinSource,
      Boundary boundary,
      Supplier<SlotId> slotFinder,
      Runnable onClose,
      Runnable onRefusal,
      TokenObserver observer) {
    Connection connection = Connection.open(0, cryptoki, slot, info, pinSource, boundary);
    boolean done = false;
    try {
      Token token =
          new Token(
              cryptoki,
              info,
              boundary,
              pinSource,
              slotFinder,
              onClose,
              onRefusal,
              observer,
              connection);
      done = true;
      observer.opened(token);
      return token;
    } finally {
      if (!done) {
        connection.abandon();
      }
    }
  }

  @Override
  public String label() {
    return info.label();
  }

  /** Its label and serial number: two tokens of a pool may have the same label. */
  public String name() {
    return info.label() + " (serial number " + info.serialNumber() + ")";
  }

  /** The token's serial number. */
  public String serialNumber() {
    return info.serialNumber();
  }

  /** The number of the token's slot, which can change when the module is initialized again. */
  public long slotNumber() {
    return link.whileOpen(current -> current.slot().value());
  }

  /** Whether it was not closed yet. */
  public boolean isOpen() {
    return link.isOpen();
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
    return preSharedKey(KeyName.label(label));
  }

  /** As {@link #preSharedKey(String)}, for the one secret key with this CKA_ID. */
  public TokenKey preSharedKeyOfId(Octets id) {
    return preSharedKey(KeyName.id(id));
  }

  private TokenKey preSharedKey(KeyName name) {
    return link.whileOpen(
        current -> {
          ProvisionedKeys.Found found = current.provisioned().find(name);
          return new TokenKey(
              this,
              current.epoch(),
              List.of(found.object()),
              TokenKey.Locator.of(name),
              new TokenKey.Description(KeyUse.TEK_GENERATION, found.length(), found.custody()));
        });
  }

  /**
   * An RSA private key that was put on the token, or generated there, before: the one private key
   * with this CKA_LABEL. Closing it leaves the token object alone.
   *
   * @return the key, custody TOKEN
   * @throws KeyNotFoundException if there is none, or several
   * @throws KeyRefusedException if the token lets it be read or extracted, or it is no RSA key
   * @throws TokenUnavailableException if this token was closed
   */
  public TokenPrivateKey privateKey(String label) {
    return privateKey(KeyName.label(label));
  }

  /** As {@link #privateKey(String)}, for the one private key with this CKA_ID. */
  public TokenPrivateKey privateKeyOfId(Octets id) {
    return privateKey(KeyName.id(id));
  }

  /**
   * A Receiver Secret Key that was put on the token, or issued there, before: the one secret key
   * with this CKA_LABEL and that use of the MIKEY profile. Closing it leaves the token object
   * alone.
   *
   * @return the key, algorithm SAKKE, custody TOKEN
   * @throws KeyNotFoundException if there is none, or several
   * @throws KeyRefusedException if the token lets it be extracted, or it is of another use
   * @throws TokenUnavailableException if this token was closed
   */
  public TokenPrivateKey sakkeKey(String label) {
    return identityKey(KeyName.identity(label, KeyName.Identity.SAKKE));
  }

  /** As {@link #sakkeKey}, for the one of this CKA_ID. */
  public TokenPrivateKey sakkeKeyOfId(Octets id) {
    return identityKey(KeyName.identityOfId(id, KeyName.Identity.SAKKE));
  }

  /**
   * As {@link #sakkeKey}, for the one that the token knows to be a user's.
   *
   * @param kmsPublicKey the KMS Public Key, 257 octets
   * @param identifier the user's
   */
  public TokenPrivateKey sakkeKeyOf(Octets kmsPublicKey, Octets identifier) {
    return identityKey(KeyName.identityOf(kmsPublicKey, identifier, KeyName.Identity.SAKKE));
  }

  /** As {@link #sakkeKey}, for a Secret Signing Key; algorithm ECCSI. */
  public TokenPrivateKey eccsiKey(String label) {
    return identityKey(KeyName.identity(label, KeyName.Identity.ECCSI));
  }

  /** As {@link #eccsiKey}, for the one of this CKA_ID. */
  public TokenPrivateKey eccsiKeyOfId(Octets id) {
    return identityKey(KeyName.identityOfId(id, KeyName.Identity.ECCSI));
  }

  /**
   * As {@link #eccsiKey}, for the one that the token knows to be a user's.
   *
   * @param kpak the KPAK, 65 octets
   * @param identifier the user's
   */
  public TokenPrivateKey eccsiKeyOf(Octets kpak, Octets identifier) {
    return identityKey(KeyName.identityOf(kpak, identifier, KeyName.Identity.ECCSI));
  }

  /** As {@link #sakkeKey}, for z_T of a KMS; algorithm SAKKE KMS. */
  public TokenPrivateKey sakkeMasterKey(String label) {
    return identityKey(KeyName.identity(label, KeyName.Identity.SAKKE_KMS));
  }

  /** As {@link #sakkeKey}, for KSAK of a KMS; algorithm ECCSI KMS. */
  public TokenPrivateKey eccsiMasterKey(String label) {
    return identityKey(KeyName.identity(label, KeyName.Identity.ECCSI_KMS));
  }

  private TokenPrivateKey identityKey(KeyName name) {
    return link.whileOpen(
        current -> {
          ProvisionedKeys.FoundPrivateKey found = current.provisioned().findPrivateKey(name);
          return new TokenPrivateKey(
              this,
              found.handle(),
              current.epoch(),
              name.identity().orElseThrow().algorithm(),
              TokenKey.Locator.of(name),
              found.custody());
        });
  }

  private TokenPrivateKey privateKey(KeyName name) {
    return link.whileOpen(
        current -> {
          ProvisionedKeys.FoundPrivateKey found = current.provisioned().findPrivateKey(name);
          return new TokenPrivateKey(
              this,
              found.handle(),
              current.epoch(),
              "RSA",
              TokenKey.Locator.of(name),
              found.custody());
        });
  }

  /**
   * A certificate on the token.
   *
   * @param label its CKA_LABEL
   * @param id its CKA_ID, which is that of its private key
   * @param value DER
   */
  public record StoredCertificate(String label, Octets id, Octets value) {}

  /**
   * The X.509 certificates on the token, in its order.
   *
   * @throws TokenUnavailableException if this token was closed
   */
  public List<StoredCertificate> certificates() {
    return link.whileOpen(
        current ->
            current
                .sessions()
                .use(
                    session ->
                        cryptoki
                            .findObjects(
                                session,
                                List.of(
                                    new Attribute.Number(
                                        AttributeType.CLASS, Attribute.CKO_CERTIFICATE),
                                    new Attribute.Flag(AttributeType.TOKEN, true)))
                            .stream()
                            .map(object -> certificate(session, object))
                            .toList()));
  }

  private StoredCertificate certificate(SessionHandle session, ObjectHandle object) {
    Attributes told =
        cryptoki.getAttributes(
            session, object, List.of(AttributeType.LABEL, AttributeType.ID, AttributeType.VALUE));
    return new StoredCertificate(
        told.octets(AttributeType.LABEL).map(Octets::toUtf8).orElse(""),
        told.octets(AttributeType.ID).orElse(Octets.empty()),
        told.octets(AttributeType.VALUE).orElse(Octets.empty()));
  }

  /**
   * Does something in a session that may change the token, and closes it. For this module's
   * provisioning; keys that were found before are looked for anew afterwards.
   *
   * @throws TokenUnavailableException if this token was closed
   */
  @SuppressWarnings("exports")
  public <T> T provision(BiFunction<Cryptoki, SessionHandle, T> work) {
    return link.whileOpen(
        current -> {
          SessionHandle session = current.openWritableSession();
          try {
            return work.apply(cryptoki, session);
          } finally {
            current.provisioned().forgetAll();
            cryptoki.closeSession(session);
          }
        });
  }

  /** How many PKCS#11 sessions are open, zero once closed. */
  public int openSessionCount() {
    return link.openSessionCount();
  }

  /**
   * How busy the token is.
   *
   * @param sessions how many PKCS#11 sessions are open
   * @param waiting how many operations wait for one; an estimate
   */
  public record Load(int sessions, int waiting) {}

  /** How busy it is; empty while it is being connected anew. Never waits for the token. */
  public Optional<Load> load() {
    return link.load();
  }

  /** How many session objects made here are alive. */
  public int sessionObjectCount() {
    return link.sessionObjectCount();
  }

  /**
   * How many objects the token shows by C_FindObjects: its own, and the session objects of this
   * process.
   *
   * @throws TokenUnavailableException if this token was closed
   */
  public int objectCount() {
    return link.whileOpen(
        current ->
            current.sessions().use(session -> cryptoki.findObjects(session, List.of()).size()));
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
    link.whileOpen(
        current ->
            current
                .sessions()
                .use(
                    session -> {
                      cryptoki.generateRandom(session, octets);
                      return octets;
                    }));
  }

  @Override
  @SuppressWarnings("exports")
  public Optional<MechanismInfo> mechanism(MechanismType type) {
    if (!mechanisms.contains(type)) {
      return Optional.ofNullable(quirks.unlisted().get(type));
    }
    return Optional.of(
        mechanismInfos.computeIfAbsent(
            type,
            wanted -> link.whileOpen(current -> cryptoki.mechanismInfo(current.slot(), wanted))));
  }

  @Override
  @SuppressWarnings("exports")
  public boolean takesOaepHash(MechanismType hash) {
    return !quirks.refusedOaepHashes().contains(hash);
  }

  /**
   * What a layer above found out about this token, worked out once. For this module's mechanisms.
   *
   * @param type the kind of finding
   * @param finder works it out
   */
  public <T> T finding(Class<T> type, Function<Token, T> finder) {
    return type.cast(findings.computeIfAbsent(type, any -> finder.apply(this)));
  }

  /**
   * C_Sign with one object of a key of this token. For this module's mechanisms.
   *
   * @throws InvalidKeyException if the key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] sign(Mechanism mechanism, TokenKey key, int block, byte[] data)
      throws InvalidKeyException {
    return link.operate(
        key.blocks().get(block),
        (current, handle) ->
            current.sessions().use(session -> cryptoki.sign(session, mechanism, handle, data)));
  }

  /**
   * C_Sign with a private key of this token. For this module's mechanisms.
   *
   * @throws InvalidKeyException if the key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] sign(Mechanism mechanism, TokenPrivateKey key, byte[] data)
      throws InvalidKeyException {
    return link.operate(
        key,
        (current, handle) ->
            current.sessions().use(session -> cryptoki.sign(session, mechanism, handle, data)));
  }

  /**
   * C_WrapKey of a key by another of this token, by a mechanism whose parameter may name objects of
   * keys of the same token. For this module's mechanisms.
   *
   * @param named the objects
   * @param mechanism makes the mechanism of their handles, in the same order
   * @throws InvalidKeyException if a key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] wrap(
      TokenObject wrappingKey,
      TokenObject key,
      List<TokenObject> named,
      Function<List<ObjectHandle>, Mechanism> mechanism)
      throws InvalidKeyException {
    List<TokenObject> all = new ArrayList<>(List.of(wrappingKey, key));
    all.addAll(named);
    return link.operateAll(
        all,
        (current, handles) ->
            current
                .sessions()
                .use(
                    session ->
                        cryptoki.wrapKey(
                            session,
                            mechanism.apply(handles.subList(2, handles.size())),
                            handles.get(0),
                            handles.get(1))));
  }

  /**
   * Makes a private key of an identity-based scheme as one session object, and reads its flags
   * back. For this module's mechanisms.
   *
   * @param algorithm its JCA name
   * @return the key, which the caller closes
   * @throws KeyRefusedException if a flag does not read back as asked; nothing is left behind
   * @throws InvalidKeyException if the token takes no such key
   */
  public TokenPrivateKey makePrivateKey(KeySource source, String algorithm, Custody custody)
      throws InvalidKeyException {
    return maker.makePrivateKey(source, algorithm, custody);
  }

  /**
   * C_Encrypt with a key of this token that is one object. For this module's mechanisms.
   *
   * @throws InvalidKeyException if the key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] encrypt(Mechanism mechanism, TokenKey key, byte[] clear)
      throws InvalidKeyException {
    return link.operate(
        key.blocks().get(0),
        (current, handle) ->
            current.sessions().use(session -> cryptoki.encrypt(session, mechanism, handle, clear)));
  }

  /** As {@link #decrypt(Mechanism, TokenObject, byte[])}, with a key of one object. */
  @SuppressWarnings("exports")
  public byte[] decrypt(Mechanism mechanism, TokenKey key, byte[] encrypted)
      throws InvalidKeyException {
    return decrypt(mechanism, key.blocks().get(0), encrypted);
  }

  /**
   * C_Decrypt with a key of this token; the caller wipes the result. For this module's mechanisms.
   *
   * @throws InvalidKeyException if the key was closed, or the token cannot use it so
   */
  @SuppressWarnings("exports")
  public byte[] decrypt(Mechanism mechanism, TokenObject key, byte[] encrypted)
      throws InvalidKeyException {
    return link.operate(
        key,
        (current, handle) ->
            current
                .sessions()
                .use(session -> cryptoki.decrypt(session, mechanism, handle, encrypted)));
  }

  /**
   * Makes a key of session objects and reads their flags back; what the token told becomes the
   * evidence of the key's custody. For this module's mechanisms.
   *
   * @param sources one for each object of the key
   * @return the key, which the caller closes
   * @throws KeyRefusedException if a flag does not read back as asked; nothing is left behind
   * @throws InvalidKeyException if a key that a source needs was closed, or cannot be used so
   * @throws TokenUnavailableException if this token was closed
   */
  public TokenKey makeKey(List<KeySource> sources, TokenKey.Description description)
      throws InvalidKeyException {
    return maker.makeKey(sources, description);
  }

  /**
   * Makes keys by one call, each one session object, and reads their flags back. For this module's
   * mechanisms.
   *
   * @param questions what is asked of the keys besides their flags
   * @param describe what a key is, by what the token told
   * @return the keys in the call's order, which the caller closes
   * @throws KeyRefusedException if a flag does not read back as asked; nothing is left behind
   * @throws InvalidKeyException if a key that the source needs was closed, or cannot be used so
   */
  @SuppressWarnings("exports")
  public List<Told> makeKeys(
      KeySource source, Questions questions, Function<Attributes, TokenKey.Description> describe)
      throws InvalidKeyException {
    return maker.makeKeys(source, questions, describe);
  }

  /**
   * A new key and what the token told of it.
   *
   * @param key the key, which the caller closes
   * @param attributes what was asked for
   */
  @SuppressWarnings("exports")
  public record Told(TokenKey key, Attributes attributes) {}

  /**
   * The identifier that an identity-based key is for.
   *
   * @return empty if it is no such key
   * @throws InvalidKeyException if the key was closed
   */
  public Optional<Octets> identifier(TokenPrivateKey key) throws InvalidKeyException {
    return octets(key, AttributeType.MIKEY_USER_ID);
  }

  /**
   * The public key of the KMS that an identity-based key is of: Z of an RSK, KPAK of an SSK.
   *
   * @return empty if it is no such key
   * @throws InvalidKeyException if the key was closed
   */
  public Optional<Octets> kmsPublicKey(TokenPrivateKey key) throws InvalidKeyException {
    return octets(key, AttributeType.MIKEY_PUBLIC_KEY);
  }

  /**
   * An attribute of a key of one object that may be known. For this module's mechanisms.
   *
   * @return empty if the key does not have it
   * @throws InvalidKeyException if the key was closed
   */
  @SuppressWarnings("exports")
  public Optional<Octets> octets(TokenKey key, AttributeType type) throws InvalidKeyException {
    return octets(key.blocks().get(0), type);
  }

  /** As {@link #octets(TokenKey, AttributeType)}. */
  @SuppressWarnings("exports")
  public Optional<Octets> octets(TokenObject key, AttributeType type) throws InvalidKeyException {
    return link.operate(key, (current, handle) -> current.objects().octets(handle, type));
  }

  /**
   * Makes a key pair whose private key is a session object. For this module's mechanisms.
   *
   * @param algorithm its JCA name
   * @param publicValue the attribute that is the public key
   * @throws KeyRefusedException if a flag does not read back as asked; nothing is left behind
   */
  @SuppressWarnings("exports")
  public KeyPair makeKeyPair(
      Mechanism mechanism,
      List<Attribute> publicTemplate,
      List<Attribute> privateTemplate,
      AttributeType publicValue,
      String algorithm,
      Custody custody) {
    return maker.makeKeyPair(
        mechanism, publicTemplate, privateTemplate, publicValue, algorithm, custody);
  }

  /**
   * A key pair.
   *
   * @param privateKey the private key, which the caller closes
   * @param publicValue the public key
   */
  public record KeyPair(TokenPrivateKey privateKey, Octets publicValue) {}

  /**
   * Makes a session object whose value may be known, reads the value and destroys the object. For
   * this module's mechanisms.
   *
   * @return the value; the caller wipes it where it is on its way elsewhere
   * @throws InvalidKeyException if a key that the source needs was closed, or cannot be used so
   */
  public byte[] publicValue(KeySource source) throws InvalidKeyException {
    return maker.publicValue(source);
  }

  /**
   * C_WrapKey of a key of one object, which is made non-extractable after it. For this module's
   * mechanisms.
   *
   * @param publicKey the wrapping key's template, made for this call
   * @param key an extractable key of this token; closed here
   * @return the wrapped key and the key, which the caller closes, with lockedAfterWrap in its
   *     evidence
   * @throws KeyRefusedException if the token does not lock the key
   */
  @SuppressWarnings("exports")
  public Wrapped wrapThenLock(Mechanism mechanism, List<Attribute> publicKey, TokenKey key)
      throws InvalidKeyException {
    return maker.wrapThenLock(mechanism, publicKey, key);
  }

  /**
   * C_WrapKey of an extractable key for a public key of somebody. For this module's mechanisms.
   *
   * @param publicKey the wrapping key's template, made for this call
   * @throws InvalidKeyException if the key was closed, or the token does not wrap it so
   */
  @SuppressWarnings("exports")
  public byte[] wrapFor(Mechanism mechanism, List<Attribute> publicKey, TokenObject key)
      throws InvalidKeyException {
    return maker.wrapFor(mechanism, publicKey, key);
  }

  /**
   * What {@link #wrapThenLock} gave.
   *
   * @param wrapped the wrapped key
   * @param key the key
   */
  public record Wrapped(Octets wrapped, TokenKey key) {}

  /**
   * Makes token objects, which stay, and reads their flags back: provisioning. For this module's
   * mechanisms.
   *
   * @param templates with CKA_TOKEN true
   * @throws KeyRefusedException if a flag does not read back as asked, or there is a secret key of
   *     that label; nothing is left behind
   */
  @SuppressWarnings("exports")
  public void provision(String label, List<List<Attribute>> templates) {
    maker.provision(label, templates);
  }

  /**
   * As {@link #provision(String, List)}, one token object made otherwise than by C_CreateObject.
   *
   * @throws InvalidKeyException if a key that the source needs was closed, or cannot be used so
   */
  public void provision(String label, KeySource source) throws InvalidKeyException {
    maker.provision(label, source);
  }

  /** A custody with what the token's attributes do not keep a logged-in caller from. */
  Custody limited(KeyUse use, Custody custody) {
    return quirks.limited(use, custody);
  }

  /** Destroys session objects of a key, unless they died with an earlier connection. */
  void destroy(int epoch, List<ObjectHandle> handles) {
    link.destroy(epoch, handles);
  }

  /** Numbers the present connection. */
  int epoch() {
    return link.epoch();
  }

  ProvisionedKeys.Found findSecretKey(KeyName name) {
    return link.findSecretKey(name);
  }

  ProvisionedKeys.FoundPrivateKey findPrivateKey(KeyName name) {
    return link.findPrivateKey(name);
  }

  /** Destroys every session object made here, logs out, closes all sessions. */
  @Override
  public void close() {
    boolean first = true;
    try {
      first = link.close();
    } finally {
      if (first) {
        observer.closed(this);
        onClose.run();
      }
    }
  }

  /** Names the token. */
  @Override
  public String toString() {
    return "Token[" + info.label() + "]";
  }
}

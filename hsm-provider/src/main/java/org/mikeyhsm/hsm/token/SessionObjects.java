package org.mikeyhsm.hsm.token;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.KeyPairHandles;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.message.Octets;

/**
 * The session objects made here, all in one session because an object dies with the session that
 * made it. Thread-safe.
 */
final class SessionObjects {
  /** Besides what was asked for: what a custody report tells. */
  private static final Set<AttributeType> EVIDENCE =
      EnumSet.of(
          AttributeType.SENSITIVE,
          AttributeType.EXTRACTABLE,
          AttributeType.ALWAYS_SENSITIVE,
          AttributeType.NEVER_EXTRACTABLE,
          AttributeType.LOCAL);

  private static final Attribute PUBLIC =
      new Attribute.Number(AttributeType.CLASS, Attribute.CKO_PUBLIC_KEY);

  private final Cryptoki cryptoki;
  private final SessionHandle session;
  private final Set<ObjectHandle> live = new LinkedHashSet<>();

  /** Of these, what should be gone and is not. */
  private final Set<ObjectHandle> condemned = new LinkedHashSet<>();

  SessionObjects(Cryptoki cryptoki, SessionHandle session) {
    this.cryptoki = cryptoki;
    this.session = session;
  }

  /**
   * An object and what the token told of it.
   *
   * @param handle the object
   * @param told the flags asked for, and the evidence
   */
  record Made(ObjectHandle handle, Attributes told) {}

  /**
   * What is to be made.
   *
   * @param source how
   * @param handles of the objects that the source needs
   */
  record Order(KeySource source, List<ObjectHandle> handles) {}

  /**
   * Makes objects and reads their flags back: openCryptoki, for one, ignores some. All or none.
   *
   * @throws KeyRefusedException if a flag does not read back as asked; nothing is left behind
   */
  synchronized List<Made> make(List<Order> orders) {
    List<Made> all = new ArrayList<>();
    List<ObjectHandle> handles = new ArrayList<>();
    boolean done = false;
    try {
      for (Order order : orders) {
        ObjectHandle object = order.source().make(cryptoki, session, order.handles());
        live.add(object);
        handles.add(object);
        all.add(new Made(object, check(object, order.source().template())));
      }
      done = true;
      return List.copyOf(all);
    } finally {
      if (!done) {
        destroy(handles);
      }
    }
  }

  /**
   * Makes several objects by one call, whose template holds for each. All or none.
   *
   * @throws KeyRefusedException if a flag does not read back as asked; nothing is left behind
   */
  synchronized List<Made> makeSeveral(Order order, Questions questions) {
    List<Attribute> template = order.source().template();
    List<Made> all = new ArrayList<>();
    List<ObjectHandle> handles = new ArrayList<>();
    boolean done = false;
    try {
      ObjectHandle first = order.source().make(cryptoki, session, order.handles());
      live.add(first);
      handles.add(first);
      Set<AttributeType> ofFirst = EnumSet.of(questions.others());
      ofFirst.addAll(questions.ofFirst());
      ofFirst.addAll(questions.ofEach());
      Attributes told = ask(first, template, ofFirst);
      for (ObjectHandle other : handles(told, questions.others())) {
        live.add(other);
        handles.add(other);
      }
      for (ObjectHandle object : handles) {
        Attributes own = object.equals(first) ? told : ask(object, template, questions.ofEach());
        compare(template, own);
        all.add(new Made(object, withMore(object, own, questions.more().apply(own))));
      }
      done = true;
      return List.copyOf(all);
    } finally {
      if (!done) {
        destroy(handles);
      }
    }
  }

  private Attributes withMore(ObjectHandle object, Attributes told, Set<AttributeType> more) {
    if (more.isEmpty()) {
      return told;
    }
    Map<AttributeType, Attribute> both = new EnumMap<>(AttributeType.class);
    both.putAll(told.values());
    both.putAll(cryptoki.getAttributes(session, object, List.copyOf(more)).values());
    return new Attributes(both);
  }

  /** Handles in an attribute, 8 octets each, big-endian; none where it is empty. */
  private static List<ObjectHandle> handles(Attributes told, AttributeType attribute) {
    byte[] octets = told.octets(attribute).map(Octets::toArray).orElse(new byte[0]);
    if (octets.length % Long.BYTES != 0) {
      throw new KeyRefusedException("the token does not tell the keys that it made");
    }
    List<ObjectHandle> handles = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    while (buffer.hasRemaining()) {
      handles.add(new ObjectHandle(buffer.getLong()));
    }
    return handles;
  }

  /** Makes a key pair, as {@link #make} does; the public key is destroyed once it was read. */
  synchronized Pair makePair(
      Mechanism mechanism,
      List<Attribute> publicTemplate,
      List<Attribute> privateTemplate,
      AttributeType publicValue) {
    KeyPairHandles pair =
        cryptoki.generateKeyPair(session, mechanism, publicTemplate, privateTemplate);
    live.add(pair.publicKey());
    live.add(pair.privateKey());
    boolean done = false;
    try {
      Attributes told = check(pair.privateKey(), privateTemplate);
      Octets value =
          cryptoki
              .getAttributes(session, pair.publicKey(), List.of(publicValue))
              .octets(publicValue)
              .orElseThrow(() -> new KeyRefusedException("the token does not tell a public key"));
      destroy(List.of(pair.publicKey()));
      done = true;
      return new Pair(new Made(pair.privateKey(), told), value);
    } finally {
      if (!done) {
        destroy(List.of(pair.publicKey(), pair.privateKey()));
      }
    }
  }

  /**
   * A key pair.
   *
   * @param privateKey the private key
   * @param publicValue the public key's value
   */
  record Pair(Made privateKey, Octets publicValue) {}

  /** Sets attributes of an object made here, and reads the flags back. */
  synchronized Attributes change(ObjectHandle object, List<Attribute> attributes) {
    cryptoki.setAttributes(session, object, attributes);
    return check(object, attributes);
  }

  /**
   * Makes an object whose value may be known, reads the value, and destroys the object. Its flags
   * do not matter: if it could not be read, it is not.
   */
  synchronized byte[] publicValue(Order order) {
    ObjectHandle object = order.source().make(cryptoki, session, order.handles());
    live.add(object);
    try {
      return cryptoki
          .getAttributes(session, object, List.of(AttributeType.VALUE))
          .octets(AttributeType.VALUE)
          .map(Octets::toArray)
          .orElseThrow(
              () -> new KeyRefusedException("the token does not tell a value that is public"));
    } finally {
      destroy(List.of(object));
    }
  }

  /**
   * Destroys objects. One that the token does not let go is tried again whenever others are
   * destroyed, and by {@link #destroyAll}; at last it dies with the session.
   */
  synchronized void destroy(List<ObjectHandle> objects) {
    for (ObjectHandle object : objects) {
      if (live.contains(object)) {
        condemned.add(object);
      }
    }
    condemned.removeIf(object -> isGone(object) && live.remove(object));
  }

  /** Destroys what is left; what the token does not let go dies with the session. */
  synchronized void destroyAll() {
    destroy(List.copyOf(live));
    live.clear();
    condemned.clear();
  }

  /** How many are left. */
  synchronized int count() {
    return live.size();
  }

  private boolean isGone(ObjectHandle object) {
    try {
      cryptoki.destroyObject(session, object);
      return true;
    } catch (CryptokiException e) {
      return e.is(CryptokiException.OBJECT_HANDLE_INVALID);
    }
  }

  /** An attribute: what may be known of an object. */
  synchronized Optional<Octets> octets(ObjectHandle object, AttributeType type) {
    return cryptoki.getAttributes(session, object, List.of(type)).octets(type);
  }

  private Attributes check(ObjectHandle object, List<Attribute> template) {
    Attributes told = ask(object, template, Set.of());
    compare(template, told);
    return told;
  }

  /**
   * What is asked of every new key, and {@code wanted}. A public key has no evidence to give, and a
   * question for attributes that an object lacks is asked again one by one.
   */
  private Attributes ask(ObjectHandle object, List<Attribute> template, Set<AttributeType> wanted) {
    Set<AttributeType> types =
        template.contains(PUBLIC) ? EnumSet.noneOf(AttributeType.class) : EnumSet.copyOf(EVIDENCE);
    types.addAll(wanted);
    for (Attribute attribute : template) {
      if (isReadBack(attribute)) {
        types.add(attribute.type());
      }
    }
    return cryptoki.getAttributes(session, object, new ArrayList<>(types));
  }

  private static void compare(List<Attribute> template, Attributes told) {
    for (Attribute asked : template) {
      if (isReadBack(asked) && !asked.equals(told.values().get(asked.type()))) {
        throw new KeyRefusedException(
            "the token did not set "
                + asked.type()
                + " of a new key as asked; the key was destroyed, and such a token must not be"
                + " used");
      }
    }
  }

  private static boolean isReadBack(Attribute attribute) {
    return attribute instanceof Attribute.Flag
        || attribute instanceof Attribute.MechanismTypes
        || attribute.type() == AttributeType.MIKEY_USE;
  }
}

package org.mikeyhsm.hsm.token;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;

/**
 * The session objects made here, all in one session because an object dies with the session that
 * made it. Thread-safe.
 */
final class SessionObjects {
  private final Cryptoki cryptoki;
  private final SessionHandle session;
  private final Set<ObjectHandle> live = new LinkedHashSet<>();

  SessionObjects(Cryptoki cryptoki, SessionHandle session) {
    this.cryptoki = cryptoki;
    this.session = session;
  }

  /**
   * Creates an object for each template and reads its flags back: openCryptoki, for one, ignores
   * some. All or none.
   *
   * @throws KeyRefusedException if a flag does not read back as asked; nothing is left behind
   */
  synchronized List<ObjectHandle> create(List<List<Attribute>> templates) {
    List<ObjectHandle> created = new ArrayList<>();
    boolean done = false;
    try {
      for (List<Attribute> template : templates) {
        ObjectHandle object = cryptoki.createObject(session, template);
        live.add(object);
        created.add(object);
        check(object, template);
      }
      done = true;
      return List.copyOf(created);
    } finally {
      if (!done) {
        destroy(created);
      }
    }
  }

  /**
   * Destroys objects. One that the token does not let go stays on the list, for {@link #destroyAll}
   * and for the session's end.
   */
  synchronized void destroy(List<ObjectHandle> objects) {
    for (ObjectHandle object : objects) {
      if (live.contains(object) && isGone(object)) {
        live.remove(object);
      }
    }
  }

  /** Destroys what is left; what the token does not let go dies with the session. */
  synchronized void destroyAll() {
    destroy(List.copyOf(live));
    live.clear();
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

  private void check(ObjectHandle object, List<Attribute> template) {
    List<AttributeType> flags =
        template.stream().filter(Attribute.Flag.class::isInstance).map(Attribute::type).toList();
    Attributes told = cryptoki.getAttributes(session, object, flags);
    for (Attribute asked : template) {
      if (asked instanceof Attribute.Flag && !asked.equals(told.values().get(asked.type()))) {
        throw new KeyRefusedException(
            "the token did not set "
                + asked.type()
                + " of a new key as asked; the key was destroyed, and such a token must not be"
                + " used");
      }
    }
  }
}

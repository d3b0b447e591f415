package org.mikeyhsm.hsm.provisioning;

import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;

/** The objects of a token in one session that may change them. */
record Store(Cryptoki cryptoki, SessionHandle session, String tokenLabel) {
  /** CKA_APPLICATION of the data objects that record a key's true length. */
  static final String APPLICATION = "mikey-hsm";

  List<ObjectHandle> find(Attribute... template) {
    List<Attribute> wanted = new ArrayList<>(List.of(template));
    wanted.add(Templates.flag(AttributeType.TOKEN, true));
    return cryptoki.findObjects(session, wanted);
  }

  List<ObjectHandle> find(long objectClass, String label) {
    return find(
        Templates.number(AttributeType.CLASS, objectClass),
        Attribute.Text.of(AttributeType.LABEL, label));
  }

  ObjectHandle theOnly(long objectClass, String label, String what) {
    List<ObjectHandle> found = find(objectClass, label);
    if (found.size() != 1) {
      throw new KeyNotFoundException(
          "token "
              + tokenLabel
              + (found.isEmpty() ? " has no " : " has several ")
              + what
              + " labelled "
              + label
              + "; mikey keys list shows what it has");
    }
    return found.get(0);
  }

  void requireFree(long objectClass, String label, String what) {
    if (!find(objectClass, label).isEmpty()) {
      throw new KeyRefusedException(
          "token " + tokenLabel + " has a " + what + " labelled " + label + " already");
    }
  }

  Attributes told(ObjectHandle object, AttributeType... types) {
    return cryptoki.getAttributes(session, object, List.of(types));
  }

  /**
   * Reads every flag, and CKA_ALLOWED_MECHANISMS, of a template back.
   *
   * @throws KeyRefusedException if one is not as asked; the objects are destroyed
   */
  void check(ObjectHandle made, List<Attribute> template, List<ObjectHandle> all) {
    List<Attribute> readBack =
        template.stream()
            .filter(a -> a instanceof Attribute.Flag || a instanceof Attribute.MechanismTypes)
            .toList();
    Attributes told =
        cryptoki.getAttributes(session, made, readBack.stream().map(Attribute::type).toList());
    for (Attribute asked : readBack) {
      boolean asAsked =
          asked instanceof Attribute.Flag flag
              ? told.isTrue(flag.type()) == flag.value()
              : asked.equals(told.values().get(asked.type()));
      if (!asAsked) {
        all.forEach(object -> cryptoki.destroyObject(session, object));
        throw new KeyRefusedException(
            "token "
                + tokenLabel
                + " did not set "
                + asked.type()
                + " of a new key as asked; it was destroyed again");
      }
    }
  }

  /** Records how long a key is that does not tell it. */
  void recordLength(String label, int octets) {
    cryptoki.createObject(
        session,
        List.of(
            Templates.number(AttributeType.CLASS, Attribute.CKO_DATA),
            Templates.flag(AttributeType.TOKEN, true),
            Templates.flag(AttributeType.PRIVATE, true),
            Attribute.Text.of(AttributeType.APPLICATION, APPLICATION),
            Attribute.Text.of(AttributeType.LABEL, label),
            Attribute.Text.of(AttributeType.VALUE, "psk-octets=" + octets)));
  }

  List<ObjectHandle> lengthRecords(String label) {
    return find(
        Templates.number(AttributeType.CLASS, Attribute.CKO_DATA),
        Attribute.Text.of(AttributeType.APPLICATION, APPLICATION),
        Attribute.Text.of(AttributeType.LABEL, label));
  }
}

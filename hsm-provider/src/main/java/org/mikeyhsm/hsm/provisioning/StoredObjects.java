package org.mikeyhsm.hsm.provisioning;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.MikeyUse;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.Octets;

/** Lists and deletes a token's objects. Thread-safe; the token stays its opener's to close. */
public final class StoredObjects {
  /** Private and secret keys have the highest numbers of the classes here. */
  private static final long FIRST_SECRET_CLASS = Attribute.CKO_PRIVATE_KEY;

  /** CKA_MIKEY_USE of the MIKEY profile. */
  private static final Map<Integer, String> IDENTITY_TYPES =
      Map.of(
          MikeyUse.SAKKE_MASTER, "SAKKE master",
          MikeyUse.RSK, "RSK",
          MikeyUse.ECCSI_MASTER, "ECCSI master",
          MikeyUse.SSK, "SSK",
          MikeyUse.TRANSPORT, "transport");

  private final Token token;

  /** The objects of {@code token}. */
  public StoredObjects(Token token) {
    this.token = Objects.requireNonNull(token, "token");
  }

  /** All keys and certificates, by label. */
  public List<StoredObject> list() {
    return token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          List<StoredObject> objects = new ArrayList<>();
          for (long objectClass :
              new long[] {
                Attribute.CKO_SECRET_KEY,
                Attribute.CKO_PRIVATE_KEY,
                Attribute.CKO_PUBLIC_KEY,
                Attribute.CKO_CERTIFICATE
              }) {
            for (ObjectHandle object :
                store.find(Templates.number(AttributeType.CLASS, objectClass))) {
              objects.add(describe(store, objectClass, object));
            }
          }
          objects.sort(Comparator.comparing(StoredObject::label).thenComparing(StoredObject::kind));
          return List.copyOf(objects);
        });
  }

  /**
   * Destroys everything of a label: keys, certificates, the record of a length.
   *
   * @return what was destroyed
   * @throws KeyNotFoundException if there is nothing
   * @throws KeyRefusedException if the token does not let go of an object
   */
  public List<StoredObject> delete(String label) {
    List<StoredObject> all =
        list().stream().filter(object -> object.label().equals(label)).toList();
    if (all.isEmpty()) {
      throw new KeyNotFoundException(
          "token "
              + token.label()
              + " has nothing labelled "
              + label
              + "; mikey keys list shows what it has");
    }
    return token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          for (long objectClass = Attribute.CKO_CERTIFICATE;
              objectClass <= Attribute.CKO_SECRET_KEY;
              objectClass++) {
            store.find(objectClass, label).forEach(o -> cryptoki.destroyObject(session, o));
          }
          store.lengthRecords(label).forEach(o -> cryptoki.destroyObject(session, o));
          if (!store.find(Attribute.Text.of(AttributeType.LABEL, label)).isEmpty()) {
            throw new KeyRefusedException(
                "token " + token.label() + " did not let go of all that is labelled " + label);
          }
          return all;
        });
  }

  private static StoredObject describe(Store store, long objectClass, ObjectHandle object) {
    Attributes told =
        store.told(
            object,
            AttributeType.KEY_TYPE,
            AttributeType.LABEL,
            AttributeType.ID,
            AttributeType.VALUE_LEN,
            AttributeType.MODULUS,
            AttributeType.EC_PARAMS);
    String label = told.octets(AttributeType.LABEL).map(Octets::toUtf8).orElse("");
    boolean secret = objectClass >= FIRST_SECRET_CLASS;
    return new StoredObject(
        kind(objectClass),
        objectClass == Attribute.CKO_CERTIFICATE
            ? ""
            : identityKeyType(store, objectClass, object)
                .orElseGet(() -> keyType(told.number(AttributeType.KEY_TYPE).orElse(-1))),
        label,
        told.octets(AttributeType.ID).orElse(Octets.empty()),
        bits(store, told, label, objectClass),
        secret ? flags(store, object) : new StoredObject.Flags(false, false, false, false),
        objectClass == Attribute.CKO_CERTIFICATE ? List.of() : uses(store, object),
        objectClass == Attribute.CKO_CERTIFICATE
            ? store.told(object, AttributeType.VALUE).octets(AttributeType.VALUE)
            : Optional.empty());
  }

  private static StoredObject.Flags flags(Store store, ObjectHandle object) {
    Attributes told =
        store.told(
            object,
            AttributeType.SENSITIVE,
            AttributeType.EXTRACTABLE,
            AttributeType.NEVER_EXTRACTABLE,
            AttributeType.LOCAL);
    return new StoredObject.Flags(
        told.isTrue(AttributeType.SENSITIVE),
        told.flag(AttributeType.EXTRACTABLE).orElse(true),
        told.isTrue(AttributeType.NEVER_EXTRACTABLE),
        told.isTrue(AttributeType.LOCAL));
  }

  private static List<String> uses(Store store, ObjectHandle object) {
    Attributes told = store.told(object, Templates.USES.toArray(AttributeType[]::new));
    return Templates.USES.stream().filter(told::isTrue).map(Enum::name).toList();
  }

  private static int bits(Store store, Attributes told, String label, long objectClass) {
    if (objectClass == Attribute.CKO_SECRET_KEY) {
      int octets = (int) told.number(AttributeType.VALUE_LEN).orElse(0);
      return Byte.SIZE * recorded(store, label).orElse(octets);
    }
    return told.octets(AttributeType.MODULUS)
        .map(modulus -> new BigInteger(1, modulus.toArray()).bitLength())
        .orElse(told.octets(AttributeType.EC_PARAMS).map(EcCurve::bits).orElse(0));
  }

  private static Optional<Integer> recorded(Store store, String label) {
    return store.lengthRecords(label).stream()
        .findFirst()
        .flatMap(o -> store.told(o, AttributeType.VALUE).octets(AttributeType.VALUE))
        .map(Octets::toUtf8)
        .filter(text -> text.matches("psk-octets=[0-9]{1,6}"))
        .map(text -> Integer.valueOf(text.substring(text.indexOf('=') + 1)));
  }

  private static StoredObject.Kind kind(long objectClass) {
    return switch ((int) objectClass) {
      case (int) Attribute.CKO_SECRET_KEY -> StoredObject.Kind.SECRET_KEY;
      case (int) Attribute.CKO_PRIVATE_KEY -> StoredObject.Kind.PRIVATE_KEY;
      case (int) Attribute.CKO_PUBLIC_KEY -> StoredObject.Kind.PUBLIC_KEY;
      case (int) Attribute.CKO_CERTIFICATE -> StoredObject.Kind.CERTIFICATE;
      default -> StoredObject.Kind.OTHER;
    };
  }

  /** Which key of the identity-based schemes it is, by CKA_MIKEY_USE. */
  private static Optional<String> identityKeyType(
      Store store, long objectClass, ObjectHandle object) {
    return objectClass != Attribute.CKO_SECRET_KEY
        ? Optional.empty()
        : store
            .told(object, AttributeType.MIKEY_USE)
            .octets(AttributeType.MIKEY_USE)
            .filter(use -> use.length() == 1)
            .map(use -> IDENTITY_TYPES.get((int) use.toArray()[0]));
  }

  private static String keyType(long code) {
    if (code == Attribute.CKK_RSA) {
      return "RSA";
    }
    if (code == Attribute.CKK_EC) {
      return "EC";
    }
    if (code == Attribute.CKK_AES) {
      return "AES";
    }
    return code == Attribute.CKK_GENERIC_SECRET ? "generic" : "0x%X".formatted(code);
  }
}

package org.mikeyhsm.hsm.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Evidence;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.message.Octets;

/**
 * The keys that were on the token before. Each is looked for once, as SoftHSM opens every object's
 * file for a search. Thread-safe.
 */
final class ProvisionedKeys {
  /** CKA_APPLICATION of the data object that records a padded key's true length. */
  private static final String APPLICATION = "mikey-hsm";

  private static final String TOKEN_OBJECT = "token object, CKA_SENSITIVE, not CKA_EXTRACTABLE";

  /** What a module keeps of an RSK between calls (docs/pkcs11-mikey-profile.md). */
  private static final String LINES =
      "; tables of its lines stay in locked memory from its first use to its end or a logout";

  private static final Pattern TRUE_LENGTH = Pattern.compile("psk-octets=([1-9][0-9]{0,5})");

  private final Cryptoki cryptoki;
  private final SessionPool sessions;
  private final Boundary boundary;
  private final String tokenLabel;
  private final Map<KeyName, Found> cache = new ConcurrentHashMap<>();
  private final Map<KeyName, FoundPrivateKey> privateKeys = new ConcurrentHashMap<>();

  /**
   * A private key as the token described it.
   *
   * @param handle the object
   * @param custody its custody
   */
  record FoundPrivateKey(ObjectHandle handle, Custody custody) {}

  /**
   * A key as the token described it.
   *
   * @param object the object
   * @param length octets without padding
   * @param custody its custody
   */
  record Found(TokenKey.KeyObject object, int length, Custody custody) {}

  ProvisionedKeys(Cryptoki cryptoki, SessionPool sessions, Boundary boundary, String tokenLabel) {
    this.cryptoki = cryptoki;
    this.sessions = sessions;
    this.boundary = boundary;
    this.tokenLabel = tokenLabel;
  }

  Found find(KeyName name) {
    return cache.computeIfAbsent(name, this::search);
  }

  /** Whether there is a secret key of this label, whatever it is like. */
  boolean exists(String label) {
    return sessions.use(
        session ->
            !cryptoki
                .findObjects(
                    session,
                    List.of(
                        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
                        new Attribute.Flag(AttributeType.TOKEN, true),
                        Attribute.Text.of(AttributeType.LABEL, label)))
                .isEmpty());
  }

  /** Forgets what was found: the token was changed. */
  void forgetAll() {
    cache.clear();
    privateKeys.clear();
  }

  /** Forgets an object that the token does not know any more. */
  void forget(ObjectHandle handle) {
    cache.values().removeIf(found -> found.object().handle().equals(handle));
    privateKeys.values().removeIf(found -> found.handle().equals(handle));
  }

  private Found search(KeyName name) {
    return sessions.use(session -> search(session, name));
  }

  private Found search(SessionHandle session, KeyName wanted) {
    ObjectHandle handle = theOnly(session, wanted, Attribute.CKO_SECRET_KEY, "secret key");
    Attributes told =
        cryptoki.getAttributes(
            session,
            handle,
            List.of(
                AttributeType.LABEL,
                AttributeType.SENSITIVE,
                AttributeType.EXTRACTABLE,
                AttributeType.ALWAYS_SENSITIVE,
                AttributeType.NEVER_EXTRACTABLE,
                AttributeType.LOCAL,
                AttributeType.SIGN,
                AttributeType.DERIVE,
                AttributeType.VALUE_LEN));
    refuseReadable(name(wanted), told);
    OptionalInt recorded = recordedLength(session, wanted, told);
    // Unset reads as 0 on SoftHSM.
    int length = (int) told.number(AttributeType.VALUE_LEN).orElse(0);
    // So it is after C_UnwrapKey; then only the record says how long the key is.
    int stored = length > 0 ? length : recorded.orElse(0);
    if (stored <= 0) {
      throw new KeyRefusedException(name(wanted) + " does not tell its length (CKA_VALUE_LEN)");
    }
    if (recorded.isPresent() && recorded.getAsInt() > stored) {
      throw new KeyRefusedException(
          name(wanted)
              + " has "
              + stored
              + " octets, fewer than its data object of the same label records");
    }
    return new Found(
        new TokenKey.KeyObject(
            handle, stored, told.isTrue(AttributeType.SIGN), told.isTrue(AttributeType.DERIVE)),
        recorded.orElse(stored),
        custody(told));
  }

  /** A private RSA key that was put on the token, or generated there, before. */
  FoundPrivateKey findPrivateKey(KeyName name) {
    return privateKeys.computeIfAbsent(
        name, wanted -> sessions.use(session -> searchPrivateKey(session, wanted)));
  }

  private FoundPrivateKey searchPrivateKey(SessionHandle session, KeyName wanted) {
    if (wanted.identity().isPresent()) {
      return searchIdentityKey(session, wanted);
    }
    ObjectHandle handle = theOnly(session, wanted, Attribute.CKO_PRIVATE_KEY, "private key");
    Attributes told =
        cryptoki.getAttributes(
            session,
            handle,
            List.of(
                AttributeType.KEY_TYPE,
                AttributeType.SENSITIVE,
                AttributeType.EXTRACTABLE,
                AttributeType.ALWAYS_SENSITIVE,
                AttributeType.NEVER_EXTRACTABLE,
                AttributeType.LOCAL,
                AttributeType.UNWRAP,
                AttributeType.DECRYPT));
    String named = "the private key " + wanted.text() + " on token " + tokenLabel;
    if (told.number(AttributeType.KEY_TYPE).orElse(-1) != Attribute.CKK_RSA) {
      throw new KeyRefusedException(named + " is no RSA key");
    }
    refuseReadable(named, told);
    return new FoundPrivateKey(handle, custody(told));
  }

  /** A key of an identity-based scheme: a secret key of that use. */
  private FoundPrivateKey searchIdentityKey(SessionHandle session, KeyName wanted) {
    ObjectHandle handle = theOnly(session, wanted, Attribute.CKO_SECRET_KEY, "secret key");
    Attributes told =
        cryptoki.getAttributes(
            session,
            handle,
            List.of(
                AttributeType.MIKEY_USE,
                AttributeType.MIKEY_ORIGIN,
                AttributeType.SENSITIVE,
                AttributeType.EXTRACTABLE,
                AttributeType.ALWAYS_SENSITIVE,
                AttributeType.NEVER_EXTRACTABLE,
                AttributeType.LOCAL));
    KeyName.Identity identity = wanted.identity().orElseThrow();
    if (!told.octets(AttributeType.MIKEY_USE).equals(Optional.of(identity.use()))) {
      throw new KeyRefusedException(name(wanted) + " is no key of " + identity.algorithm());
    }
    refuseReadable(name(wanted), told);
    int code = told.octets(AttributeType.MIKEY_ORIGIN).map(o -> (int) o.toArray()[0]).orElse(0);
    Origin origin =
        switch (code) {
          case 1 -> Origin.GENERATED;
          case 2 -> Origin.DERIVED;
          case 3 -> Origin.UNWRAPPED;
          default -> Origin.IMPORTED;
        };
    return new FoundPrivateKey(
        handle,
        new Custody(
            CustodyLevel.TOKEN,
            origin,
            boundary,
            identity == KeyName.Identity.SAKKE && boundary != Boundary.HARDWARE
                ? TOKEN_OBJECT + LINES
                : TOKEN_OBJECT,
            new Evidence(told.evidence().attributes(), false)));
  }

  private Custody custody(Attributes told) {
    boolean generated = told.isTrue(AttributeType.LOCAL);
    Origin origin = generated ? Origin.GENERATED : Origin.IMPORTED;
    // Of an imported key CKA_NEVER_EXTRACTABLE is never true; its history begins with the import.
    boolean locked = generated && !told.flag(AttributeType.NEVER_EXTRACTABLE).orElse(true);
    return new Custody(
        CustodyLevel.TOKEN,
        origin,
        boundary,
        TOKEN_OBJECT,
        new Evidence(told.evidence().attributes(), locked));
  }

  private ObjectHandle theOnly(
      SessionHandle session, KeyName wanted, long objectClass, String what) {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, objectClass));
    template.add(new Attribute.Flag(AttributeType.TOKEN, true));
    template.addAll(wanted.attributes());
    List<ObjectHandle> handles = cryptoki.findObjects(session, template);
    if (handles.size() != 1) {
      throw new KeyNotFoundException(
          "the token "
              + tokenLabel
              + (handles.isEmpty() ? " has no " + what : " has several " + what + "s")
              + " "
              + wanted.text()
              + "; mikey keys list shows what it has");
    }
    return handles.get(0);
  }

  private static void refuseReadable(String named, Attributes told) {
    if (!told.isTrue(AttributeType.SENSITIVE)) {
      throw new KeyRefusedException(
          named + " is readable (CKA_SENSITIVE is not true): provision it again as sensitive");
    }
    if (told.flag(AttributeType.EXTRACTABLE).orElse(true)) {
      throw new KeyRefusedException(
          named
              + " can be wrapped out (CKA_EXTRACTABLE is not false): provision it again as not"
              + " extractable");
    }
  }

  private OptionalInt recordedLength(SessionHandle session, KeyName wanted, Attributes key) {
    Optional<Octets> label = key.octets(AttributeType.LABEL);
    if (label.isEmpty()) {
      return OptionalInt.empty();
    }
    List<ObjectHandle> records =
        cryptoki.findObjects(
            session,
            List.of(
                new Attribute.Number(AttributeType.CLASS, Attribute.CKO_DATA),
                Attribute.Text.of(AttributeType.APPLICATION, APPLICATION),
                new Attribute.Text(AttributeType.LABEL, label.get())));
    if (records.isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<Matcher> value =
        records.size() > 1
            ? Optional.empty()
            : cryptoki
                .getAttributes(session, records.get(0), List.of(AttributeType.VALUE))
                .octets(AttributeType.VALUE)
                .map(Octets::toUtf8)
                .map(TRUE_LENGTH::matcher)
                .filter(Matcher::matches);
    return OptionalInt.of(
        value
            .map(matcher -> Integer.parseInt(matcher.group(1)))
            .orElseThrow(
                () ->
                    new KeyRefusedException(
                        "the data object that records the length of "
                            + name(wanted)
                            + " does not say psk-octets=N, or there are several")));
  }

  private String name(KeyName wanted) {
    return "the key " + wanted.text() + " on token " + tokenLabel;
  }
}

package org.mikeyhsm.hsm.token;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.message.Octets;

/** Makes the keys of a token, of which {@link Token} tells what each method does. Thread-safe. */
final class KeyMaker {
  private final Token token;
  private final Cryptoki cryptoki;
  private final Link link;
  private final EvidenceOfFlags evidence = new EvidenceOfFlags();

  KeyMaker(Token token, Cryptoki cryptoki, Link link) {
    this.token = token;
    this.cryptoki = cryptoki;
    this.link = link;
  }

  TokenPrivateKey makePrivateKey(KeySource source, String algorithm, Custody custody)
      throws InvalidKeyException {
    return link.operateAll(
        source.objects(),
        (current, handles) -> {
          SessionObjects.Made made =
              current.make(
                  objects ->
                      objects.make(List.of(new SessionObjects.Order(source, handles))).get(0));
          return new TokenPrivateKey(
              token,
              made.handle(),
              current.epoch(),
              algorithm,
              TokenKey.Locator.NONE,
              custody.with(made.told().evidence()));
        });
  }

  TokenKey makeKey(List<KeySource> sources, TokenKey.Description description)
      throws InvalidKeyException {
    List<TokenObject> needed = new ArrayList<>();
    sources.forEach(source -> needed.addAll(source.objects()));
    return link.operateAll(
        needed,
        (current, handles) -> {
          List<SessionObjects.Order> orders = new ArrayList<>();
          int from = 0;
          for (KeySource source : sources) {
            int to = from + source.objects().size();
            orders.add(new SessionObjects.Order(source, handles.subList(from, to)));
            from = to;
          }
          List<SessionObjects.Made> made = current.make(objects -> objects.make(orders));
          List<TokenKey.KeyObject> objects = new ArrayList<>();
          for (int i = 0; i < made.size(); i++) {
            objects.add(describe(made.get(i), sources.get(i).template()));
          }
          return new TokenKey(
              token,
              current.epoch(),
              objects,
              TokenKey.Locator.NONE,
              new TokenKey.Description(
                  description.use(),
                  description.length(),
                  description.custody().with(evidence.of(made.get(0).told()))));
        });
  }

  List<Token.Told> makeKeys(
      KeySource source, Questions questions, Function<Attributes, TokenKey.Description> describe)
      throws InvalidKeyException {
    return link.operateAll(
        source.objects(),
        (current, handles) -> {
          List<SessionObjects.Made> made =
              current.make(
                  objects ->
                      objects.makeSeveral(new SessionObjects.Order(source, handles), questions));
          boolean done = false;
          try {
            List<Token.Told> keys = new ArrayList<>();
            for (SessionObjects.Made object : made) {
              TokenKey.Description description = describe.apply(object.told());
              keys.add(
                  new Token.Told(
                      new TokenKey(
                          token,
                          current.epoch(),
                          List.of(
                              new TokenKey.KeyObject(
                                  object.handle(),
                                  description.length(),
                                  object.told().isTrue(AttributeType.SIGN),
                                  object.told().isTrue(AttributeType.DERIVE))),
                          TokenKey.Locator.NONE,
                          new TokenKey.Description(
                              description.use(),
                              description.length(),
                              description.custody().with(evidence.of(object.told())))),
                      object.told()));
            }
            done = true;
            return List.copyOf(keys);
          } finally {
            if (!done) {
              current.objects().destroy(made.stream().map(SessionObjects.Made::handle).toList());
            }
          }
        });
  }

  Token.KeyPair makeKeyPair(
      Mechanism mechanism,
      List<Attribute> publicTemplate,
      List<Attribute> privateTemplate,
      AttributeType publicValue,
      String algorithm,
      Custody custody) {
    return link.whileOpen(
        current -> {
          SessionObjects.Pair pair =
              current.make(
                  objects ->
                      objects.makePair(mechanism, publicTemplate, privateTemplate, publicValue));
          return new Token.KeyPair(
              new TokenPrivateKey(
                  token,
                  pair.privateKey().handle(),
                  current.epoch(),
                  algorithm,
                  TokenKey.Locator.NONE,
                  custody.with(pair.privateKey().told().evidence())),
              pair.publicValue());
        });
  }

  byte[] publicValue(KeySource source) throws InvalidKeyException {
    return link.operateAll(
        source.objects(),
        (current, handles) ->
            current.make(
                objects -> objects.publicValue(new SessionObjects.Order(source, handles))));
  }

  Token.Wrapped wrapThenLock(Mechanism mechanism, List<Attribute> publicKey, TokenKey key)
      throws InvalidKeyException {
    return link.operate(
        key.blocks().get(0),
        (current, handle) -> {
          byte[] wrapped = wrap(current, mechanism, publicKey, handle);
          Attributes told =
              current.make(
                  objects ->
                      objects.change(
                          handle, List.of(new Attribute.Flag(AttributeType.EXTRACTABLE, false))));
          return new Token.Wrapped(Octets.of(wrapped), key.locked(told.evidence()));
        });
  }

  byte[] wrapFor(Mechanism mechanism, List<Attribute> publicKey, TokenObject key)
      throws InvalidKeyException {
    return link.operate(key, (current, handle) -> wrap(current, mechanism, publicKey, handle));
  }

  private byte[] wrap(
      Connection current, Mechanism mechanism, List<Attribute> publicKey, ObjectHandle key) {
    SessionObjects.Order order = new SessionObjects.Order(KeySource.create(publicKey), List.of());
    SessionObjects.Made wrapping = current.make(objects -> objects.make(List.of(order)).get(0));
    try {
      return current.make(
          objects -> cryptoki.wrapKey(current.ownerSession(), mechanism, wrapping.handle(), key));
    } finally {
      current.objects().destroy(List.of(wrapping.handle()));
    }
  }

  void provision(String label, List<List<Attribute>> templates) {
    link.whileOpen(
        current ->
            provision(
                current,
                label,
                templates.stream()
                    .map(KeySource::create)
                    .map(source -> new SessionObjects.Order(source, List.of()))
                    .toList()));
  }

  void provision(String label, KeySource source) throws InvalidKeyException {
    link.operateAll(
        source.objects(),
        (current, handles) ->
            provision(current, label, List.of(new SessionObjects.Order(source, handles))));
  }

  private List<SessionObjects.Made> provision(
      Connection current, String label, List<SessionObjects.Order> orders) {
    if (current.provisioned().exists(label)) {
      throw new KeyRefusedException(
          "token " + token.label() + " has a secret key labelled " + label + " already");
    }
    SessionHandle session = current.openWritableSession();
    try {
      return new SessionObjects(cryptoki, session).make(orders);
    } finally {
      cryptoki.closeSession(session);
    }
  }

  private static TokenKey.KeyObject describe(SessionObjects.Made made, List<Attribute> template) {
    int length = 0;
    for (Attribute attribute : template) {
      if (attribute instanceof Attribute.Secret secret) {
        length = secret.value().length();
      } else if (attribute instanceof Attribute.Number number
          && number.type() == AttributeType.VALUE_LEN) {
        length = Math.toIntExact(number.value());
      }
    }
    return new TokenKey.KeyObject(
        made.handle(),
        length,
        made.told().isTrue(AttributeType.SIGN),
        made.told().isTrue(AttributeType.DERIVE));
  }
}

package org.mikeyhsm.hsm.token;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;

/**
 * How an object of a new key is made: by C_CreateObject, C_GenerateKey, C_DeriveKey or C_UnwrapKey.
 * For this module's mechanisms.
 */
@SuppressWarnings("exports")
public final class KeySource {
  private final List<Attribute> template;
  private final List<TokenObject> objects;
  private final Maker maker;

  private interface Maker {
    ObjectHandle make(Cryptoki cryptoki, SessionHandle session, List<ObjectHandle> handles);
  }

  private KeySource(List<Attribute> template, List<TokenObject> objects, Maker maker) {
    this.template = List.copyOf(template);
    this.objects = List.copyOf(objects);
    this.maker = maker;
  }

  /** C_CreateObject; the template has the value. */
  public static KeySource create(List<Attribute> template) {
    return new KeySource(
        template, List.of(), (cryptoki, session, none) -> cryptoki.createObject(session, template));
  }

  /** C_GenerateKey. */
  public static KeySource generate(Mechanism mechanism, List<Attribute> template) {
    return generate(List.of(), none -> mechanism, template);
  }

  /**
   * C_GenerateKey by a mechanism whose parameter names objects of keys of the same token.
   *
   * @param named the objects
   * @param mechanism makes the mechanism of their handles, in the same order
   */
  public static KeySource generate(
      List<TokenObject> named,
      Function<List<ObjectHandle>, Mechanism> mechanism,
      List<Attribute> template) {
    return new KeySource(
        template,
        named,
        (cryptoki, session, handles) ->
            cryptoki.generateKey(session, mechanism.apply(handles), template));
  }

  /** C_DeriveKey from an object of a key of the same token. */
  public static KeySource derive(Mechanism mechanism, TokenObject base, List<Attribute> template) {
    return new KeySource(
        template,
        List.of(base),
        (cryptoki, session, handles) ->
            cryptoki.deriveKey(session, mechanism, handles.get(0), template));
  }

  /** C_UnwrapKey with an object of a key of the same token. */
  public static KeySource unwrap(
      Mechanism mechanism, TokenObject unwrappingKey, byte[] wrapped, List<Attribute> template) {
    return unwrap(unwrappingKey, List.of(), none -> mechanism, wrapped, template);
  }

  /**
   * C_UnwrapKey by a mechanism whose parameter names objects of keys of the same token.
   *
   * @param named the objects
   * @param mechanism makes the mechanism of their handles, in the same order
   */
  public static KeySource unwrap(
      TokenObject unwrappingKey,
      List<TokenObject> named,
      Function<List<ObjectHandle>, Mechanism> mechanism,
      byte[] wrapped,
      List<Attribute> template) {
    List<TokenObject> all = new ArrayList<>(List.of(unwrappingKey));
    all.addAll(named);
    return new KeySource(
        template,
        all,
        (cryptoki, session, handles) ->
            cryptoki.unwrapKey(
                session,
                mechanism.apply(handles.subList(1, handles.size())),
                handles.get(0),
                wrapped,
                template));
  }

  List<Attribute> template() {
    return template;
  }

  /** What must be held while it is made. */
  List<TokenObject> objects() {
    return objects;
  }

  ObjectHandle make(Cryptoki cryptoki, SessionHandle session, List<ObjectHandle> handles) {
    return maker.make(cryptoki, session, handles);
  }
}

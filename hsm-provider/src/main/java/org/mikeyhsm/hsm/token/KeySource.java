package org.mikeyhsm.hsm.token;

import java.util.List;
import java.util.Optional;
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
  private final Optional<TokenObject> base;
  private final Maker maker;

  private interface Maker {
    ObjectHandle make(Cryptoki cryptoki, SessionHandle session, Optional<ObjectHandle> base);
  }

  private KeySource(List<Attribute> template, Optional<TokenObject> base, Maker maker) {
    this.template = List.copyOf(template);
    this.base = base;
    this.maker = maker;
  }

  /** C_CreateObject; the template has the value. */
  public static KeySource create(List<Attribute> template) {
    return new KeySource(
        template,
        Optional.empty(),
        (cryptoki, session, none) -> cryptoki.createObject(session, template));
  }

  /** C_GenerateKey. */
  public static KeySource generate(Mechanism mechanism, List<Attribute> template) {
    return new KeySource(
        template,
        Optional.empty(),
        (cryptoki, session, none) -> cryptoki.generateKey(session, mechanism, template));
  }

  /** C_DeriveKey from an object of a key of the same token. */
  public static KeySource derive(Mechanism mechanism, TokenObject base, List<Attribute> template) {
    return new KeySource(
        template,
        Optional.of(base),
        (cryptoki, session, handle) ->
            cryptoki.deriveKey(session, mechanism, handle.orElseThrow(), template));
  }

  /** C_UnwrapKey with an object of a key of the same token. */
  public static KeySource unwrap(
      Mechanism mechanism, TokenObject unwrappingKey, byte[] wrapped, List<Attribute> template) {
    return new KeySource(
        template,
        Optional.of(unwrappingKey),
        (cryptoki, session, handle) ->
            cryptoki.unwrapKey(session, mechanism, handle.orElseThrow(), wrapped, template));
  }

  List<Attribute> template() {
    return template;
  }

  Optional<TokenObject> base() {
    return base;
  }

  ObjectHandle make(Cryptoki cryptoki, SessionHandle session, Optional<ObjectHandle> handle) {
    return maker.make(cryptoki, session, handle);
  }
}

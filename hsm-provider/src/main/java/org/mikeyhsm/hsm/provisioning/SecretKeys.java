package org.mikeyhsm.hsm.provisioning;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.mechanism.AllowedMechanisms;
import org.mikeyhsm.hsm.mechanism.PrfStrategy;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.Octets;

/**
 * Secret keys of a token: generated in it, unwrapped into it, wrapped for a peer. Their octets are
 * never here. Thread-safe; the token stays its opener's to close.
 */
public final class SecretKeys {
  /** The least octets of a pre-shared key: SoftHSM2 takes no shorter key for HMAC-SHA-1. */
  public static final int LEAST_PSK = 20;

  /** The most octets of a pre-shared key: one block of the PRF (RFC 3830 section 4.1.2). */
  public static final int MOST_PSK = 32;

  /** What a secret key is for. */
  public enum Purpose {
    /** A pre-shared key: input of the PRF, nothing else. */
    PSK,
    /** An AES key that wraps and unwraps keys. */
    KEK
  }

  private static final int KEK_OCTETS = 32;

  private final Token token;

  /** The secret keys of {@code token}. */
  public SecretKeys(Token token) {
    this.token = Objects.requireNonNull(token, "token");
  }

  /**
   * Generates a pre-shared key: sensitive, with the one usage that this token's way to the PRF
   * needs.
   *
   * @param octets {@value #LEAST_PSK} to {@value #MOST_PSK}
   * @param shareable whether it can be wrapped for a peer; no exchange uses it before it is locked
   * @throws KeyRefusedException if there is a secret key of that label, or the token did not make
   *     it as asked
   */
  public void generatePsk(String label, int octets, boolean shareable) {
    if (octets < LEAST_PSK || octets > MOST_PSK) {
      throw new IllegalArgumentException(
          "a PSK has " + LEAST_PSK + " to " + MOST_PSK + " octets, not " + octets);
    }
    generate(
        label,
        MechanismType.GENERIC_SECRET_KEY_GEN,
        Templates.secret(
            Attribute.CKK_GENERIC_SECRET,
            label,
            uses(Purpose.PSK),
            shareable,
            first(Purpose.PSK, Templates.number(AttributeType.VALUE_LEN, octets))));
  }

  /**
   * Generates a KEK of 256 bits: sensitive, not extractable, wraps and unwraps.
   *
   * @throws KeyRefusedException if there is a secret key of that label, or the token did not make
   *     it as asked
   */
  public void generateKek(String label) {
    generate(
        label,
        MechanismType.AES_KEY_GEN,
        Templates.secret(
            Attribute.CKK_AES,
            label,
            uses(Purpose.KEK),
            false,
            first(Purpose.KEK, Templates.number(AttributeType.VALUE_LEN, KEK_OCTETS))));
  }

  /**
   * A wrapped key.
   *
   * @param octets how many the key has
   * @param wrapped the key by RSAES-OAEP with SHA-1 (RFC 8017 section 7.1)
   */
  public record Wrapped(int octets, Octets wrapped) {}

  /**
   * Wraps a shareable pre-shared key for a peer by C_WrapKey. {@link #lock} it when it was wrapped
   * for all.
   *
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such key
   * @throws KeyRefusedException if the key is not shareable
   */
  public Wrapped wrap(String label, RSAPublicKey recipient) {
    return token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          ObjectHandle key = store.theOnly(Attribute.CKO_SECRET_KEY, label, "secret key");
          Attributes told = store.told(key, AttributeType.EXTRACTABLE, AttributeType.VALUE_LEN);
          if (!told.isTrue(AttributeType.EXTRACTABLE)) {
            throw new KeyRefusedException(
                "the key "
                    + label
                    + " is not extractable and stays where it is; a key to share is generated with"
                    + " --shareable");
          }
          ObjectHandle wrapping =
              cryptoki.createObject(
                  session,
                  List.of(
                      Templates.number(AttributeType.CLASS, Attribute.CKO_PUBLIC_KEY),
                      Templates.number(AttributeType.KEY_TYPE, Attribute.CKK_RSA),
                      Templates.flag(AttributeType.TOKEN, false),
                      Templates.flag(AttributeType.WRAP, true),
                      number(AttributeType.MODULUS, recipient.getModulus()),
                      number(AttributeType.PUBLIC_EXPONENT, recipient.getPublicExponent())));
          byte[] wrapped;
          try {
            wrapped =
                cryptoki.wrapKey(
                    session, new Mechanism.RsaOaep(MechanismType.SHA_1), wrapping, key);
          } finally {
            cryptoki.destroyObject(session, wrapping);
          }
          return new Wrapped(
              (int) told.number(AttributeType.VALUE_LEN).orElse(0), Octets.of(wrapped));
        });
  }

  /**
   * Locks a shareable key: from then on it is not extractable, and can be used.
   * CKA_NEVER_EXTRACTABLE stays false, which the strict policy refuses.
   *
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such key
   * @throws KeyRefusedException if the token does not lock it
   */
  public void lock(String label) {
    token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          ObjectHandle key = store.theOnly(Attribute.CKO_SECRET_KEY, label, "secret key");
          cryptoki.setAttributes(
              session, key, List.of(Templates.flag(AttributeType.EXTRACTABLE, false)));
          if (store.told(key, AttributeType.EXTRACTABLE).isTrue(AttributeType.EXTRACTABLE)) {
            throw new KeyRefusedException(
                "token " + token.label() + " does not lock the key " + label + "; delete it");
          }
          return key;
        });
  }

  /**
   * Puts a wrapped key on the token by C_UnwrapKey: sensitive, not extractable.
   *
   * @param octets how many the key has; a token does not tell it of a key that was unwrapped
   * @param wrapped by RSAES-OAEP with SHA-1 for a private key, by AES key wrap (RFC 3394) for a KEK
   * @param unwrappingLabel the private key, or the KEK
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such unwrapping key
   * @throws KeyRefusedException if there is a secret key of that label, or the token cannot unwrap
   *     this, or did not make the key as asked
   */
  public void importWrapped(
      String label, Purpose purpose, int octets, Octets wrapped, String unwrappingLabel) {
    List<Attribute> template =
        Templates.secret(
            purpose == Purpose.PSK ? Attribute.CKK_GENERIC_SECRET : Attribute.CKK_AES,
            label,
            uses(purpose),
            false,
            first(purpose));
    token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          store.requireFree(Attribute.CKO_SECRET_KEY, label, "secret key");
          boolean byKek = !store.find(Attribute.CKO_SECRET_KEY, unwrappingLabel).isEmpty();
          ObjectHandle unwrapping =
              byKek
                  ? store.theOnly(Attribute.CKO_SECRET_KEY, unwrappingLabel, "KEK")
                  : store.theOnly(Attribute.CKO_PRIVATE_KEY, unwrappingLabel, "private key");
          ObjectHandle key;
          try {
            key =
                cryptoki.unwrapKey(
                    session,
                    byKek
                        ? new Mechanism.Plain(MechanismType.AES_KEY_WRAP)
                        : new Mechanism.RsaOaep(MechanismType.SHA_1),
                    unwrapping,
                    wrapped.toArray(),
                    template);
          } catch (CryptokiException e) {
            throw new KeyRefusedException(
                "token "
                    + token.label()
                    + " does not unwrap this with the key "
                    + unwrappingLabel
                    + " ("
                    + e.getMessage()
                    + "); is it the key that it was wrapped for?",
                e);
          }
          store.check(key, template, List.of(key));
          if (store.told(key, AttributeType.VALUE_LEN).number(AttributeType.VALUE_LEN).orElse(0)
              <= 0) {
            store.recordLength(label, octets);
          }
          return key;
        });
  }

  private void generate(String label, MechanismType mechanism, List<Attribute> template) {
    token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          store.requireFree(Attribute.CKO_SECRET_KEY, label, "secret key");
          ObjectHandle key =
              cryptoki.generateKey(session, new Mechanism.Plain(mechanism), template);
          store.check(key, template, List.of(key));
          return key;
        });
  }

  private Set<AttributeType> uses(Purpose purpose) {
    return purpose == Purpose.KEK
        ? EnumSet.of(AttributeType.WRAP, AttributeType.UNWRAP)
        : TokenOperations.of(token)
            .mikey1()
            .found()
            .map(PrfStrategy::inkeyUsage)
            .orElse(EnumSet.of(AttributeType.DERIVE));
  }

  /** {@code more} with CKA_ALLOWED_MECHANISMS, where the token enforces it. */
  private List<Attribute> first(Purpose purpose, Attribute... more) {
    Set<MechanismType> allowed =
        purpose == Purpose.KEK
            ? Set.of(MechanismType.AES_KEY_WRAP)
            : TokenOperations.of(token)
                .mikey1()
                .found()
                .map(PrfStrategy::inkeyMechanisms)
                .orElse(Set.of());
    List<Attribute> first = new ArrayList<>(AllowedMechanisms.of(token, allowed));
    first.addAll(List.of(more));
    return first;
  }

  private static Attribute number(AttributeType type, BigInteger value) {
    return new Attribute.Text(type, BigEndian.octets(value));
  }
}

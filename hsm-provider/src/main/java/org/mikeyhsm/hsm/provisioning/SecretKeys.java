package org.mikeyhsm.hsm.provisioning;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.MikeyUse;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
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

  /** RFC 3394 wraps blocks of 64 bits. */
  private static final int KEY_WRAP_BLOCK = 8;

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
   * Generates a KEK of 256 bits: sensitive, wraps and unwraps.
   *
   * @param shareable whether it can be wrapped for a peer, until it is locked
   * @throws KeyRefusedException if there is a secret key of that label, or the token did not make
   *     it as asked
   */
  public void generateKek(String label, boolean shareable) {
    generate(
        label,
        MechanismType.AES_KEY_GEN,
        Templates.secret(
            Attribute.CKK_AES,
            label,
            uses(Purpose.KEK),
            shareable,
            first(Purpose.KEK, Templates.number(AttributeType.VALUE_LEN, KEK_OCTETS))));
  }

  /** How a key is wrapped. */
  public enum Form {
    /** For an RSA key, by RSAES-OAEP with SHA-1 (RFC 8017 section 7.1). */
    RSA_OAEP,
    /**
     * For an RSA key, by CKM_RSA_AES_KEY_WRAP with SHA-1 (PKCS#11 v2.40 current mechanisms,
     * 2.1.20): what a token of the MIKEY profile makes, and tells from an envelope key.
     */
    RSA_AES_KEY_WRAP,
    /** Under a KEK, by AES key wrap (RFC 3394). */
    AES_KEY_WRAP
  }

  /**
   * A wrapped key.
   *
   * @param purpose what the key is for
   * @param octets how many the key has
   * @param form how it was wrapped
   * @param wrapped the result
   */
  public record Wrapped(Purpose purpose, int octets, Form form, Octets wrapped) {
    /** Refuses nulls. */
    public Wrapped {
      Objects.requireNonNull(purpose, "purpose");
      Objects.requireNonNull(form, "form");
      Objects.requireNonNull(wrapped, "wrapped");
    }
  }

  /**
   * Wraps a shareable key for a peer by C_WrapKey. {@link #lock} it when it was wrapped for all.
   *
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such key
   * @throws KeyRefusedException if the key is not shareable
   */
  public Wrapped wrap(String label, RSAPublicKey recipient) {
    return wrap(
        label,
        purpose -> purpose == Purpose.PSK && ownsItsKeys() ? Form.RSA_AES_KEY_WRAP : Form.RSA_OAEP,
        (cryptoki, session, key, form) -> {
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
          try {
            return cryptoki.wrapKey(session, mechanism(form), wrapping, key);
          } finally {
            cryptoki.destroyObject(session, wrapping);
          }
        });
  }

  /**
   * Wraps a shareable key under a KEK of this token by AES key wrap (RFC 3394), for those who have
   * the same KEK.
   *
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such key, or no such KEK
   * @throws KeyRefusedException if the key is not shareable, or not of whole 64-bit blocks
   */
  public Wrapped wrapUnder(String label, String kek) {
    return wrap(
        label,
        purpose -> Form.AES_KEY_WRAP,
        (cryptoki, session, key, form) -> {
          Store store = new Store(cryptoki, session, token.label());
          ObjectHandle wrapping = store.theOnly(Attribute.CKO_SECRET_KEY, kek, "KEK");
          long octets =
              store.told(key, AttributeType.VALUE_LEN).number(AttributeType.VALUE_LEN).orElse(0);
          if (octets % KEY_WRAP_BLOCK != 0) {
            throw new KeyRefusedException(
                "AES key wrap takes keys of a multiple of eight octets, and "
                    + label
                    + " has "
                    + octets
                    + ": wrap it for an RSA key, or generate one of 24 or 32 octets");
          }
          return cryptoki.wrapKey(session, mechanism(form), wrapping, key);
        });
  }

  @FunctionalInterface
  private interface Wrapping {
    byte[] wrap(Cryptoki cryptoki, SessionHandle session, ObjectHandle key, Form form);
  }

  private Wrapped wrap(String label, Function<Purpose, Form> forms, Wrapping wrapping) {
    return token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          ObjectHandle key = store.theOnly(Attribute.CKO_SECRET_KEY, label, "secret key");
          Attributes told =
              store.told(
                  key, AttributeType.EXTRACTABLE, AttributeType.VALUE_LEN, AttributeType.KEY_TYPE);
          if (!told.isTrue(AttributeType.EXTRACTABLE)) {
            throw new KeyRefusedException(
                "the key "
                    + label
                    + " is not extractable and stays where it is; a key to share is generated with"
                    + " --shareable");
          }
          boolean aes = told.number(AttributeType.KEY_TYPE).orElse(-1) == Attribute.CKK_AES;
          Purpose purpose = aes ? Purpose.KEK : Purpose.PSK;
          Form form = forms.apply(purpose);
          try {
            return new Wrapped(
                purpose,
                (int) told.number(AttributeType.VALUE_LEN).orElse(0),
                form,
                Octets.of(wrapping.wrap(cryptoki, session, key, form)));
          } catch (CryptokiException e) {
            throw new KeyRefusedException(
                "token "
                    + token.label()
                    + " does not wrap the key "
                    + label
                    + " ("
                    + e.getMessage()
                    + ")",
                e);
          }
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
   * @param wrapped the key; a token does not tell the length of one that was unwrapped
   * @param unwrappingLabel the private key, or the KEK
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if there is no such unwrapping key
   * @throws KeyRefusedException if there is a secret key of that label, or the token cannot unwrap
   *     this, or did not make the key as asked
   */
  public void importWrapped(String label, Wrapped wrapped, String unwrappingLabel) {
    refuseUnfit(wrapped);
    List<Attribute> template = template(label, wrapped);
    token.provision(
        (cryptoki, session) -> {
          Store store = new Store(cryptoki, session, token.label());
          store.requireFree(Attribute.CKO_SECRET_KEY, label, "secret key");
          ObjectHandle unwrapping =
              wrapped.form() == Form.AES_KEY_WRAP
                  ? store.theOnly(Attribute.CKO_SECRET_KEY, unwrappingLabel, "KEK")
                  : store.theOnly(Attribute.CKO_PRIVATE_KEY, unwrappingLabel, "private key");
          ObjectHandle key;
          try {
            key =
                cryptoki.unwrapKey(
                    session,
                    mechanism(wrapped.form()),
                    unwrapping,
                    wrapped.wrapped().toArray(),
                    template);
          } catch (CryptokiException e) {
            throw new KeyRefusedException(
                "token "
                    + token.label()
                    + " does not unwrap this with the key "
                    + unwrappingLabel
                    + " ("
                    + e.getMessage()
                    + "): is it the key that it was wrapped for",
                e);
          }
          store.check(key, template, List.of(key));
          if (store.told(key, AttributeType.VALUE_LEN).number(AttributeType.VALUE_LEN).orElse(0)
              <= 0) {
            store.recordLength(label, wrapped.octets());
          }
          return key;
        });
  }

  /**
   * Whether a pre-shared key that comes to this token in a form serves every mode that takes one. A
   * token of the MIKEY profile takes what RSAES-OAEP alone decrypts for an envelope key, whose
   * encr_key works in one direction: it serves DHHMAC, which encrypts no keys, and not the
   * pre-shared key mode.
   */
  public boolean servesEveryMode(Form form) {
    return form != Form.RSA_OAEP || !ownsItsKeys();
  }

  /** Whether the token keeps to the MIKEY profile. */
  private boolean ownsItsKeys() {
    return token.mechanism(MechanismType.MIKEY_PRF).isPresent();
  }

  private static Mechanism mechanism(Form form) {
    Mechanism.RsaOaep oaep = new Mechanism.RsaOaep(MechanismType.SHA_1);
    return switch (form) {
      case RSA_OAEP -> oaep;
      case RSA_AES_KEY_WRAP -> new Mechanism.RsaAesKeyWrap(oaep);
      case AES_KEY_WRAP -> new Mechanism.Plain(MechanismType.AES_KEY_WRAP);
    };
  }

  private void refuseUnfit(Wrapped wrapped) {
    boolean byKek = wrapped.form() == Form.AES_KEY_WRAP;
    if (ownsItsKeys() && wrapped.purpose() == Purpose.KEK && !byKek) {
      throw new KeyRefusedException(
          "token "
              + token.label()
              + " makes what an RSA key unwraps an input of the PRF, never a KEK");
    }
    if (ownsItsKeys() && wrapped.purpose() == Purpose.PSK && byKek) {
      throw new KeyRefusedException(
          "token "
              + token.label()
              + " takes PSKs that are wrapped for an RSA key only: what a KEK of its base unwraps"
              + " stays in the base, where the PRF cannot use it");
    }
    if (wrapped.form() == Form.RSA_AES_KEY_WRAP
        && token.mechanism(MechanismType.RSA_AES_KEY_WRAP).isEmpty()) {
      throw new KeyRefusedException(
          "token "
              + token.label()
              + " has no CKM_RSA_AES_KEY_WRAP, by which this was wrapped: hand over a PSK that was"
              + " generated on a token which wraps by RSAES-OAEP");
    }
  }

  private List<Attribute> template(String label, Wrapped wrapped) {
    List<Attribute> more = new ArrayList<>();
    if (ownsItsKeys()) {
      more.add(Templates.number(AttributeType.VALUE_LEN, wrapped.octets()));
      if (wrapped.form() == Form.RSA_AES_KEY_WRAP) {
        more.add(MikeyUse.attribute(MikeyUse.INKEY));
      }
    }
    return Templates.secret(
        wrapped.purpose() == Purpose.PSK ? Attribute.CKK_GENERIC_SECRET : Attribute.CKK_AES,
        label,
        uses(wrapped.purpose()),
        false,
        first(wrapped.purpose(), more.toArray(Attribute[]::new)));
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

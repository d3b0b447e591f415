package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;

/**
 * MIKEY-1 as CKM_SP800_108_DOUBLE_PIPELINE_KDF, inside the token: A(i) = HMAC(s, A(i-1)), A(0) =
 * label, K(i) = HMAC(s, A(i) || label) is P(s, label, m) of RFC 3830 section 4.1.2. NSS has it.
 *
 * <p>An inkey of n > 1 blocks gives the XOR of P(s_1) to P(s_n), and no standard mechanism XORs two
 * keys. So P(s_2) to P(s_n) are read and applied to P(s_1), which nobody reads, by
 * CKM_XOR_BASE_AND_DATA. The result is as secret as P(s_1): nobody computes it of what was read,
 * nor s_2 to s_n, unless s_n is so short that it can be guessed ({@link Blocks#custody}).
 *
 * <p>Salts, and keys that are asked for in host memory, are read from data objects that NSS's own
 * variant of the mechanism makes.
 */
final class DoublePipelinePrf implements PrfStrategy {
  private static final String MECHANISM = "CKM_SP800_108_DOUBLE_PIPELINE_KDF";
  private static final String READ = "CKM_NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA";

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.SP800_108_DOUBLE_PIPELINE_KDF, Ability.DERIVE),
        new Need(MechanismType.NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA, Ability.DERIVE),
        new Need(MechanismType.XOR_BASE_AND_DATA, Ability.DERIVE),
        new Need(MechanismType.EXTRACT_KEY_FROM_KEY, Ability.DERIVE));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  /** Not SIGN: a C_Sign would hand out what is derived. */
  @Override
  public Set<AttributeType> inkeyUsage() {
    return EnumSet.of(AttributeType.DERIVE);
  }

  @Override
  public Set<MechanismType> inkeyMechanisms() {
    return needs().stream().map(Need::mechanism).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public CustodialKey deriveKey(Token token, SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    TokenKey source = usable(token, inkey);
    if (spec.use() == KeyUse.MESSAGE_SALT) {
      return read(token, source, label, spec, Custody.salt(Origin.DERIVED, READ));
    }
    if (spec.place() == KeyPlace.HOST) {
      return read(token, source, label, spec, Custody.host(Origin.DERIVED, READ));
    }
    return derive(token, source, label, spec);
  }

  @Override
  public Octets deriveSalt(Token token, SecretKey inkey, byte[] label, int length)
      throws InvalidKeyException {
    byte[] output = read(token, usable(token, inkey), 0, label, length);
    try {
      return Octets.of(output);
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  private static TokenKey derive(Token token, TokenKey source, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    int length = spec.length();
    TokenKey.Description description =
        new TokenKey.Description(
            spec.use(), length, Blocks.custody(spec.use(), length, custody(token, source)));
    boolean split = KeyTemplates.isInkey(spec.use()) && length > MikeyPrf.BLOCK_LENGTH;
    Mechanism pipeline = pipeline(MechanismType.SP800_108_DOUBLE_PIPELINE_KDF, label);
    TokenKey.Block first = source.blocks().get(0);
    if (source.blockCount() == 1 && !split) {
      return token.makeKey(
          List.of(
              KeySource.derive(
                  pipeline, first, KeyTemplates.secretOfLength(token, spec.use(), length))),
          description);
    }
    try (TokenKey p1 = Blocks.intermediate(token, pipeline, first, description)) {
      if (source.blockCount() == 1) {
        return Blocks.extract(token, p1, 0, description);
      }
      byte[] mask = read(token, source, 1, label, length);
      try {
        Mechanism xor = new Mechanism.StringData(MechanismType.XOR_BASE_AND_DATA, Octets.of(mask));
        if (!split) {
          return token.makeKey(
              List.of(
                  KeySource.derive(
                      xor,
                      p1.blocks().get(0),
                      KeyTemplates.secretOfLength(token, spec.use(), length))),
              description);
        }
        try (TokenKey whole = Blocks.intermediate(token, xor, p1.blocks().get(0), description)) {
          return Blocks.extract(token, whole, 0, description);
        }
      } finally {
        Arrays.fill(mask, (byte) 0);
      }
    }
  }

  private static CustodialKey read(
      Token token, TokenKey source, byte[] label, DerivedKeySpec spec, Custody custody)
      throws InvalidKeyException {
    byte[] output = read(token, source, 0, label, spec.length());
    try {
      return SoftwareKey.copyOf(output, spec.use().algorithm(), custody);
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  /** The XOR of P(s_i) over the blocks from {@code firstBlock}, which the caller wipes. */
  private static byte[] read(Token token, TokenKey source, int firstBlock, byte[] label, int length)
      throws InvalidKeyException {
    Mechanism pipeline =
        pipeline(MechanismType.NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA, label);
    byte[] result = new byte[length];
    for (int i = firstBlock; i < source.blockCount(); i++) {
      byte[] part =
          token.publicValue(
              KeySource.derive(pipeline, source.blocks().get(i), KeyTemplates.data(length)));
      for (int j = 0; j < length; j++) {
        result[j] ^= part[j];
      }
      Arrays.fill(part, (byte) 0);
    }
    return result;
  }

  private static Mechanism pipeline(MechanismType type, byte[] label) {
    return new Mechanism.DoublePipeline(type, MechanismType.SHA_1_HMAC, Octets.of(label));
  }

  /** What came out of an inkey that somebody may know is known likewise. */
  private static Custody custody(Token token, TokenKey inkey) {
    String how =
        inkey.blockCount() == 1
            ? MECHANISM
            : MECHANISM + ", CKM_XOR_BASE_AND_DATA; P(s_2) to P(s_n) are read";
    return inkey.custody().level() == CustodyLevel.HOST
        ? Custody.host(Origin.DERIVED, how)
        : new Custody(inkey.custody().level(), Origin.DERIVED, token.boundary(), how);
  }

  private static TokenKey usable(Token token, SecretKey inkey) throws InvalidKeyException {
    TokenKey key = TokenKeys.require(token, inkey, KeyUse.TEK_GENERATION, KeyUse.ENVELOPE);
    for (int i = 0; i < key.blockCount(); i++) {
      if (key.storedLength(i) > MikeyPrf.BLOCK_LENGTH) {
        throw new InvalidKeyException(
            "this key has "
                + key.storedLength(i)
                + " octets in one token object; the PRF of RFC 3830 section 4.1.2 splits it into"
                + " blocks of 32: provision one of 32 octets or fewer");
      }
      if (!key.derives(i)) {
        throw new InvalidKeyException(
            "this key has no CKA_DERIVE, and this token computes the PRF by C_DeriveKey:"
                + " provision it with CKA_DERIVE and without CKA_SIGN");
      }
    }
    return key;
  }
}

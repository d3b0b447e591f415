package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
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
 * MIKEY-1 by one C_Sign per HMAC. The outputs come back to host memory, where they are joined, put
 * into the token as a new object, and wiped: TRANSIENT. Every token with HMAC can do this.
 */
final class HmacPrf implements PrfStrategy {
  private static final String RETURNED = "CKM_SHA_1_HMAC";
  private static final String IMPORTED = "CKM_SHA_1_HMAC, C_CreateObject";

  @Override
  public List<Need> needs() {
    return List.of(new Need(MechanismType.SHA_1_HMAC, Ability.SIGN));
  }

  @Override
  public Set<AttributeType> inkeyUsage() {
    return EnumSet.of(AttributeType.SIGN);
  }

  /** MIKEY's two PRFs. */
  @Override
  public Set<MechanismType> inkeyMechanisms() {
    return Set.of(MechanismType.SHA_1_HMAC, MechanismType.SHA256_HMAC);
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TRANSIENT;
  }

  @Override
  public CustodialKey deriveKey(Token token, SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    TokenKey source = usable(token, inkey);
    byte[] output = derive(token, source, label, spec.length());
    try {
      if (spec.use() == KeyUse.MESSAGE_SALT) {
        return SoftwareKey.copyOf(
            output, spec.use().algorithm(), Custody.salt(Origin.DERIVED, RETURNED));
      }
      if (spec.place() == KeyPlace.HOST) {
        return SoftwareKey.copyOf(
            output, spec.use().algorithm(), Custody.host(Origin.DERIVED, RETURNED));
      }
      return SessionKeys.create(token, output, spec.use(), custodyAfter(token, source));
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  @Override
  public Octets deriveSalt(Token token, SecretKey inkey, byte[] label, int length)
      throws InvalidKeyException {
    byte[] output = derive(token, usable(token, inkey), label, length);
    try {
      return Octets.of(output);
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  private static byte[] derive(Token token, TokenKey inkey, byte[] label, int length)
      throws InvalidKeyException {
    List<MikeyPrf.Hmac> blocks = new ArrayList<>();
    for (int i = 0; i < inkey.blockCount(); i++) {
      int block = i;
      blocks.add(data -> token.sign(HmacSha1.MECHANISM, inkey, block, data));
    }
    return MikeyPrf.derive(blocks, HmacSha1.HASH_LENGTH, label, length);
  }

  /** What came out of an inkey that somebody may know is known likewise. */
  private static Custody custodyAfter(Token token, TokenKey inkey) {
    return inkey.custody().level() == CustodyLevel.HOST
        ? Custody.host(Origin.DERIVED, IMPORTED)
        : new Custody(CustodyLevel.TRANSIENT, Origin.DERIVED, token.boundary(), IMPORTED);
  }

  private static TokenKey usable(Token token, SecretKey inkey) throws InvalidKeyException {
    TokenKey key = TokenKeys.require(token, inkey, KeyUse.TEK_GENERATION, KeyUse.ENVELOPE);
    int minLength = HmacSha1.minKeyLength(token);
    for (int i = 0; i < key.blockCount(); i++) {
      int stored = key.storedLength(i);
      if (stored > MikeyPrf.BLOCK_LENGTH) {
        throw new InvalidKeyException(
            "this key has "
                + stored
                + " octets in one token object; the PRF of RFC 3830 section 4.1.2 splits it into"
                + " blocks of 32, and this token cannot split a key: provision one of 32 octets or"
                + " fewer");
      }
      // An unwrapped key does not tell its length on SoftHSM; C_Sign refuses it if it is short.
      if (stored != 0 && stored < minLength) {
        throw new InvalidKeyException(
            "this key is stored with "
                + stored
                + " octets, and token "
                + token.label()
                + " refuses HMAC keys of fewer than "
                + minLength
                + ": provision it with softhsm-setup/token.sh, which stores it padded with zeros"
                + " (HMAC is unchanged by that)");
      }
      if (!key.signs(i)) {
        throw new InvalidKeyException(
            "this key has no CKA_SIGN, and this token computes the PRF by C_Sign: provision it"
                + " with softhsm-setup/token.sh");
      }
    }
    return key;
  }
}

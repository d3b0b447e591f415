package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
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
import org.mikeyhsm.jca.SrtpKeyInput;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;

/**
 * The AES-CM PRF of RFC 3711 section 4.3.3 as CKM_AES_ECB_ENCRYPT_DATA of the counter blocks, whose
 * leading octets become the key, inside the token.
 */
final class EncryptDataSrtp implements SrtpStrategy {
  /** NSS takes no more data at once; a multiple of the block. */
  private static final int MAX_DATA = 64;

  private static final String MECHANISM = "CKM_AES_ECB_ENCRYPT_DATA";

  @Override
  public List<Need> needs() {
    return List.of(new Need(MechanismType.AES_ECB_ENCRYPT_DATA, Ability.DERIVE));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public CustodialKey deriveKey(
      Token token, SecretKey masterKey, SrtpKeyInput input, DerivedKeySpec spec)
      throws InvalidKeyException {
    TokenKey tek = usable(token, masterKey);
    byte[] counterBlocks = input.counterBlocks(spec.length());
    if (spec.place() == KeyPlace.HOST) {
      byte[] output = read(token, tek, counterBlocks, spec.length());
      try {
        return SoftwareKey.copyOf(
            output, spec.use().algorithm(), Custody.host(Origin.DERIVED, MECHANISM));
      } finally {
        Arrays.fill(output, (byte) 0);
      }
    }
    Custody custody =
        tek.custody().level() == CustodyLevel.HOST
            ? Custody.host(Origin.DERIVED, MECHANISM)
            : new Custody(tek.custody().level(), Origin.DERIVED, token.boundary(), MECHANISM);
    return token.makeKey(
        List.of(
            KeySource.derive(
                mechanism(counterBlocks),
                tek.blocks().get(0),
                KeyTemplates.secretOfLength(token, spec.use(), spec.length()))),
        new TokenKey.Description(spec.use(), spec.length(), custody));
  }

  @Override
  public Octets deriveSalt(Token token, SecretKey masterKey, SrtpKeyInput input, int length)
      throws InvalidKeyException {
    return Octets.of(read(token, usable(token, masterKey), input.counterBlocks(length), length));
  }

  private static byte[] read(Token token, TokenKey tek, byte[] counterBlocks, int length)
      throws InvalidKeyException {
    byte[] output = new byte[length];
    for (int from = 0; from < length; from += MAX_DATA) {
      int take = Math.min(MAX_DATA, length - from);
      byte[] blocks =
          Arrays.copyOfRange(counterBlocks, from, Math.min(from + MAX_DATA, counterBlocks.length));
      byte[] part =
          token.publicValue(
              KeySource.derive(
                  mechanism(blocks), tek.blocks().get(0), KeyTemplates.readable(take)));
      System.arraycopy(part, 0, output, from, take);
      Arrays.fill(part, (byte) 0);
    }
    return output;
  }

  private static Mechanism mechanism(byte[] counterBlocks) {
    return new Mechanism.StringData(MechanismType.AES_ECB_ENCRYPT_DATA, Octets.of(counterBlocks));
  }

  private static TokenKey usable(Token token, SecretKey masterKey) throws InvalidKeyException {
    TokenKey key = TokenKeys.require(token, masterKey, KeyUse.TRAFFIC_ENCRYPTION);
    int length = key.storedLength(0);
    if (length != 16 && length != 24 && length != 32) {
      throw new InvalidKeyException("an SRTP master key has 128, 192 or 256 bits");
    }
    return key;
  }
}

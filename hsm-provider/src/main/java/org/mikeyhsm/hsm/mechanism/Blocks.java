package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;

/** Cuts keys out of keys by CKM_EXTRACT_KEY_FROM_KEY, inside the token. */
final class Blocks {
  /** Octets of the shortest last block of the PRF that P(s_n) does not give away. */
  private static final int LEAST = 16;

  /** Why a TGK does not count as kept inside. */
  static final List<String> MISSING =
      List.of("a TGK whose last block of 256 bits has 128 bits or more, or CKM_MIKEY_PRF");

  private Blocks() {}

  /**
   * What a TGK of {@code length} octets reaches where the PRF reads P(s_2) to P(s_n): whoever has
   * P(s_n) finds a last block of fewer than 128 bits by trying all.
   */
  static Custody custody(KeyUse use, int length, Custody custody) {
    int last = length % MikeyPrf.BLOCK_LENGTH;
    boolean guessable =
        KeyTemplates.isInkey(use) && length > MikeyPrf.BLOCK_LENGTH && last > 0 && last < LEAST;
    return guessable && custody.level() == CustodyLevel.TOKEN
        ? new Custody(
            CustodyLevel.TRANSIENT,
            custody.origin(),
            custody.boundary(),
            custody.mechanism() + "; P(s_n) of its last " + last + " octets is read",
            custody.evidence())
        : custody;
  }

  /**
   * A key that is a part of another; an inkey of more than 256 bits becomes one object per block of
   * RFC 3830 section 4.1.2.
   *
   * @param whole a key of one object
   * @param firstOctet where the part begins
   * @param description what the part is; its length in octets is that of the part
   */
  static TokenKey extract(
      Token token, TokenKey whole, int firstOctet, TokenKey.Description description)
      throws InvalidKeyException {
    int length = description.length();
    int blockLength =
        KeyTemplates.isInkey(description.use()) ? MikeyPrf.BLOCK_LENGTH : description.length();
    List<KeySource> sources = new ArrayList<>();
    for (int from = 0; from < length; from += blockLength) {
      sources.add(
          KeySource.derive(
              new Mechanism.ExtractKey((long) (firstOctet + from) * Byte.SIZE),
              whole.blocks().get(0),
              KeyTemplates.secretOfLength(
                  token, description.use(), Math.min(blockLength, length - from))));
    }
    return token.makeKey(sources, description);
  }

  /** A key of one object that is only on the way to another; the caller closes it. */
  static TokenKey intermediate(
      Token token, Mechanism mechanism, TokenKey.Block base, TokenKey.Description description)
      throws InvalidKeyException {
    return token.makeKey(
        List.of(
            KeySource.derive(
                mechanism, base, KeyTemplates.intermediate(token, description.length()))),
        description);
  }
}

package org.mikeyhsm.hsm.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;
import org.mikeyhsm.jca.KeyUse;

/**
 * What a token does otherwise than PKCS#11 has it, as data: a new one is a line in {@link #KNOWN}.
 *
 * @param applies tells the token by its CK_TOKEN_INFO
 * @param unlisted mechanisms that work though C_GetMechanismList leaves them out
 * @param refusedOaepHashes hashes that CKM_RSA_PKCS_OAEP does not take
 * @param limits what a logged-in caller can do to a key whatever its attributes
 */
record TokenQuirks(
    Predicate<TokenInfo> applies,
    Map<MechanismType, MechanismInfo> unlisted,
    Set<MechanismType> refusedOaepHashes,
    List<Limit> limits) {
  /**
   * What is possible with a key of this token.
   *
   * @param uses the keys
   * @param flag the flag that makes it possible, empty if none does
   * @param text a sentence
   */
  record Limit(Set<KeyUse> uses, Optional<AttributeType> flag, String text) {
    private static final Set<KeyUse> INKEYS = Set.of(KeyUse.TEK_GENERATION, KeyUse.ENVELOPE);

    /** The PRF is HMAC. */
    private static final Limit SIGNED_PRF =
        new Limit(
            INKEYS,
            Optional.of(AttributeType.SIGN),
            "CKA_SIGN is set, for the PRF is made of C_Sign: it returns what is derived");

    private static final Limit ENCRYPT_DATA =
        new Limit(
            Set.of(KeyUse.TRAFFIC_ENCRYPTION, KeyUse.KEY_DATA_ENCRYPTION),
            Optional.of(AttributeType.DERIVE),
            "CKM_AES_ECB_ENCRYPT_DATA makes readable keys of this one for whoever asks");

    private boolean holds(KeyUse use, Map<String, Boolean> attributes) {
      return uses.contains(use)
          && flag.map(wanted -> attributes.getOrDefault(wanted.toString(), false)).orElse(true);
    }
  }

  private static final MechanismInfo DERIVES = new MechanismInfo(1, 32, Ability.DERIVE.flag());

  private static final TokenQuirks NONE =
      new TokenQuirks(info -> true, Map.of(), Set.of(), List.of(Limit.SIGNED_PRF));

  /**
   * NSS lists some derivations for its session-only slot alone; they work in the slots with a
   * database as well.
   */
  private static final TokenQuirks NSS =
      new TokenQuirks(
          info -> info.manufacturer().equals("Mozilla Foundation") && info.model().equals("NSS 3"),
          Map.of(
              MechanismType.XOR_BASE_AND_DATA,
              DERIVES,
              MechanismType.EXTRACT_KEY_FROM_KEY,
              DERIVES,
              MechanismType.AES_ECB_ENCRYPT_DATA,
              DERIVES),
          Set.of(),
          List.of(
              new Limit(
                  Set.of(KeyUse.values()),
                  Optional.empty(),
                  "CKA_EXTRACTABLE is not enforced: C_WrapKey takes this key all the same"),
              new Limit(
                  Limit.INKEYS,
                  Optional.of(AttributeType.DERIVE),
                  "CKM_NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA returns what is derived"),
              Limit.ENCRYPT_DATA));

  /** SoftHSM2 answers CKR_ARGUMENTS_BAD to OAEP with another hash than SHA-1. */
  private static final TokenQuirks SOFTHSM =
      new TokenQuirks(
          info -> info.manufacturer().equals("SoftHSM project"),
          Map.of(),
          Set.of(MechanismType.SHA256),
          List.of(Limit.SIGNED_PRF, Limit.ENCRYPT_DATA));

  private static final List<TokenQuirks> KNOWN = List.of(NSS, SOFTHSM, NONE);

  static TokenQuirks of(TokenInfo info) {
    return KNOWN.stream().filter(quirks -> quirks.applies.test(info)).findFirst().orElse(NONE);
  }

  /** A custody with what its evidence does not say. */
  Custody limited(KeyUse use, Custody custody) {
    Map<String, Boolean> attributes = custody.evidence().attributes();
    if (limits.isEmpty() || attributes.isEmpty()) {
      return custody;
    }
    List<String> known = new ArrayList<>();
    for (Limit limit : limits) {
      if (limit.holds(use, attributes)) {
        known.add(limit.text());
      }
    }
    return custody.with(custody.evidence().limitedBy(known));
  }
}

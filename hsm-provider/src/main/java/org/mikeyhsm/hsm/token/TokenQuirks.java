package org.mikeyhsm.hsm.token;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

/**
 * What a token does otherwise than PKCS#11 has it, as data: a new one is a line in {@link #KNOWN}.
 *
 * @param applies tells the token by its CK_TOKEN_INFO
 * @param unlisted mechanisms that work though C_GetMechanismList leaves them out
 */
record TokenQuirks(Predicate<TokenInfo> applies, Map<MechanismType, MechanismInfo> unlisted) {
  private static final MechanismInfo DERIVES = new MechanismInfo(1, 32, Ability.DERIVE.flag());

  private static final TokenQuirks NONE = new TokenQuirks(info -> true, Map.of());

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
              DERIVES));

  private static final List<TokenQuirks> KNOWN = List.of(NSS, NONE);

  static TokenQuirks of(TokenInfo info) {
    return KNOWN.stream().filter(quirks -> quirks.applies.test(info)).findFirst().orElse(NONE);
  }
}

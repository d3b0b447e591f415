package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.Token;

class StrategyTest {
  private record Way(List<MechanismType> needs, CustodyLevel yields) implements Strategy {}

  private static final MechanismType UNKNOWN = new MechanismType(0x3AE);

  @Test
  void takesTheFirstWayThatTheTokenCanGo() {
    Way best = new Way(List.of(MechanismType.AES_CTR, UNKNOWN), CustodyLevel.TOKEN);
    Way second = new Way(List.of(MechanismType.AES_CTR), CustodyLevel.TRANSIENT);
    Way third = new Way(List.of(), CustodyLevel.HOST);
    try (Token token = FakeTokens.open(FakeTokens.cryptoki())) {
      assertSame(second, Strategy.choose("it", List.of(best, second, third), token));
    }
  }

  @Test
  void namesTheMissingMechanism() {
    FakeCryptoki cryptoki = FakeTokens.cryptoki();
    cryptoki.without(MechanismType.SHA_1_HMAC);
    try (Token token = FakeTokens.open(cryptoki)) {
      MechanismMissingException e =
          assertThrows(
              MechanismMissingException.class,
              () -> Strategy.choose("MIKEY-1", PrfStrategy.MIKEY_1, token));
      assertTrue(
          e.getMessage().contains("CKM_SHA_1_HMAC")
              && e.getMessage().contains("MIKEY-1")
              && e.getMessage().contains(FakeTokens.LABEL),
          e.getMessage());
    }
  }

  @Test
  void stockSoftHsmYieldsWhatItSays() {
    assertEquals(CustodyLevel.TRANSIENT, PrfStrategy.MIKEY_1.get(0).yields());
    assertEquals(
        CustodyLevel.TRANSIENT, KeyDataStrategy.BY_ALGORITHM.get("AES-CM-128").get(0).yields());
    assertEquals(
        CustodyLevel.TRANSIENT, KeyDataStrategy.BY_ALGORITHM.get("AES-KW-128").get(0).yields());
    assertEquals(CustodyLevel.HOST, KeyDataStrategy.BY_ALGORITHM.get("NULL").get(0).yields());
  }
}

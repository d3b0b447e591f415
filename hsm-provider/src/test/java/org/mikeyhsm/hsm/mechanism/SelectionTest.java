package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.Token;

class SelectionTest {
  private record Way(List<Need> needs, CustodyLevel yields) implements Strategy {}

  private static final Need CTR = new Need(MechanismType.AES_CTR, Ability.ENCRYPT);
  private static final Need UNKNOWN =
      new Need(MechanismType.SP800_108_DOUBLE_PIPELINE_KDF, Ability.DERIVE);

  @Test
  void takesTheFirstWayThatTheTokenCanGo() {
    Way best = new Way(List.of(CTR, UNKNOWN), CustodyLevel.TOKEN);
    Way second = new Way(List.of(CTR), CustodyLevel.TRANSIENT);
    Way third = new Way(List.of(), CustodyLevel.HOST);
    try (Token token = FakeTokens.open(FakeTokens.cryptoki())) {
      Selection<Way> selection = Selection.of("it", List.of(best, second, third), token);
      assertSame(second, selection.chosen());
      assertEquals(List.of("CKM_SP800_108_DOUBLE_PIPELINE_KDF"), selection.missing());
    }
  }

  @Test
  void aWayOfNoBetterLevelIsNotMissed() {
    Way first = new Way(List.of(UNKNOWN), CustodyLevel.TRANSIENT);
    Way second = new Way(List.of(CTR), CustodyLevel.TRANSIENT);
    try (Token token = FakeTokens.open(FakeTokens.cryptoki())) {
      assertEquals(List.of(), Selection.of("it", List.of(first, second), token).missing());
    }
  }

  @Test
  void aListedMechanismMustBeAbleToo() {
    FakeCryptoki cryptoki = FakeTokens.cryptoki();
    cryptoki.abilities(MechanismType.AES_CTR, Ability.DECRYPT.flag());
    try (Token token = FakeTokens.open(cryptoki)) {
      Way way = new Way(List.of(CTR), CustodyLevel.TOKEN);
      assertTrue(Selection.of("it", List.of(way), token).found().isEmpty());
    }
  }

  @Test
  void namesTheMissingMechanism() {
    FakeCryptoki cryptoki = FakeTokens.cryptoki();
    cryptoki.without(MechanismType.SHA_1_HMAC);
    try (Token token = FakeTokens.open(cryptoki)) {
      Selection<PrfStrategy> selection = TokenOperations.of(token).mikey1();
      MechanismMissingException e =
          assertThrows(MechanismMissingException.class, selection::chosen);
      assertTrue(
          e.getMessage().contains("CKM_SHA_1_HMAC")
              && e.getMessage().contains("MIKEY-1")
              && e.getMessage().contains(FakeTokens.LABEL),
          e.getMessage());
    }
  }

  @Test
  void isMadeOncePerToken() {
    FakeCryptoki cryptoki = FakeTokens.cryptoki();
    try (Token token = FakeTokens.open(cryptoki)) {
      TokenOperations first = TokenOperations.of(token);
      long asked = cryptoki.calls("C_GetMechanismInfo");
      assertSame(first, TokenOperations.of(token));
      assertEquals(asked, cryptoki.calls("C_GetMechanismInfo"));
      assertEquals(1, cryptoki.calls("C_GetMechanismList"));
    }
  }

  @Test
  void waysAreListedBestFirst() {
    assertOrdered(PrfStrategy.MIKEY_1);
    KeyDataStrategy.BY_ALGORITHM.values().forEach(SelectionTest::assertOrdered);
    EnvelopeStrategy.BY_ALGORITHM.values().forEach(SelectionTest::assertOrdered);
    assertOrdered(AgreementStrategy.DIFFIE_HELLMAN);
    assertOrdered(SrtpStrategy.AES_CM);
  }

  private static void assertOrdered(List<? extends Strategy> ways) {
    List<CustodyLevel> levels = ways.stream().map(Strategy::yields).toList();
    assertEquals(levels.stream().sorted().toList(), levels);
  }
}

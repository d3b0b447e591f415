package org.mikeyhsm.hsm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;

class EvidenceOfFlagsTest {
  private final EvidenceOfFlags evidence = new EvidenceOfFlags();

  private static Attributes told(boolean sensitive, Attribute... others) {
    Attribute[] all = new Attribute[others.length + 1];
    all[0] = new Attribute.Flag(AttributeType.SENSITIVE, sensitive);
    System.arraycopy(others, 0, all, 1, others.length);
    return Attributes.of(all);
  }

  @Test
  void isWhatTheFlagsSay() {
    Attribute derive = new Attribute.Flag(AttributeType.DERIVE, true);
    Attribute notDerive = new Attribute.Flag(AttributeType.DERIVE, false);
    for (Attributes told :
        new Attributes[] {
          told(true), told(false), told(true, derive), told(true, notDerive), told(false, derive)
        }) {
      assertEquals(told.evidence(), evidence.of(told));
      assertEquals(told.evidence(), evidence.of(told), "from what is known");
    }
  }

  @Test
  void whatIsNoFlagDoesNotMatter() {
    Attribute length = new Attribute.Number(AttributeType.VALUE_LEN, 16);
    assertSame(evidence.of(told(true)), evidence.of(told(true, length)));
  }

  @Test
  void everyTypeHasABitOfItsOwn() {
    assertTrue(AttributeType.values().length <= Long.SIZE);
  }
}

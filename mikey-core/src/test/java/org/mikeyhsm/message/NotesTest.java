package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NotesTest {
  private static Notes of(int count) {
    Notes notes = new Notes();
    for (int i = 0; i < count; i++) {
      notes.add("X", i, "odd");
    }
    return notes;
  }

  @Test
  void areSentences() {
    assertEquals(List.of("X at octet 0: odd"), of(1).list());
  }

  @Test
  void areBounded() {
    assertEquals(100, of(100).list().size());
    assertEquals(101, of(5000).list().size());
    assertEquals("X at octet 100: further diagnostics are left out", of(5000).list().get(100));
  }

  @Test
  void stayBoundedWhenTheyAreAddedUp() {
    Notes sum = of(60);
    sum.addAll(of(60));
    assertEquals(101, sum.list().size());
    assertEquals("X at octet 40: further diagnostics are left out", sum.list().get(100));
  }
}

package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;

class ExchangeExceptionTest {
  private final ExchangeException refusal =
      new ExchangeException(Failure.TIMESTAMP, "T", 28, "the timestamp is too old");

  @Test
  void namesPayloadOffsetAndReason() {
    assertEquals(Failure.TIMESTAMP, refusal.failure());
    assertEquals("T", refusal.payload());
    assertEquals(28, refusal.offset());
    assertEquals("the timestamp is too old", refusal.reason());
    assertEquals("T at octet 28: the timestamp is too old", refusal.getMessage());
    assertEquals(Optional.empty(), refusal.errorMessage());
  }

  @Test
  void keepsItsPlaceWhenAnAnswerIsAdded() {
    Octets answer = Octets.ofHex("0106");
    ExchangeException answered = refusal.withErrorMessage(answer);
    assertEquals(Optional.of(answer), answered.errorMessage());
    assertEquals(refusal.getMessage(), answered.getMessage());
    assertEquals(refusal.failure(), answered.failure());
    assertArrayEquals(refusal.getStackTrace(), answered.getStackTrace());
    assertEquals(Optional.empty(), refusal.errorMessage());
  }

  @Test
  void survivesSerializationWithoutItsAnswer() throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(refusal.withErrorMessage(Octets.ofHex("0106")));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
      ExchangeException read = (ExchangeException) in.readObject();
      assertEquals(refusal.getMessage(), read.getMessage());
      assertEquals(Optional.empty(), read.errorMessage());
    }
  }

  @Test
  void refusesNulls() {
    assertThrows(NullPointerException.class, () -> new ExchangeException(null, "T", 0, "x"));
    assertThrows(NullPointerException.class, () -> refusal.withErrorMessage(null));
  }
}

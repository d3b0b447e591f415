package org.mikeyhsm.hsm.cryptoki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.jna.Pointer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.SecretOctets;

class CallMemoryTest {
  private static final byte[] OCTETS = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  private final CallMemory.Threads threads = new CallMemory.Threads();

  @Test
  void isWipedWhenTheCallIsOver() {
    long address;
    try (CallMemory memory = threads.take(64)) {
      address = memory.copy(OCTETS);
      assertArrayEquals(OCTETS, new Pointer(address).getByteArray(0, OCTETS.length));
    }
    assertArrayEquals(new byte[OCTETS.length], new Pointer(address).getByteArray(0, OCTETS.length));
  }

  @Test
  void aKeyOnItsWayIsWipedAsWell() {
    long value;
    try (SecretOctets secret = SecretOctets.copyOf(OCTETS);
        CallMemory memory = threads.take(128)) {
      List<Attribute> template = List.of(new Attribute.Secret(AttributeType.VALUE, secret));
      long address = NativeForm.put(memory, template);
      value = new Pointer(address).getLong(8);
      assertArrayEquals(OCTETS, new Pointer(value).getByteArray(0, OCTETS.length));
    }
    assertArrayEquals(new byte[OCTETS.length], new Pointer(value).getByteArray(0, OCTETS.length));
  }

  @Test
  void oneCallInsideAnotherHasItsOwn() {
    try (CallMemory outer = threads.take(16)) {
      long mine = outer.copy(OCTETS);
      try (CallMemory inner = threads.take(16)) {
        assertNotEquals(mine, inner.copy(new byte[9]));
      }
      assertArrayEquals(OCTETS, outer.octets(0, OCTETS.length));
    }
  }

  @Test
  void isAsLargeAsWasAskedFor() {
    byte[] large = new byte[100_000];
    large[large.length - 1] = 5;
    try (CallMemory memory = threads.take(large.length)) {
      memory.copy(large);
      assertArrayEquals(large, memory.octets(0, large.length));
      assertThrows(IllegalStateException.class, () -> memory.reserve(1));
    }
  }

  @Test
  void piecesBeginAtMultiplesOfEight() {
    try (CallMemory memory = threads.take(64)) {
      assertEquals(0, memory.reserve(1));
      assertEquals(8, memory.reserve(9));
      assertEquals(24, memory.reserve(0));
      assertEquals(0, memory.address(0) % 8);
      assertThrows(IllegalStateException.class, () -> memory.reserve(-1));
    }
  }
}

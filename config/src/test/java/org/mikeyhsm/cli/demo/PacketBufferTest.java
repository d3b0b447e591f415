package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PacketBufferTest {
  @Test
  void appendsShrinksAndReads() {
    byte[] packet = {1, 2, 3};
    PacketBuffer buffer = new PacketBuffer(packet);
    buffer.append(new byte[] {4, 5, 6}, 2);
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, buffer.toArray());
    byte[] region = new byte[2];
    buffer.readRegionToBuff(3, 2, region);
    assertArrayEquals(new byte[] {4, 5}, region);
    buffer.shrink(1);
    assertEquals(4, buffer.getLength());
    buffer.setOffset(1);
    buffer.setLength(2);
    assertArrayEquals(new byte[] {2, 3}, buffer.toArray());
    assertArrayEquals(new byte[] {1, 2, 3}, packet, "the packet given is not changed");
  }

  @Test
  void growingChangesNothingOfThePacket() {
    PacketBuffer buffer = new PacketBuffer(new byte[] {7});
    buffer.grow(10);
    assertArrayEquals(new byte[] {7}, buffer.toArray());
    assertTrue(buffer.getBuffer().length >= 11);
    assertFalse(buffer.isInvalid());
    buffer.setLength(100);
    assertTrue(buffer.isInvalid());
  }
}

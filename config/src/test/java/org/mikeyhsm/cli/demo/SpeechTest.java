package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpeechTest {
  private static byte[] file(int length) {
    byte[] file = new byte[length];
    byte[] header = {
      '.', 's', 'n', 'd', 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0x1F, 0x40, 0, 0, 0, 1
    };
    System.arraycopy(header, 0, file, 0, Math.min(header.length, length));
    return file;
  }

  @Test
  void isOneSecondOfSound() {
    Speech speech = Speech.load();
    assertEquals(50, speech.frames().size());
    assertTrue(speech.frames().stream().allMatch(frame -> frame.length == 160));
    long different = speech.frames().stream().map(Arrays::hashCode).distinct().count();
    assertTrue(different > 40, "it is silence: only " + different + " different frames");
  }

  @Test
  void otherSoundsAreRefused() {
    assertEquals(50, Speech.parse(file(8024)).frames().size());
    for (int length : new int[] {0, 23, 24, 8023, 8025}) {
      assertThrows(IllegalArgumentException.class, () -> Speech.parse(file(length)));
    }
    for (int changed : new int[] {0, 7, 15, 19, 23}) {
      byte[] file = file(8024);
      file[changed] ^= 0x40;
      assertThrows(IllegalArgumentException.class, () -> Speech.parse(file));
    }
  }
}

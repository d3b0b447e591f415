package org.mikeyhsm.hsm.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemorySearchTest {
  private static final byte[] VALUE = new byte[20];

  @TempDir private Path directory;

  static {
    new Random(1).nextBytes(VALUE);
  }

  private static MemorySearch search() {
    return new MemorySearch(List.of(new Secret("it", VALUE)));
  }

  /** Across the chunks too, in which a file is read. */
  @Test
  void findsEveryFormWhereverItLies() throws IOException {
    byte[] content = new byte[3 << 20];
    int at = 0;
    int count = 0;
    for (byte[] form : new Secret("it", VALUE).forms().values()) {
      System.arraycopy(form, 0, content, at, form.length);
      at += 200_003;
      count++;
    }
    for (int border : new int[] {1 << 20, 2 << 20}) {
      for (int before : new int[] {0, 1, 10, 19, 20}) {
        byte[] one = content.clone();
        System.arraycopy(VALUE, 0, one, border - before, VALUE.length);
        Path file = Files.write(directory.resolve("content"), one);
        Map<String, Integer> found = search().inFile(file);
        assertEquals(2, found.get("it, octets"), border + " - " + before);
        assertEquals(count, found.size(), found.toString());
      }
    }
    byte[] end = new byte[(1 << 20) + 5];
    System.arraycopy(VALUE, 0, end, end.length - VALUE.length, VALUE.length);
    assertEquals(
        Map.of("it, octets", 1), search().inFile(Files.write(directory.resolve("end"), end)));
  }

  @Test
  void findsNothingInOtherOctets() throws IOException {
    byte[] noise = new byte[4 << 20];
    new Random(2).nextBytes(noise);
    assertEquals(Map.of(), search().inFile(Files.write(directory.resolve("noise"), noise)));
  }

  @Test
  void findsWhatThisProcessHolds() throws IOException {
    byte[] held = VALUE.clone();
    Map<String, Integer> found = search().inProcess(ProcessHandle.current().pid());
    assertTrue(found.get("it, octets") >= 2, found.toString());
    Reference.reachabilityFence(held);
  }

  @Test
  void refusesWhatIsFoundByChance() {
    assertThrows(IllegalArgumentException.class, () -> new Secret("short", new byte[7]));
  }
}

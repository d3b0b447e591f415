package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets give a message or a MikeyFormatException. Random input is the same in every run. */
class DecoderRobustnessTest {
  private static final int RANDOM_INPUTS = 200_000;
  private static final int[] TYPES = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 21, 22, 23, 26
  };

  static Stream<Map.Entry<String, byte[]>> messages() {
    return SampleMessages.all().entrySet().stream();
  }

  /** Whether the octets were accepted; then they are written again as they were. */
  private static boolean accepts(byte[] octets) {
    DecodedMessage decoded;
    try {
      decoded = DecodedMessage.decode(octets);
    } catch (MikeyFormatException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= octets.length, e.getMessage());
      assertTrue(!e.payload().isEmpty() && !e.reason().isEmpty());
      return false;
    }
    assertArrayEquals(octets, decoded.message().encode());
    return true;
  }

  @ParameterizedTest
  @MethodSource("messages")
  void refusesEveryTruncation(Map.Entry<String, byte[]> sample) {
    for (int length = 0; length < sample.getValue().length; length++) {
      byte[] cut = Arrays.copyOf(sample.getValue(), length);
      MikeyFormatException e =
          assertThrows(
              MikeyFormatException.class, () -> DecodedMessage.decode(cut), "" + cut.length);
      assertTrue(e.offset() <= length, e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void refusesAnOctetMore(Map.Entry<String, byte[]> sample) {
    byte[] longer = Arrays.copyOf(sample.getValue(), sample.getValue().length + 1);
    assertThrows(MikeyFormatException.class, () -> DecodedMessage.decode(longer));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void bearsEveryOctetInEveryPlace(Map.Entry<String, byte[]> sample) {
    byte[] octets = sample.getValue().clone();
    int accepted = 0;
    for (int at = 0; at < octets.length; at++) {
      byte original = octets[at];
      // The long sample repeats itself: there, the edges of an octet's range are enough.
      int step = octets.length > 600 ? 51 : 1;
      for (int value = 0; value <= 255; value += step) {
        octets[at] = (byte) value;
        if (accepts(octets)) {
          accepted++;
        }
      }
      octets[at] = original;
    }
    assertTrue(accepted > 0);
  }

  @Test
  void bearsRandomInput() throws MikeyFormatException {
    Random random = new Random(3830);
    List<byte[]> samples =
        SampleMessages.all().values().stream().filter(octets -> octets.length < 600).toList();
    int accepted = 0;
    for (int i = 0; i < RANDOM_INPUTS; i++) {
      byte[] octets =
          switch (i % 4) {
            case 0 -> noise(random);
            case 1 -> chain(random);
            default -> mutation(random, samples.get(random.nextInt(samples.size())));
          };
      if (accepts(octets)) {
        accepted++;
        DecodedMessage.decode(octets).trace();
      }
    }
    assertTrue(accepted > RANDOM_INPUTS / 50, "accepted " + accepted);
    assertTrue(accepted < RANDOM_INPUTS, "accepted " + accepted);
  }

  private static byte[] noise(Random random) {
    byte[] octets = new byte[random.nextInt(200)];
    random.nextBytes(octets);
    return octets;
  }

  /** A good header, known payload types and small numbers, so that the payloads are reached. */
  private static byte[] chain(Random random) {
    byte[] octets = new byte[10 + random.nextInt(60)];
    for (int i = 10; i < octets.length; i++) {
      octets[i] =
          (byte) (random.nextBoolean() ? TYPES[random.nextInt(TYPES.length)] : random.nextInt(4));
    }
    octets[0] = 1;
    octets[1] = (byte) random.nextInt(27);
    octets[2] = (byte) TYPES[random.nextInt(TYPES.length)];
    octets[9] = (byte) random.nextInt(3);
    return octets;
  }

  private static byte[] mutation(Random random, byte[] sample) {
    byte[] octets = sample.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt();
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(octets, random.nextInt(octets.length + 8));
      case 1 -> {
        int from = random.nextInt(octets.length);
        byte[] shorter = new byte[octets.length - 1];
        System.arraycopy(octets, 0, shorter, 0, from);
        System.arraycopy(octets, from + 1, shorter, from, shorter.length - from);
        yield shorter;
      }
      default -> octets;
    };
  }

  @Test
  void bearsEveryDeclaredLength() {
    for (int length = 0; length <= 0xFFFF; length += 17) {
      String two = "%04x".formatted(length);
      for (String payload :
          List.of(
              "06|00 00 " + two,
              "15|00 01 " + two,
              "0a|00 00 00 " + two,
              "01|00 00 " + two,
              "01|00 01 " + two,
              "04|" + two,
              "02|00 " + two,
              "07|00 00 " + two,
              "0e|00 00 00 " + two,
              "10|00 0001 01 01 01 9000 " + two,
              "11|00 0001 01 01 01 9000 0000 " + two,
              "11|00 0001 01 01 01 9000 0000 0000 " + two,
              "15|00 06 " + two,
              "16|00 " + two,
              "17|00 " + two,
              "1a|00 01 01 " + two)) {
        String[] parts = payload.split("\\|");
        byte[] octets = Wire.message(Integer.parseInt(parts[0], 16), parts[1] + " 00000000");
        accepts(octets);
      }
    }
  }

  /** The most elements that the octets allow: the work stays in proportion to them. */
  @Test
  void bearsTheMostElements() throws MikeyFormatException {
    byte[] params = Wire.message(10, "00 00 00 fffe " + "ff 00 ".repeat(0x7fff));
    assertTrue(accepts(params));
    byte[] keys = Wire.message(1, "00 00 fffc " + "14 00 0000 ".repeat(0x3ffe) + "00000000 00");
    assertTrue(accepts(keys));
    byte[] keyIds = Wire.message(21, "00 03 fffe " + "00 00 ".repeat(0x7fff));
    assertTrue(accepts(keyIds));
    assertTrue(
        Wire.elements(DecodedMessage.decode(keyIds).trace().get(1), "content").size() == 0x7fff);
    byte[] rands =
        Wire.message(16, "00 0001 01 01 01 9000 0801 0b " + "0b 00 ".repeat(1023) + "00 00");
    assertTrue(accepts(rands));
    assertTrue(
        Wire.elements(DecodedMessage.decode(rands).trace().get(1), "tpPayloads").size() == 1025);
    PayloadTrace kemac = DecodedMessage.decode(keys).trace().get(1);
    assertTrue(Wire.elements(kemac, "keyData").size() == 0x3fff);
  }

  @Test
  void bearsLeniencyWithRandomInput() {
    Random random = new Random(6);
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = chain(random);
      try {
        DecodedMessage decoded =
            DecodedMessage.decode(octets, DecodeLimits.defaults(), Set.of(Leniency.TRAILING_OCTET));
        byte[] encoded = decoded.message().encode();
        assertTrue(octets.length - encoded.length <= 1);
        assertArrayEquals(Arrays.copyOf(octets, encoded.length), encoded);
        accepted++;
      } catch (MikeyFormatException e) {
        assertTrue(e.offset() <= octets.length);
      }
    }
    assertTrue(accepted > 0);
  }
}

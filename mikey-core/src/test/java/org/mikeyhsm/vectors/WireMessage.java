package org.mikeyhsm.vectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A message taken apart by RFC 3830 section 6, without the product's code. */
final class WireMessage {
  static final int KEMAC = 1;
  static final int PKE = 2;
  static final int DH = 3;
  static final int SIGN = 4;
  static final int T = 5;
  static final int ID = 6;
  static final int CERT = 7;
  static final int CHASH = 8;
  static final int V = 9;
  static final int SP = 10;
  static final int RAND = 11;
  static final int EXTENSION = 21;

  private final byte[] octets;
  private final Map<Integer, List<int[]>> places = new HashMap<>();

  WireMessage(String hex) {
    octets = PlainCrypto.hex(hex);
    int type = octets[2];
    int at = 10 + 9 * octets[8];
    while (type != 0) {
      int length = length(type, at);
      places.computeIfAbsent(type, t -> new ArrayList<>()).add(new int[] {at, at + length});
      type = type == SIGN ? 0 : octets[at];
      at += length;
    }
    if (at != octets.length) {
      throw new IllegalArgumentException("octets are left");
    }
  }

  private int length(int type, int at) {
    return switch (type) {
      case KEMAC -> 5 + u16(at + 2) + (octets[at + 4 + u16(at + 2)] == 1 ? 20 : 0);
      case PKE -> 3 + (u16(at + 1) & 0x3FFF);
      case DH -> 3 + List.of(192, 96, 128).get(octets[at + 1]);
      case SIGN -> 2 + (u16(at) & 0xFFF);
      case T -> 10;
      case ID, CERT, EXTENSION -> 4 + u16(at + 2);
      case CHASH, V -> 22;
      case SP -> 5 + u16(at + 3);
      case RAND -> 2 + octets[at + 1];
      default -> throw new IllegalArgumentException("payload " + type);
    };
  }

  private int u16(int at) {
    return (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
  }

  boolean has(int type) {
    return places.containsKey(type);
  }

  int count(int type) {
    return places.getOrDefault(type, List.of()).size();
  }

  /** Where a payload begins. */
  int start(int type) {
    return places.get(type).get(0)[0];
  }

  /** A payload without what stands before its data. */
  byte[] data(int type, int index) {
    int[] place = places.get(type).get(index);
    int header =
        switch (type) {
          case PKE -> 3;
          case ID, CERT, EXTENSION -> 4;
          default -> 2;
        };
    int end = type == DH ? place[1] - 1 : place[1];
    return Arrays.copyOfRange(octets, place[0] + header, end);
  }

  /** A payload whole. */
  byte[] whole(int type) {
    int[] place = places.get(type).get(0);
    return Arrays.copyOfRange(octets, place[0], place[1]);
  }

  byte[] upTo(int end) {
    return Arrays.copyOf(octets, end);
  }

  int length() {
    return octets.length;
  }

  String csbId() {
    return PlainCrypto.hex(Arrays.copyOfRange(octets, 4, 8));
  }

  int sessions() {
    return octets[8];
  }
}

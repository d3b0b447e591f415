package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;

/** The diagnostics of one message, bounded because a hostile one could ask for thousands. */
final class Notes {
  private static final int MAX = 100;

  private final List<String> list = new ArrayList<>();

  void add(String payload, int offset, String text) {
    if (list.size() < MAX) {
      list.add(payload + " at octet " + offset + ": " + text);
    } else if (list.size() == MAX) {
      list.add(payload + " at octet " + offset + ": further diagnostics are left out");
    }
  }

  List<String> list() {
    return List.copyOf(list);
  }
}

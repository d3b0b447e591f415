package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;

/** The diagnostics of one message, bounded because a hostile one could ask for thousands. */
final class Notes {
  private static final int MAX = 100;

  private record Note(String payload, int offset, String text) {
    @Override
    public String toString() {
      return payload + " at octet " + offset + ": " + text;
    }
  }

  private final List<Note> list = new ArrayList<>(0);

  void add(String payload, int offset, String text) {
    add(new Note(payload, offset, text));
  }

  void addAll(Notes others) {
    others.list.forEach(this::add);
  }

  private void add(Note note) {
    if (list.size() < MAX) {
      list.add(note);
    } else if (list.size() == MAX) {
      list.add(new Note(note.payload, note.offset, "further diagnostics are left out"));
    }
  }

  List<String> list() {
    return list.isEmpty() ? List.of() : list.stream().map(Note::toString).toList();
  }
}

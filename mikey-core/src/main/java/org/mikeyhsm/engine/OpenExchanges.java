package org.mikeyhsm.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The exchanges whose answer is awaited, the oldest first. Thread-safe. */
final class OpenExchanges {
  private final Set<OpenExchange> all = new LinkedHashSet<>();

  synchronized void add(OpenExchange exchange) {
    all.add(exchange);
  }

  synchronized void remove(OpenExchange exchange) {
    all.remove(exchange);
  }

  /** The oldest ones up to the first that is not wanted: all have the same time. */
  synchronized List<OpenExchange> oldest(Predicate<OpenExchange> wanted) {
    List<OpenExchange> found = new ArrayList<>();
    for (OpenExchange exchange : all) {
      if (!wanted.test(exchange)) {
        break;
      }
      found.add(exchange);
    }
    return found;
  }
}

package org.mikeyhsm.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells listeners. Thread-safe. */
final class EngineListeners {
  private static final System.Logger LOG = System.getLogger("org.mikeyhsm.engine");

  private final List<EngineListener> all;

  EngineListeners(List<EngineListener> first) {
    all = new CopyOnWriteArrayList<>(first);
  }

  void add(EngineListener listener) {
    all.add(listener);
  }

  void remove(EngineListener listener) {
    all.remove(listener);
  }

  void tell(EngineEvent event) {
    for (EngineListener listener : all) {
      try {
        listener.on(event);
      } catch (RuntimeException | LinkageError e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a listener of class " + listener.getClass().getName() + " threw",
            e);
      }
    }
  }
}

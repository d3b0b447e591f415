package org.mikeyhsm.engine;

import java.util.List;

/** Looks after something an engine needs. Thread-safe; may take as long as a token does. */
@FunctionalInterface
public interface HealthCheck {
  /** What it finds now; a {@link RuntimeException} counts as a failure. */
  List<EngineHealth.Finding> findings();
}

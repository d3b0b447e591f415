package org.mikeyhsm.engine;

/**
 * Hears of events. Called on the thread on which they happened, under no lock of the engine, one
 * listener after the other: be brief, or hand the event over. Called by several threads at once. A
 * listener that throws harms nobody; it is logged by the {@link System.Logger} {@code
 * org.mikeyhsm.engine}, and the others still hear.
 */
@FunctionalInterface
public interface EngineListener {
  /** Hears of one. */
  void on(EngineEvent event);
}

package org.mikeyhsm.engine;

/**
 * How full an engine is.
 *
 * @param awaited exchanges of this side that await their answer
 * @param mostAwaited how many may
 * @param remembered messages in the replay cache
 * @param bundles crypto session bundles that are established or begun
 */
public record EngineLoad(int awaited, int mostAwaited, int remembered, int bundles) {}

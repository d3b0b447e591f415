/**
 * The engine that an application embeds: exchanges in every mode behind two calls, {@link
 * org.mikeyhsm.engine.MikeyEngine#initiate initiate} and {@link
 * org.mikeyhsm.engine.MikeyEngine#respond respond}, with the bounds, the replay cache and the
 * bundles inside, and listeners for what happens.
 */
package org.mikeyhsm.engine;

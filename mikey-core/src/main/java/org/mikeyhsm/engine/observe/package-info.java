/**
 * Listeners that ship with the engine: metrics by Micrometer, log lines by SLF4J. Both libraries
 * are optional; whoever uses a class of here adds its library.
 */
package org.mikeyhsm.engine.observe;

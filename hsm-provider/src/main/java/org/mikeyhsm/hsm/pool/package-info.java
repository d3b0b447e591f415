/** Several tokens with the same keys: load spread, failing ones taken out and brought back. */
package org.mikeyhsm.hsm.pool;

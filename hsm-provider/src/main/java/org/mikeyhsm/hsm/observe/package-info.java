/** Metrics of tokens by Micrometer and logs by SLF4J, both of which are optional dependencies. */
package org.mikeyhsm.hsm.observe;

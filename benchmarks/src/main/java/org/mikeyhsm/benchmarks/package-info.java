/** JMH benchmarks. */
package org.mikeyhsm.benchmarks;

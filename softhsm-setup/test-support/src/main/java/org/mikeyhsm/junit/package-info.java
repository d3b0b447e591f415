/** JUnit 5 support: a SoftHSM2 token of its own for each test class. */
package org.mikeyhsm.junit;

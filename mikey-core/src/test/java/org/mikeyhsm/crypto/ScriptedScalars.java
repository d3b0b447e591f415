package org.mikeyhsm.crypto;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Draws the integers it was told to, in order, and no more. */
public final class ScriptedScalars extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient Deque<BigInteger> numbers;

  /** The integers to draw. */
  public ScriptedScalars(BigInteger... numbers) {
    this.numbers = new ArrayDeque<>(List.of(numbers));
  }

  @Override
  public void nextBytes(byte[] octets) {
    byte[] next = RfcValues.toOctets(numbers.removeFirst(), octets.length);
    System.arraycopy(next, 0, octets, 0, octets.length);
  }
}

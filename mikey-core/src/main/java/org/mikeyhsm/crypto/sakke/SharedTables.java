package org.mikeyhsm.crypto.sakke;

/** The tables of Parameter Set 1's own points, 3.1 MiB, made when first used. */
final class SharedTables {
  /** Multiples of P. */
  static final EdwardsComb BASE = new EdwardsComb(ParameterSet1.BASE_X, ParameterSet1.BASE_Y);

  /** Powers of g. */
  static final TorusComb PAIRING_BASE = new TorusComb(ParameterSet1.G);

  private SharedTables() {}
}

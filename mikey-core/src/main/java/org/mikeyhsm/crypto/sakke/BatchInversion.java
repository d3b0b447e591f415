package org.mikeyhsm.crypto.sakke;

import static org.mikeyhsm.crypto.sakke.ParameterSet1.FIELD;

import org.mikeyhsm.crypto.field.Field1024;

/** Inverts many elements for the price of one inversion and three multiplications each. */
final class BatchInversion {
  private BatchInversion() {}

  /**
   * Replaces each of the first {@code count} elements by its inverse; if one is 0, all become 0.
   */
  static void invert(long[][] elements, int count, Workspace space) {
    final long[][] products = space.elements(count);
    Field1024.copy(products[0], elements[0]);
    for (int i = 1; i < count; i++) {
      FIELD.multiply(products[i], products[i - 1], elements[i], space.scratch);
    }
    final long[] inverse = space.element();
    final long[] next = space.element();
    FIELD.invert(inverse, products[count - 1], space.scratch);
    for (int i = count - 1; i > 0; i--) {
      FIELD.multiply(next, inverse, elements[i], space.scratch);
      FIELD.multiply(elements[i], inverse, products[i - 1], space.scratch);
      Field1024.copy(inverse, next);
    }
    Field1024.copy(elements[0], inverse);
  }
}

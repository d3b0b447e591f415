package org.mikeyhsm.crypto.sakke;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.crypto.field.Field1024;

/** The field elements of one computation, wiped when it is over. For one thread. */
final class Workspace implements AutoCloseable {
  final Field1024.Scratch scratch = new Field1024.Scratch();
  private final List<long[]> taken = new ArrayList<>();

  private final long[][] reused = elements(2);

  /** One of two elements for use within a single formula. */
  long[] scratchElement(int which) {
    return reused[which];
  }

  /** A new element, 0. */
  long[] element() {
    return array(Field1024.LIMBS);
  }

  /** A new array of so many limbs or digits. */
  long[] array(int length) {
    final long[] array = new long[length];
    taken.add(array);
    return array;
  }

  /** New elements, 0 each. */
  long[][] elements(int count) {
    final long[][] elements = new long[count][];
    for (int i = 0; i < count; i++) {
      elements[i] = element();
    }
    return elements;
  }

  @Override
  public void close() {
    for (long[] array : taken) {
      Arrays.fill(array, 0);
    }
    scratch.wipe();
  }
}

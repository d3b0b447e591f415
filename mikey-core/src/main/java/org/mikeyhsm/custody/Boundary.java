package org.mikeyhsm.custody;

/** What the holder of a secret is made of: what {@link CustodyLevel#TOKEN} is worth. Best first. */
public enum Boundary {
  /** A device of its own. */
  HARDWARE,
  /** A software module in another process. */
  PROCESS,
  /** A software module in this process, such as SoftHSM2 or NSS. */
  MODULE,
  /** No boundary: host memory. */
  NONE;

  /** Whether this boundary satisfies a demand for {@code wanted}. */
  public boolean reaches(Boundary wanted) {
    return compareTo(wanted) <= 0;
  }
}

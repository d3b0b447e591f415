package org.mikeyhsm.custody;

/**
 * Where a secret's octets have been; a fact about its whole history since provisioning. From best
 * to worst.
 */
public enum CustodyLevel {
  /** Only ever created, unwrapped, derived and used inside the token, and no call returned it. */
  TOKEN,
  /** The octets crossed host memory on their way into the token and were wiped there. */
  TRANSIENT,
  /** The octets live in host memory. */
  HOST,
  /** Not a key: may be known. */
  PUBLIC;

  /** Whether a secret of this level satisfies a demand for {@code wanted}; PUBLIC always does. */
  public boolean reaches(CustodyLevel wanted) {
    return this == PUBLIC || compareTo(wanted) <= 0;
  }

  /** The worse of two levels of keys: what is made of a secret is as well known as the secret. */
  public CustodyLevel weaker(CustodyLevel other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

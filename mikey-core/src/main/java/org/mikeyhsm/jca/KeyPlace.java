package org.mikeyhsm.jca;

/** Where a new key shall live. */
public enum KeyPlace {
  /** With the provider that makes it: a token object on a token provider. */
  PROVIDER,
  /**
   * In host memory, because something outside the provider (an SRTP engine) must have its octets.
   * Its custody is {@link org.mikeyhsm.custody.CustodyLevel#HOST} on every provider.
   */
  HOST
}

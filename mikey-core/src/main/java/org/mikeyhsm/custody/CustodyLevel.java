package org.mikeyhsm.custody;

/** Where a secret's octets have been; a fact about its whole history since provisioning. */
public enum CustodyLevel {
  /** Only ever created, unwrapped, derived and used inside the token, and no call returned it. */
  TOKEN,
  /** The octets crossed host memory on their way into the token and were wiped there. */
  TRANSIENT,
  /** The octets live in host memory. */
  HOST,
  /** Not a key: may be known. */
  PUBLIC
}

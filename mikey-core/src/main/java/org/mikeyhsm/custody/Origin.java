package org.mikeyhsm.custody;

/** How a secret came to its holder. */
public enum Origin {
  /** Made at random by the holder. */
  GENERATED,
  /** Computed from another secret. */
  DERIVED,
  /** Received encrypted and opened by the holder. */
  UNWRAPPED,
  /** Put there at provisioning; its history counts from then. */
  IMPORTED
}

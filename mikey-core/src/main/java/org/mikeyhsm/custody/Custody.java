package org.mikeyhsm.custody;

import java.util.Objects;

/**
 * The custody of one secret as its holder found it.
 *
 * @param level where the octets have been
 * @param origin how the holder came to it
 * @param boundary what the holder is made of
 * @param mechanism the mechanisms or algorithm that made it, for people to read
 */
public record Custody(CustodyLevel level, Origin origin, Boundary boundary, String mechanism) {
  /** Refuses nulls. */
  public Custody {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(boundary, "boundary");
    Objects.requireNonNull(mechanism, "mechanism");
  }

  /** A key in host memory. */
  public static Custody host(Origin origin, String mechanism) {
    return new Custody(CustodyLevel.HOST, origin, Boundary.NONE, mechanism);
  }

  /** A salt, which is no key. */
  public static Custody salt(Origin origin, String mechanism) {
    return new Custody(CustodyLevel.PUBLIC, origin, Boundary.NONE, mechanism);
  }
}

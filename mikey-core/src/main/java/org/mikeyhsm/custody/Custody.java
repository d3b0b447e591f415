package org.mikeyhsm.custody;

import java.util.Objects;
import java.util.Optional;

/**
 * The custody of one secret as its holder found it.
 *
 * @param level where the octets have been
 * @param origin how the holder came to it
 * @param boundary what the holder is made of
 * @param mechanism the mechanisms or algorithm that made it, for people to read
 * @param evidence what the token told of it
 * @param holder the token that holds it, its label and serial number; empty outside tokens
 */
public record Custody(
    CustodyLevel level,
    Origin origin,
    Boundary boundary,
    String mechanism,
    Evidence evidence,
    Optional<String> holder) {
  /** Refuses nulls. */
  public Custody {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(boundary, "boundary");
    Objects.requireNonNull(mechanism, "mechanism");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(holder, "holder");
  }

  /** A custody whose holder is not told. */
  public Custody(
      CustodyLevel level, Origin origin, Boundary boundary, String mechanism, Evidence evidence) {
    this(level, origin, boundary, mechanism, evidence, Optional.empty());
  }

  /** A custody without evidence, which its holder may add. */
  public Custody(CustodyLevel level, Origin origin, Boundary boundary, String mechanism) {
    this(level, origin, boundary, mechanism, Evidence.none());
  }

  /** A key in host memory. */
  public static Custody host(Origin origin, String mechanism) {
    return new Custody(CustodyLevel.HOST, origin, Boundary.NONE, mechanism);
  }

  /** A salt, which is no key. */
  public static Custody salt(Origin origin, String mechanism) {
    return new Custody(CustodyLevel.PUBLIC, origin, Boundary.NONE, mechanism);
  }

  /** The same custody with what the token told. */
  public Custody with(Evidence told) {
    return new Custody(level, origin, boundary, mechanism, told, holder);
  }

  /** The same custody in a token of that name. */
  public Custody in(String token) {
    return new Custody(level, origin, boundary, mechanism, evidence, Optional.of(token));
  }
}

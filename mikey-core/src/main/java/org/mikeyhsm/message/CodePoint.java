package org.mikeyhsm.message;

/**
 * A number of one of MIKEY's name spaces (the IANA registry "MIKEY Payload Name Spaces"). Values
 * without a name are legal on the wire and kept.
 */
public interface CodePoint {
  /** The number on the wire. */
  int value();

  /**
   * The name in the RFC that assigns the number, else "unassigned", "reserved" or "private use".
   */
  String name();

  /** Whether an RFC gives the number a name. */
  boolean isAssigned();
}

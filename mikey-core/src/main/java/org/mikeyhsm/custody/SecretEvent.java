package org.mikeyhsm.custody;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A JFR event for each secret that a provider makes or first uses: its facts, no octet of it. Costs
 * nothing unless a recording is on.
 */
@Name("org.mikeyhsm.Secret")
@Label("Secret")
@Category("MIKEY")
@Description("A secret was made or first used by a MIKEY provider")
@StackTrace(false)
final class SecretEvent extends Event {
  @Label("Class")
  private final String secretClass;

  @Label("Level")
  private final String level;

  @Label("Origin")
  private final String origin;

  @Label("Boundary")
  private final String boundary;

  @Label("Mechanism")
  private final String mechanism;

  @Label("Attributes as read")
  private final String attributes;

  @Label("Limits of the attributes")
  private final String limits;

  private SecretEvent(SecretClass secretClass, Custody custody) {
    this.secretClass = secretClass.name();
    this.level = custody.level().name();
    this.origin = custody.origin().name();
    this.boundary = custody.boundary().name();
    this.mechanism = custody.mechanism();
    this.attributes = custody.evidence().attributes().toString();
    this.limits = String.join("; ", custody.evidence().limits());
  }

  /** Commits the event if a recording wants it. */
  static void commit(SecretClass secretClass, Custody custody) {
    SecretEvent event = new SecretEvent(secretClass, custody);
    if (event.shouldCommit()) {
      event.commit();
    }
  }
}

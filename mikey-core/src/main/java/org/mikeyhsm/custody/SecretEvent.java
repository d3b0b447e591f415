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
  private String secretClass;

  @Label("Level")
  private String level;

  @Label("Origin")
  private String origin;

  @Label("Boundary")
  private String boundary;

  @Label("Mechanism")
  private String mechanism;

  @Label("Attributes as read")
  private String attributes;

  @Label("Limits of the attributes")
  private String limits;

  /** Commits the event if a recording wants it. */
  static void commit(SecretClass secretClass, Custody custody) {
    SecretEvent event = new SecretEvent();
    if (event.shouldCommit()) {
      event.fill(secretClass, custody);
      event.commit();
    }
  }

  private void fill(SecretClass kind, Custody custody) {
    secretClass = kind.name();
    level = custody.level().name();
    origin = custody.origin().name();
    boundary = custody.boundary().name();
    mechanism = custody.mechanism();
    attributes = custody.evidence().attributes().toString();
    limits = String.join("; ", custody.evidence().limits());
  }
}

package org.mikeyhsm.engine;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.engine.EngineHealth.Finding;
import org.mikeyhsm.engine.EngineHealth.Status;
import org.mikeyhsm.mode.pki.PkiIdentity;

/** What an engine sees of its own health: clock, room, certificates, key periods. */
final class OwnHealth {
  /** A certificate that has so long to go is worth a word. */
  private static final Duration SOON = Duration.ofDays(30);

  private static final Duration SOON_FOR_KEY_PERIODS = Duration.ofDays(3);

  private final EngineKeys keys;
  private final Clock clock;
  private final Duration skew;
  private final Instant wallAtStart;
  private final long nanosAtStart;

  OwnHealth(EngineKeys keys, Clock clock, Duration skew) {
    this.keys = keys;
    this.clock = clock;
    this.skew = skew;
    this.wallAtStart = clock.instant();
    this.nanosAtStart = System.nanoTime();
  }

  List<Finding> findings(EngineLoad load) {
    Instant now = clock.instant();
    List<Finding> findings = new ArrayList<>();
    findings.add(clock(now));
    findings.add(room(load));
    for (PkiIdentity identity : keys.identities()) {
      findings.add(certificate(identity.signing().certificate(), now));
      if (!identity.encryption().equals(identity.signing())) {
        findings.add(certificate(identity.encryption().certificate(), now));
      }
    }
    keys.sakke().ifPresent(sakke -> findings.add(keyPeriod(sakke, now)));
    return findings;
  }

  /** Peers judge by their clocks; a step of this one since the start shows here. */
  private Finding clock(Instant now) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - nanosAtStart);
    Duration step = Duration.between(wallAtStart, now).minus(elapsed);
    return step.abs().compareTo(skew) > 0
        ? new Finding(
            "clock",
            Status.WARNING,
            "it was set by "
                + step.toSeconds()
                + " s since the start, more than the clock skew; peers may refuse messages, and"
                + " theirs may be refused here")
        : new Finding("clock", Status.UP, now + ", not set since the start");
  }

  private static Finding room(EngineLoad load) {
    boolean narrow = load.awaited() >= load.mostAwaited() - load.mostAwaited() / 5;
    return new Finding(
        "exchanges",
        narrow ? Status.WARNING : Status.UP,
        load.awaited() + " of at most " + load.mostAwaited() + " await their answer");
  }

  private static Finding certificate(X509Certificate certificate, Instant now) {
    String name = "certificate";
    String subject = certificate.getSubjectX500Principal().getName();
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isAfter(to)) {
      return new Finding(name, Status.DOWN, subject + " expired at " + to);
    }
    if (now.isBefore(from)) {
      return new Finding(
          name, Status.DOWN, subject + " is not valid before " + from + "; is the clock right?");
    }
    return new Finding(
        name,
        to.isBefore(now.plus(SOON)) ? Status.WARNING : Status.UP,
        subject + " is valid until " + to);
  }

  private static Finding keyPeriod(EngineKeys.Sakke sakke, Instant now) {
    String name = "key period";
    boolean present = sakke.user().keys().stream().anyMatch(one -> one.period().contains(now));
    if (!present) {
      return new Finding(
          name, Status.DOWN, "there are no keys of this key period: have the KMS issue some");
    }
    boolean next =
        sakke.user().keys().stream()
            .anyMatch(one -> one.period().contains(now.plus(SOON_FOR_KEY_PERIODS)));
    return new Finding(
        name,
        next ? Status.UP : Status.WARNING,
        next
            ? "there are keys of this key period"
            : "it ends within three days, and there are no keys of the next");
  }
}

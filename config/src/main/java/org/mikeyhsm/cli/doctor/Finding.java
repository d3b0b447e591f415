package org.mikeyhsm.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What was looked at and what was found.
 *
 * @param name what was looked at
 * @param status how it is
 * @param detail one sentence without a full stop
 * @param nextStep what to do, without a full stop; empty where there is nothing to do
 */
public record Finding(String name, Status status, String detail, String nextStep) {
  /** How something is. */
  public enum Status {
    /** Good. */
    OK,
    /** It works, but should be looked at. */
    WARNING,
    /** It does not work, or the policy forbids it. */
    PROBLEM
  }

  /** Refuses nulls. */
  public Finding {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(nextStep, "nextStep");
  }

  static Finding ok(String name, String detail) {
    return new Finding(name, Status.OK, detail, "");
  }

  static Finding warning(String name, String detail, String nextStep) {
    return new Finding(name, Status.WARNING, detail, nextStep);
  }

  /** One that keeps the token or the configuration from use. */
  public static Finding problem(String name, String detail, String nextStep) {
    return new Finding(name, Status.PROBLEM, detail, nextStep);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("status", status.name());
    map.put("detail", detail);
    if (!nextStep.isEmpty()) {
      map.put("nextStep", nextStep);
    }
    return map;
  }
}

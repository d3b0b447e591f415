package org.mikeyhsm.engine;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Whether an engine can do its work now. Immutable; no secret is in it.
 *
 * @param findings what was looked at
 */
public record EngineHealth(List<Finding> findings) {
  /** Copies the list. */
  public EngineHealth {
    findings = List.copyOf(findings);
  }

  /** How it is. */
  public enum Status {
    /** All is well. */
    UP,
    /** It works, and will not for long. */
    WARNING,
    /** It does not work. */
    DOWN;

    /** In lower case, as JSON and metrics have it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that was looked at.
   *
   * @param name what: {@code clock}, {@code token}, {@code keys}, {@code certificate}, ...
   * @param status how it is
   * @param detail for people to read
   */
  public record Finding(String name, Status status, String detail) {
    /** Refuses nulls. */
    public Finding {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /** The worst of the findings. */
  public Status status() {
    return findings.stream().map(Finding::status).max(Comparator.naturalOrder()).orElse(Status.UP);
  }

  /**
   * As strings, lists and maps, for any JSON writer: {@code status}, and {@code findings} with
   * {@code name}, {@code status}, {@code detail}.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("status", status().toString());
    map.put(
        "findings",
        findings.stream()
            .map(
                finding -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", finding.name());
                  one.put("status", finding.status().toString());
                  one.put("detail", finding.detail());
                  return one;
                })
            .toList());
    return map;
  }
}

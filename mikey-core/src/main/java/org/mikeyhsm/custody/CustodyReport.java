package org.mikeyhsm.custody;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every secret that a session used, in the order of use. A secret that several keys share the facts
 * of (the TEKs of several crypto sessions, say) is listed once per distinct custody.
 *
 * @param entries the lines, immutable
 */
public record CustodyReport(List<CustodyEntry> entries) {
  /** Copies the list and drops repeated lines. */
  public CustodyReport {
    entries = distinct(entries);
  }

  /** They are few: comparing is cheaper than hashing all that a custody says. */
  private static List<CustodyEntry> distinct(List<CustodyEntry> entries) {
    List<CustodyEntry> distinct = new ArrayList<>(entries.size());
    for (CustodyEntry entry : entries) {
      if (!distinct.contains(entry)) {
        distinct.add(entry);
      }
    }
    return List.copyOf(distinct);
  }

  /** A report of no secret. */
  public static CustodyReport empty() {
    return new CustodyReport(List.of());
  }

  /** This report with one more line. */
  public CustodyReport plus(SecretName secret, Custody custody) {
    List<CustodyEntry> all = new ArrayList<>(entries);
    all.add(new CustodyEntry(secret, custody));
    return new CustodyReport(all);
  }

  /** This report with the lines of another behind it. */
  public CustodyReport plus(CustodyReport other) {
    List<CustodyEntry> all = new ArrayList<>(entries);
    all.addAll(other.entries);
    return new CustodyReport(all);
  }

  /** The report as {@link CustodyEntry#toMap} has its lines, for any JSON writer. Immutable. */
  public List<Map<String, Object>> toList() {
    return entries.stream().map(CustodyEntry::toMap).toList();
  }

  /** The lines of one secret. */
  public List<CustodyEntry> of(SecretName secret) {
    return entries.stream().filter(entry -> entry.secret() == secret).toList();
  }
}

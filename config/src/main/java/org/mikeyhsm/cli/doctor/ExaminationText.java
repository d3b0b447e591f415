package org.mikeyhsm.cli.doctor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.cli.output.Style;
import org.mikeyhsm.cli.output.Table;
import org.mikeyhsm.cli.output.Table.Align;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.provider.Capability;

/** An examination for people to read. */
public final class ExaminationText {
  private static final int LONGEST_DETAIL = 400;

  private ExaminationText() {}

  /** The findings, then the levels, then what would have to change. */
  public static String of(Examination examination, Style style) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : examination.allFindings()) {
      text.append("%-8s".formatted(finding.status().name().toLowerCase(Locale.ROOT)))
          .append(Printable.line(finding.name() + ": " + finding.detail(), LONGEST_DETAIL))
          .append('\n');
      if (!finding.nextStep().isEmpty()) {
        text.append("        ").append(Printable.line(finding.nextStep(), LONGEST_DETAIL));
        text.append('\n');
      }
    }
    if (!examination.capabilities().isEmpty()) {
      text.append('\n').append(levels(examination, style)).append(changes(examination, style));
    }
    return text.toString();
  }

  private static String levels(Examination examination, Style style) {
    Table table =
        new Table(2, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT);
    table.row("MODE", "SECRET", "LEVEL", "BOUNDARY", "POLICY", "BY");
    for (Capability capability : examination.capabilities()) {
      table.row(
          capability.mode(),
          capability.secretClass().name(),
          capability.level().map(CustodyLevel::name).orElse("-"),
          examination.boundary().name(),
          examination.objection(capability).isEmpty() ? "allows" : "refuses",
          capability.mechanisms().isEmpty()
              ? "provisioned"
              : String.join(" ", capability.mechanisms()));
    }
    return style.heading("What token " + Printable.line(examination.token()) + " can keep")
        + "\n"
        + table
        + "  A row is of what the token can do; what a key on it is, is a finding above.\n"
        + notYet();
  }

  private static String notYet() {
    List<String> modes = Examination.modesNotInThisVersion();
    return modes.isEmpty()
        ? ""
        : "  This version does not carry out, on any token: " + String.join(", ", modes) + "\n";
  }

  private static String changes(Examination examination, Style style) {
    Set<String> changes = new LinkedHashSet<>();
    for (Capability capability : examination.capabilities()) {
      capability.missing().forEach(missing -> changes.add("  a token with " + missing));
    }
    return changes.isEmpty()
        ? ""
        : "\n" + style.heading("What would reach more") + "\n" + String.join("\n", changes) + "\n";
  }
}

package org.mikeyhsm.cli.demo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.mikeyhsm.cli.decode.TextView;
import org.mikeyhsm.cli.output.Style;
import org.mikeyhsm.cli.output.Table;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyLevel;

/** A transcript for people. */
public final class DemoText {
  private static final int INDENT = 2;

  private DemoText() {}

  /**
   * The transcript as text, lines ended by line feeds.
   *
   * @param error why the call was not completed; empty if it was
   */
  public static String of(Transcript transcript, Optional<String> error, Style style) {
    StringBuilder text = new StringBuilder();
    for (Transcript.Sent sent : transcript.sent()) {
      boolean offer = sent.by() == Transcript.Role.INITIATOR;
      text.append(
              style.heading(sent.by().person() + (offer ? "'s offer (SDP)" : "'s answer (SDP)")))
          .append('\n')
          .append(sent.sdp().toString().replace("\r\n", "\n").indent(INDENT))
          .append('\n');
      sent.message()
          .ifPresent(
              message ->
                  text.append(style.heading(offer ? "I_MESSAGE" : "R_MESSAGE"))
                      .append("  " + message.octets().length() + " octets\n")
                      .append(TextView.brief(message, INDENT))
                      .append('\n'));
    }
    if (error.isPresent()) {
      return text.append("The call was not completed.\n").toString();
    }
    for (Transcript.Role role : Transcript.Role.values()) {
      text.append(style.heading(role.person() + "'s custody report"))
          .append('\n')
          .append(custody(transcript, role))
          .append('\n');
    }
    return text.append(explanation(transcript))
        .append(srtp(transcript, style))
        .append(summary(transcript))
        .toString();
  }

  private static String custody(Transcript transcript, Transcript.Role role) {
    Table table =
        new Table(
            INDENT,
            Table.Align.LEFT,
            Table.Align.LEFT,
            Table.Align.LEFT,
            Table.Align.LEFT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    table.row("secret", "class", "level", "origin", "boundary", "mechanism");
    for (CustodyEntry entry : transcript.custody(role).entries()) {
      Custody custody = entry.custody();
      table.row(
          entry.secret().reportName(),
          entry.secret().secretClass().name(),
          custody.level().name(),
          custody.origin().name(),
          custody.boundary().name(),
          custody.mechanism());
    }
    return table.toString();
  }

  /** What a level below TOKEN means, for the levels that occur. */
  private static String explanation(Transcript transcript) {
    StringBuilder text = new StringBuilder();
    if (has(transcript, CustodyLevel.TRANSIENT)) {
      text.append(
          "TRANSIENT: stock SoftHSM2 has no mechanism for the MIKEY PRF and cannot unwrap a part of a"
              + " plaintext,\n"
              + "so these keys crossed host memory, were wiped there and went back as objects that"
              + " are never readable.\n");
    }
    if (has(transcript, CustodyLevel.HOST)) {
      text.append(
          transcript.token() == DemoTokens.Kind.SOFTWARE
              ? "HOST: the software provider keeps every key in the memory of this process.\n"
              : "HOST: something in this process must have these keys.\n");
    }
    List<String> limits =
        Stream.of(Transcript.Role.values())
            .flatMap(role -> transcript.custody(role).entries().stream())
            .flatMap(entry -> entry.custody().evidence().limits().stream())
            .distinct()
            .toList();
    if (!limits.isEmpty()) {
      text.append("What the token lets whoever is logged in do all the same:\n");
      limits.forEach(limit -> text.append("- ").append(limit).append(".\n"));
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  private static boolean has(Transcript transcript, CustodyLevel level) {
    return Stream.of(Transcript.Role.values())
        .flatMap(role -> transcript.custody(role).entries().stream())
        .anyMatch(entry -> entry.custody().level() == level);
  }

  private static String srtp(Transcript transcript, Style style) {
    SrtpResult srtp = transcript.srtp();
    return style.heading("SRTP")
        + "  "
        + srtp.sent()
        + " packets sent both ways, "
        + srtp.verified()
        + " verified and equal to what was spoken; the changed packets "
        + (srtp.tamperedRefused() ? "were refused" : "were NOT refused")
        + "\n\n";
  }

  private static String keys(Mode mode) {
    if (mode == Mode.SAKKE) {
      return "identity-based keys, the keys ";
    }
    return mode.needsCertificate() ? "RSA keys and certificates, the keys " : "the pre-shared key ";
  }

  private static String summary(Transcript transcript) {
    Mode mode = transcript.settings().mode();
    return "Shown: "
        + "MIKEY-"
        + mode.toString().toUpperCase(Locale.ROOT)
        + " over SDP keyed one second of speech each way with "
        + keys(mode)
        + (transcript.token() == DemoTokens.Kind.SOFTWARE
            ? "in host memory.\n"
            : "inside two " + transcript.token().title() + " tokens.\n");
  }
}

package org.mikeyhsm.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.Exchange;
import org.mikeyhsm.cli.exchange.ExchangeFailedException;
import org.mikeyhsm.cli.exchange.LineTransport;
import org.mikeyhsm.cli.exchange.SessionReport;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeUser;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code mikey respond --mode sakke} takes. */
final class SakkeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--identity",
      paramLabel = "PLACE",
      description = {
        "For sakke: a file of mikey kms issue, or the directory of mikey keys import-identity.",
        "The keys are used in host memory."
      })
  private Optional<Path> identity = Optional.empty();

  @Option(
      names = "--stored",
      description =
          "For sakke: the message was stored for this side; its own time counts, not that of now"
              + " (RFC 6509 2.5).")
  private boolean stored;

  @Option(
      names = "--margin",
      paramLabel = "DAYS",
      defaultValue = "2",
      description = {
        "For sakke: how long before and after its key period a key is used (default 2, as RFC 6509"
            + " 3.3 recommends)."
      })
  private int margin;

  @Option(
      names = "--from",
      paramLabel = "URI",
      description = "For sakke: who calls, as signalled otherwise.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      defaultValue = "any",
      converter = DemoCommand.PolicyName.class,
      description = "For sakke: any (default), hardware or strict.")
  private CustodyPolicy policy;

  void requireUnused() {
    if (identity.isPresent() || stored || from.isPresent()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--identity, --stored and --from go with --mode sakke");
    }
  }

  /** Takes one message from standard input and reports. */
  void respond(Console console, ShowKeysOption showKeys)
      throws CommandException,
          KeyFileException,
          ExchangeFailedException,
          IOException,
          MikeyException,
          GeneralSecurityException {
    Path place =
        identity.orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    command.commandLine(), "name this side's keys by --identity"));
    if (margin < 0) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--margin takes no negative number");
    }
    showKeys.requireAllowed(policy);
    MikeyProvider provider = new MikeyProvider(new SecureRandom(), policy);
    List<SakkeUser> users = new ArrayList<>();
    List<KmsDomain> domains = new ArrayList<>();
    try {
      List<IdentityFile> files = IdentityFile.readAll(place);
      try {
        for (IdentityFile file : files) {
          users.addAll(file.take(provider));
          domains.add(file.kms().domain());
        }
      } finally {
        files.forEach(IdentityFile::close);
      }
      SakkeResponder responder =
          new SakkeResponder(
              MikeyContext.forNewKeys(provider, console.clock()),
              users,
              KmsDirectory.of(domains),
              new SakkeResponderSettings(Duration.ofDays(margin)));
      try (LineTransport transport = new LineTransport(console.in(), console.out())) {
        Octets message =
            transport
                .receive()
                .orElseThrow(
                    () ->
                        new CommandException(
                            ExitCode.EXCHANGE_FAILED,
                            "no message came",
                            "Give the I_MESSAGE as a line of base64 on standard input"));
        Optional<IdPayload> sender = from.map(IdPayload::uri);
        try (Accepted accepted =
                stored
                    ? responder.receiveStored(message, sender)
                    : responder.receive(message, sender);
            Exchange.Completed completed = new Exchange.Completed(Mode.SAKKE, accepted.bundle())) {
          console
              .out()
              .println(Json.write(SessionReport.of("responder", completed, showKeys.isGiven())));
        }
      }
    } finally {
      users.forEach(SakkeUser::close);
    }
  }
}

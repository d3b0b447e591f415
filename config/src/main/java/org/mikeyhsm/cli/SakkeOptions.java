package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mikeyhsm.cli.exchange.Parties;
import org.mikeyhsm.cli.exchange.Party;
import org.mikeyhsm.cli.exchange.SakkeTerms;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.message.IdPayload;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code mikey respond} takes for mode sakke. */
final class SakkeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--identity",
      paramLabel = "PLACE",
      description = {
        "For sakke, in place of a configuration: a file of mikey kms issue, or the directory of"
            + " mikey keys import-identity --store.",
        "The keys are used in host memory."
      })
  private Optional<Path> identity = Optional.empty();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      converter = DemoCommand.PolicyName.class,
      description = "With --identity: any (default), hardware or strict.")
  private Optional<CustodyPolicy> policy = Optional.empty();

  @Option(
      names = "--stored",
      description =
          "For sakke: the message was stored for this side; its own time counts, not that of now"
              + " (RFC 6509 2.5).")
  private boolean stored;

  @Option(
      names = "--margin",
      paramLabel = "DAYS",
      description = {
        "For sakke: how long before and after its key period a key is used (default: the"
            + " configuration's, or 2, as RFC 6509 3.3 recommends)."
      })
  private Optional<Integer> margin = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "URI",
      description = "For sakke: who calls, as signalled otherwise.")
  private Optional<String> from = Optional.empty();

  /** Whether keys in files are used, and no configuration. */
  boolean isOfFiles() {
    return identity.isPresent();
  }

  CustodyPolicy policy() {
    return policy.orElse(CustodyPolicy.ANY);
  }

  /** Refuses a policy where the configuration has one. */
  void requireNoPolicy() {
    if (policy.isPresent()) {
      throw new CommandLine.ParameterException(
          command.commandLine(),
          "--policy goes with --identity; a configuration has its own in policy");
    }
  }

  /** Refuses what only mode sakke has. */
  void requireUnused() {
    if (identity.isPresent() || stored || margin.isPresent() || from.isPresent()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--identity, --stored, --margin and --from go with --mode sakke");
    }
  }

  /** The party whose keys are in files; the caller closes it. */
  Party open(Console console) throws KeyFileException, GeneralSecurityException {
    return Parties.ofFiles(
        identity.orElseThrow(), policy(), console.clock(), terms().apply(SakkeTerms.DEFAULT));
  }

  /** What the options change. */
  UnaryOperator<SakkeTerms> terms() {
    if (margin.isPresent() && margin.get() < 0) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--margin takes no negative number");
    }
    return terms ->
        margin
            .map(days -> terms.withMargin(Duration.ofDays(days)))
            .orElse(terms)
            .receiving(stored, from.map(IdPayload::uri));
  }
}

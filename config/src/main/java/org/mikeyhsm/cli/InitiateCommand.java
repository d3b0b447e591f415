package org.mikeyhsm.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.mikeyhsm.cli.exchange.Exchange;
import org.mikeyhsm.cli.exchange.ExchangeFailedException;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.cli.exchange.LineTransport;
import org.mikeyhsm.cli.exchange.Parties;
import org.mikeyhsm.cli.exchange.Party;
import org.mikeyhsm.cli.exchange.SessionReport;
import org.mikeyhsm.cli.exchange.Transport;
import org.mikeyhsm.cli.exchange.UdpInitiatorTransport;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.session.ReplayCache;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The initiator's side of an exchange. */
@Command(
    name = "initiate",
    description = {
      "One exchange with a peer, as initiator. Messages are lines of base64: the I_MESSAGE on"
          + " standard output, the R_MESSAGE on standard input.",
      "The last line is JSON: what was agreed, and the custody report."
    })
final class InitiateCommand implements Callable<Integer>, SpeaksJson {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;
  @Mixin private ShowKeysOption showKeys;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeName.class,
      description =
          "psk, pk, dh, dhhmac, rsa-r or sakke (default: the first of the configuration's).")
  private Optional<Mode> mode = Optional.empty();

  @Option(
      names = "--udp",
      paramLabel = "HOST[:PORT]",
      description = {
        "Over UDP instead, to this host; the port is the configuration's (2269).",
        "It is sent again until an answer is accepted, or the configuration's timeout is over."
      })
  private Optional<String> udp = Optional.empty();

  @Option(
      names = "--peer",
      paramLabel = "IDENTITY",
      description = "Which peer of the configuration; needed where it has several.")
  private Optional<String> peer = Optional.empty();

  @Option(
      names = "--ssrc",
      paramLabel = "NUMBER",
      split = ",",
      defaultValue = "0,0",
      description = "The SSRC of each SRTP stream (default 0,0: two, chosen by their senders).")
  private List<Long> ssrcs = List.of();

  InitiateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call()
      throws ConfigException,
          CommandException,
          ExchangeFailedException,
          KeyFileException,
          IOException,
          MikeyException,
          GeneralSecurityException {
    Configuration configuration = config.load(console);
    showKeys.requireAllowed(configuration.policy());
    for (long ssrc : ssrcs) {
      if (ssrc < 0 || ssrc > 0xFFFFFFFFL) {
        throw new CommandLine.ParameterException(spec.commandLine(), "an SSRC has 32 bits");
      }
    }
    ExchangeMode chosen = ModeName.inUse(configuration, mode).get(0);
    IdPayload with = Identities.payload(peer(configuration, chosen).identity());
    try (Transport transport = transport(configuration);
        Party party =
            Parties.open(
                configuration,
                Set.of(chosen.mode()),
                console.environment(),
                console.clock(),
                UnaryOperator.identity(),
                ReplayCache.forNewKeys(configuration.replay(), console.clock()));
        Exchange.Completed completed =
            new Exchange(party, transport, refusal -> Refusals.tell(console, refusal))
                .initiate(chosen, with, ssrcs.stream().map(Long::intValue).toList())) {
      console
          .out()
          .println(Json.write(SessionReport.of("initiator", completed, showKeys.isGiven())));
    }
    return ExitCode.DONE.code();
  }

  private PeerSettings peer(Configuration configuration, ExchangeMode chosen)
      throws CommandException {
    List<PeerSettings> named =
        configuration.peers().stream()
            .filter(known -> peer.isEmpty() || peer.get().equals(known.identity()))
            .toList();
    List<PeerSettings> found =
        named.stream().filter(known -> chosen.lacks(known).isEmpty()).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.size() > 1) {
      throw new CommandException(
          ExitCode.REFUSED, "the configuration has several peers", "Choose one by --peer");
    }
    if (named.isEmpty()) {
      throw new CommandException(
          ExitCode.REFUSED,
          peer.map(wanted -> "the configuration has no peer " + wanted)
              .orElse("the configuration has no peers"),
          "Add it to peers");
    }
    throw new CommandException(
        ExitCode.REFUSED,
        "peer "
            + named.get(0).identity()
            + " lacks "
            + chosen.lacks(named.get(0)).orElseThrow()
            + ", which mode "
            + chosen.mode()
            + " needs",
        "Add that to its entry in peers");
  }

  private Transport transport(Configuration configuration) throws IOException {
    if (udp.isEmpty()) {
      return new LineTransport(console.in(), console.out());
    }
    HostAndPort to = HostAndPort.parse(udp.get(), configuration.exchange().udpPort(), spec);
    return UdpInitiatorTransport.to(to.host(), to.port(), configuration.exchange().timeout());
  }
}

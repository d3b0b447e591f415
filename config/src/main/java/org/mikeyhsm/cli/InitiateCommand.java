package org.mikeyhsm.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.exchange.ExchangeFailedException;
import org.mikeyhsm.cli.exchange.LineTransport;
import org.mikeyhsm.cli.exchange.Party;
import org.mikeyhsm.cli.exchange.PskExchange;
import org.mikeyhsm.cli.exchange.SessionReport;
import org.mikeyhsm.cli.exchange.Transport;
import org.mikeyhsm.cli.exchange.UdpTransport;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.session.CryptoSessionBundle;
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
      "One exchange of the pre-shared key mode, as initiator. Messages are lines of base64: the"
          + " I_MESSAGE on standard output, the R_MESSAGE on standard input.",
      "The last line is JSON: what was agreed, and the custody report."
    })
final class InitiateCommand implements Callable<Integer>, SpeaksJson {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;
  @Mixin private ShowKeysOption showKeys;

  @Option(
      names = "--udp",
      paramLabel = "HOST[:PORT]",
      description = "Over UDP instead, to this host; the port is the configuration's (2269).")
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
    try (Party party = Party.open(configuration, console.environment(), console.clock());
        Transport transport = transport(configuration)) {
      try (CryptoSessionBundle bundle =
          new PskExchange(party, transport)
              .initiate(credential(party), ssrcs.stream().map(Long::intValue).toList())) {
        console
            .out()
            .println(Json.write(SessionReport.of("initiator", bundle, showKeys.isGiven())));
      }
    }
    return ExitCode.DONE.code();
  }

  private PskCredential credential(Party party) throws CommandException {
    List<PskCredential> credentials = party.credentials();
    Optional<IdPayload> wanted = peer.map(Identities::payload);
    List<PskCredential> found =
        credentials.stream()
            .filter(known -> wanted.isEmpty() || known.peer().equals(wanted.get()))
            .toList();
    if (found.size() != 1) {
      throw new CommandException(
          ExitCode.REFUSED,
          found.isEmpty()
              ? "the configuration has no such peer with a psk"
              : "the configuration has several peers",
          found.isEmpty() ? "Add it to peers" : "Choose one by --peer");
    }
    return found.get(0);
  }

  private Transport transport(Configuration configuration) throws IOException {
    if (udp.isEmpty()) {
      return new LineTransport(console.in(), console.out());
    }
    HostAndPort to = HostAndPort.parse(udp.get(), configuration.exchange().udpPort(), spec);
    return UdpTransport.to(to.host(), to.port(), configuration.exchange().timeout());
  }
}

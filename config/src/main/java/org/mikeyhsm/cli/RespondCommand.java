package org.mikeyhsm.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
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
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.session.CryptoSessionBundle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The responder's side of an exchange. */
@Command(
    name = "respond",
    description = {
      "One exchange of the pre-shared key mode, as responder. Messages are lines of base64: the"
          + " I_MESSAGE on standard input, the R_MESSAGE on standard output.",
      "The last line is JSON: what was agreed, and the custody report."
    })
final class RespondCommand implements Callable<Integer>, SpeaksJson {
  private static final int CONFIGURED_PORT = -1;
  private static final int HIGHEST_PORT = 65535;

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;
  @Mixin private ShowKeysOption showKeys;

  @Option(
      names = "--udp",
      arity = "0..1",
      paramLabel = "PORT",
      fallbackValue = "-1",
      description = {
        "Over UDP instead, at this port (the configuration's, 2269); 0 takes a free one.",
        "What is refused is passed over, and it waits on."
      })
  private Optional<Integer> udp = Optional.empty();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "With --udp: how long to wait for a message (default: for ever).")
  private int seconds;

  RespondCommand(Console console) {
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
    try (Party party = Party.open(configuration, console.environment(), console.clock());
        Transport transport = transport(configuration)) {
      try (CryptoSessionBundle bundle = new PskExchange(party, transport).respond(this::tell)) {
        console
            .out()
            .println(Json.write(SessionReport.of("responder", bundle, showKeys.isGiven())));
      }
    }
    return ExitCode.DONE.code();
  }

  private void tell(MikeyException refusal) {
    console.err().println("mikey: passed over: " + Printable.line(refusal.getMessage()));
    console.err().flush();
  }

  private Transport transport(Configuration configuration) throws IOException {
    if (udp.isEmpty()) {
      return new LineTransport(console.in(), console.out());
    }
    int port = udp.get() == CONFIGURED_PORT ? configuration.exchange().udpPort() : udp.get();
    if (port < 0 || port > HIGHEST_PORT || seconds < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--udp takes a port up to 65535, --wait no negative number");
    }
    UdpTransport transport = UdpTransport.at(port, Duration.ofSeconds(seconds));
    console.err().println("mikey: waiting at UDP port " + transport.port());
    console.err().flush();
    return transport;
  }
}

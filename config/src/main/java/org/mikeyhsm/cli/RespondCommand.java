package org.mikeyhsm.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mikeyhsm.cli.exchange.Answering;
import org.mikeyhsm.cli.exchange.Exchange;
import org.mikeyhsm.cli.exchange.ExchangeFailedException;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.cli.exchange.ExchangeModes;
import org.mikeyhsm.cli.exchange.LineTransport;
import org.mikeyhsm.cli.exchange.Parties;
import org.mikeyhsm.cli.exchange.Party;
import org.mikeyhsm.cli.exchange.PooledParty;
import org.mikeyhsm.cli.exchange.ReplayState;
import org.mikeyhsm.cli.exchange.SessionReport;
import org.mikeyhsm.cli.exchange.Transport;
import org.mikeyhsm.cli.exchange.UdpResponderTransport;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.hsm.pool.TokenPool;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.session.ReplayCache;
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
      "One exchange with a peer, as responder, in whichever of the configuration's modes the peer"
          + " begins. Messages are lines of base64: the I_MESSAGE on standard input, the R_MESSAGE"
          + " on standard output.",
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
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeName.class,
      description = {
        "Only this mode: psk, pk, dh, dhhmac, rsa-r or sakke.",
        "sakke has no R_MESSAGE."
      })
  private Optional<Mode> mode = Optional.empty();

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
      description = "With --udp: how long to wait for a message (default 0: for ever).")
  private int seconds;

  @Option(
      names = "--linger",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = {
        "With --udp: how long to answer again, after the last line, if the peer repeats its message"
            + " because the answer was lost (default 5)."
      })
  private int linger;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "With --udp: how many exchanges to answer (default 1; 0: until it is stopped). Each gives a"
            + " line of JSON.",
        "A token that fails is tried until it is back; meanwhile the configuration's further tokens"
            + " answer (pool.tokens)."
      })
  private int count;

  @Mixin private SakkeOptions sakke;

  RespondCommand(Console console) {
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
    if (mode.isEmpty() || mode.get() != Mode.SAKKE) {
      sakke.requireUnused();
    }
    if (sakke.isOfFiles()) {
      if (udp.isPresent() || count != 1 || config.isNamed()) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "--identity is in place of --config; --udp and --count take a configuration");
      }
      showKeys.requireAllowed(sakke.policy());
      respond(
          () -> sakke.open(console),
          ExchangeModes.of(List.of(Mode.SAKKE)),
          new LineTransport(console.in(), console.out()),
          () -> {});
      return ExitCode.DONE.code();
    }
    sakke.requireNoPolicy();
    Configuration configuration = config.load(console);
    showKeys.requireAllowed(configuration.policy());
    List<ExchangeMode> modes = ModeName.inUse(configuration, mode);
    try (ReplayState replays = ReplayState.of(configuration, console.clock())) {
      if (replays.isLost()) {
        tell(
            "the process before did not write its replay state: what might be a replay is refused"
                + " for "
                + configuration.replay().clockSkew().toSeconds()
                + " s");
      }
      return respond(configuration, modes, replays.cache());
    }
  }

  private int respond(Configuration configuration, List<ExchangeMode> modes, ReplayCache replays)
      throws KeyFileException,
          CommandException,
          ExchangeFailedException,
          IOException,
          MikeyException,
          GeneralSecurityException {
    Set<Mode> names = modes.stream().map(ExchangeMode::mode).collect(Collectors.toSet());
    Opening opening =
        () ->
            Parties.open(
                configuration,
                names,
                console.environment(),
                console.clock(),
                sakke.terms(),
                replays);
    if (count != 1 || udp.isPresent() && !configuration.pool().tokens().isEmpty()) {
      return answer(configuration, modes, replays);
    }
    if (udp.isEmpty()) {
      respond(opening, modes, new LineTransport(console.in(), console.out()), () -> {});
      return ExitCode.DONE.code();
    }
    try (UdpResponderTransport transport = transport(configuration)) {
      respond(opening, modes, transport, () -> tell("waiting at UDP port " + transport.port()));
      // The keys and the token are closed by now.
      int again = transport.linger(Duration.ofSeconds(linger));
      if (again > 0) {
        tell("the peer repeated its message, and was answered again: " + again);
      }
    }
    return ExitCode.DONE.code();
  }

  private int answer(Configuration configuration, List<ExchangeMode> modes, ReplayCache replays)
      throws KeyFileException,
          CommandException,
          ExchangeFailedException,
          IOException,
          GeneralSecurityException {
    if (udp.isEmpty() || count < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--count takes --udp, and no negative number");
    }
    try (UdpResponderTransport transport = transport(configuration);
        TokenPool<PooledParty> pool =
            Parties.pool(
                configuration,
                modes,
                console.environment(),
                console.clock(),
                sakke.terms(),
                replays,
                new PoolNews(this::tell))) {
      tell("waiting at UDP port " + transport.port());
      Answering answering =
          new Answering(
              pool,
              configuration,
              modes,
              transport,
              refusal -> Refusals.tell(console, refusal),
              failure -> tell("dropped a message: " + Problem.of(failure).line()));
      for (int done = 0; count == 0 || done < count; done++) {
        Optional<Map<String, Object>> report = answering.next(showKeys.isGiven());
        if (report.isEmpty()) {
          if (count == 0) {
            return ExitCode.DONE.code();
          }
          throw new CommandException(
              ExitCode.EXCHANGE_FAILED, "no message came", "Look at the peer, or wait longer");
        }
        console.out().println(Json.write(report.get()));
        console.out().flush();
      }
      transport.linger(Duration.ofSeconds(linger));
    }
    return ExitCode.DONE.code();
  }

  /** Opens this side. */
  @FunctionalInterface
  private interface Opening {
    Party open() throws KeyFileException, GeneralSecurityException;
  }

  private void respond(
      Opening opening, List<ExchangeMode> modes, Transport transport, Runnable ready)
      throws KeyFileException,
          ExchangeFailedException,
          IOException,
          MikeyException,
          GeneralSecurityException {
    try (Party party = opening.open()) {
      ready.run();
      try (Exchange.Completed completed =
          new Exchange(party, transport, refusal -> Refusals.tell(console, refusal))
              .respond(modes)) {
        console
            .out()
            .println(Json.write(SessionReport.of("responder", completed, showKeys.isGiven())));
        console.out().flush();
      }
    }
  }

  private void tell(String message) {
    console.err().println("mikey: " + message);
    console.err().flush();
  }

  private UdpResponderTransport transport(Configuration configuration) throws IOException {
    int port = udp.get() == CONFIGURED_PORT ? configuration.exchange().udpPort() : udp.get();
    if (port < 0 || port > HIGHEST_PORT || seconds < 0 || linger < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--udp takes a port up to 65535, --wait and --linger no negative number");
    }
    return UdpResponderTransport.at(port, Duration.ofSeconds(seconds));
  }
}

package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.mikeyhsm.cli.demo.Demo;
import org.mikeyhsm.cli.demo.DemoJson;
import org.mikeyhsm.cli.demo.DemoSettings;
import org.mikeyhsm.cli.demo.DemoText;
import org.mikeyhsm.cli.demo.DemoTokens;
import org.mikeyhsm.cli.demo.Transcript;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyPolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs a call between two parties and reports on it. */
@Command(
    name = "demo",
    description = {
      "Alice calls Bob on this machine, each with a token: a MIKEY exchange over an SDP offer and"
          + " answer (RFC 4567), then one second of speech as SRTP both ways.",
      "./mikey makes two tokens for the call alone and deletes them after it; your own tokens are"
          + " left alone."
    })
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  @ParentCommand private MikeyCommand mikey;
  @Spec private CommandSpec spec;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "psk",
      converter = ModeName.class,
      description = {
        "psk: pre-shared key, RFC 3830 3.1 (default).",
        "pk: public key, RFC 3830 3.2.",
        "dh: signed Diffie-Hellman, RFC 3830 3.3.",
        "dhhmac: Diffie-Hellman with HMAC, RFC 4650.",
        "rsa-r: RSA-R, RFC 4738.",
        "sakke: MIKEY-SAKKE, RFC 6509; with --token mikeytoken or software.",
        "all: one call in each that the token can do."
      })
  private Modes modes;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "1",
      description = "With sakke: how many receivers the message is made for (default 1: Bob).")
  private int members;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "mikeytoken",
      converter = TokenName.class,
      description = {
        "mikeytoken: libmikeytoken on SoftHSM2 (default).",
        "softhsm: stock SoftHSM2.",
        "nss: NSS softokn.",
        "software: keys in host memory."
      })
  private DemoTokens.Kind token;

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description = {
        "Where libmikeytoken.so is. Else MIKEYTOKEN_MODULE names it, or it is in the build or in"
            + " /usr/lib/mikey-hsm."
      })
  private Optional<Path> module = Optional.empty();

  @Option(
      names = "--encr",
      paramLabel = "ALG",
      defaultValue = "aes-cm",
      converter = EncryptionName.class,
      description =
          "How the TGK is encrypted, RFC 3830 4.2.3: aes-cm (default) or aes-kw; in dh and dhhmac"
              + " none is sent.")
  private DemoSettings.Encryption encryption;

  @Option(
      names = "--no-verification",
      description =
          "Let Bob send no R_MESSAGE, in psk and pk: he is not authenticated to Alice before he"
              + " speaks.")
  private boolean withoutVerification;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      defaultValue = "any",
      converter = PolicyName.class,
      description = {
        "any: report what the token can do (default).",
        "hardware: all but TEKs and SRTP keys must stay in the token.",
        "strict: every key must; else the call is refused with exit code 78."
      })
  private CustodyPolicy policy;

  @Option(
      names = "--boundary",
      paramLabel = "BOUNDARY",
      converter = BoundaryName.class,
      description =
          "What the keys must live in, at least: module (this process), process (another), or"
              + " hardware.")
  private Boundary boundary = Boundary.NONE;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  DemoCommand(Console console) {
    this.console = console;
  }

  /** Modes, by the name that was typed. */
  private record Modes(String name, List<Mode> modes) {
    static final String ALL = "all";

    boolean all() {
      return name.equals(ALL);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Modes as typed. */
  static final class ModeName implements ITypeConverter<Modes> {
    @Override
    public Modes convert(String value) {
      List<Mode> each = DemoSettings.modes();
      List<Modes> known = new ArrayList<>();
      each.forEach(mode -> known.add(new Modes(mode.toString(), List.of(mode))));
      known.add(new Modes(Modes.ALL, each));
      return Names.of(known.toArray(Modes[]::new), value);
    }
  }

  /** Tokens as typed. */
  static final class TokenName implements ITypeConverter<DemoTokens.Kind> {
    @Override
    public DemoTokens.Kind convert(String value) {
      return Names.of(DemoTokens.Kind.values(), value);
    }
  }

  /** Encryption algorithms as typed. */
  static final class EncryptionName implements ITypeConverter<DemoSettings.Encryption> {
    @Override
    public DemoSettings.Encryption convert(String value) {
      return Names.of(DemoSettings.Encryption.values(), value);
    }
  }

  /** Policies as typed. */
  static final class PolicyName implements ITypeConverter<CustodyPolicy> {
    @Override
    public CustodyPolicy convert(String value) {
      return Names.of(
          CustodyPolicy.presets().toArray(CustodyPolicy[]::new), CustodyPolicy::name, value);
    }
  }

  /** Boundaries as typed. */
  static final class BoundaryName implements ITypeConverter<Boundary> {
    @Override
    public Boundary convert(String value) {
      Boundary[] demanded = {Boundary.MODULE, Boundary.PROCESS, Boundary.HARDWARE};
      return Names.of(demanded, each -> each.name().toLowerCase(Locale.ROOT), value);
    }
  }

  @Override
  public Integer call() {
    boolean group = modes.modes().equals(List.of(Mode.SAKKE));
    if (members < 1 || members > 1 && !group) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--members takes 1 or, with --mode sakke, more");
    }
    List<Mode> chosen = chosen();
    List<Run> runs = new ArrayList<>();
    try (DemoTokens tokens =
        DemoTokens.open(token, console.environment(), module, policy.within(boundary))) {
      for (Mode mode : chosen) {
        runs.add(run(mode, tokens));
      }
    } catch (Exception | Error e) {
      mikey.trace(console, e);
      Mode next = chosen.get(Math.min(runs.size(), chosen.size() - 1));
      runs.add(new Run(new Transcript(settings(next), token), Optional.of(Problem.of(e))));
    }
    print(runs);
    Optional<Problem> first = runs.stream().flatMap(run -> run.problem().stream()).findFirst();
    first.ifPresent(found -> console.err().println("mikey: " + found.line()));
    return first.map(Problem::exitCode).orElse(ExitCode.DONE).code();
  }

  /** The modes asked for; of all those that the token can do. */
  private List<Mode> chosen() {
    return modes.modes().stream()
        .filter(mode -> !modes.all() || mode != Mode.SAKKE || token.takesIdentityKeys())
        .toList();
  }

  /** A call, and why it was not completed; empty if it was. */
  private record Run(Transcript transcript, Optional<Problem> problem) {
    Optional<String> error() {
      return problem.map(found -> Printable.line(found.message()));
    }
  }

  private DemoSettings settings(Mode mode) {
    return new DemoSettings(mode, encryption, !withoutVerification, members);
  }

  private Run run(Mode mode, DemoTokens tokens) {
    Transcript transcript = new Transcript(settings(mode), token);
    return Progress.during(
        console,
        () ->
            "a call in mode "
                + mode
                + (members > 1
                    ? ", " + transcript.membersDone() + " of " + members + " members"
                    : ""),
        () -> run(transcript, tokens));
  }

  private Run run(Transcript transcript, DemoTokens tokens) {
    try {
      Demo.run(transcript.settings(), tokens, transcript);
      return new Run(transcript, Optional.empty());
    } catch (Exception | Error e) {
      mikey.trace(console, e);
      return new Run(transcript, Optional.of(Problem.of(e)));
    }
  }

  private void print(List<Run> runs) {
    if (!json) {
      for (Run run : runs) {
        if (modes.all()) {
          console.out().println(console.style().heading(run.transcript().mode()));
          console.out().println();
        }
        console.out().print(DemoText.of(run.transcript(), run.error(), console.style()));
        if (modes.all()) {
          console.out().println();
        }
      }
      return;
    }
    List<Map<String, Object>> all = runs.stream().map(this::json).toList();
    Map<String, Object> result = all.get(0);
    if (modes.all()) {
      result = new LinkedHashMap<>();
      result.put("mode", Modes.ALL);
      result.put("completed", runs.stream().allMatch(run -> run.problem().isEmpty()));
      result.put("runs", all);
    }
    console.out().println(Json.write(result));
  }

  private Map<String, Object> json(Run run) {
    Map<String, Object> result = DemoJson.of(run.transcript(), run.error());
    result.put("policy", policy.name());
    result.put("boundary", boundary.name());
    return result;
  }

  /** Finds what was typed among the names that the values print as. */
  private static final class Names {
    private Names() {}

    static <T> T of(T[] values, String typed) {
      return of(values, Object::toString, typed);
    }

    static <T> T of(T[] values, Function<T, String> name, String typed) {
      StringBuilder known = new StringBuilder();
      for (T value : values) {
        if (name.apply(value).equals(typed)) {
          return value;
        }
        known.append(known.isEmpty() ? "" : ", ").append(name.apply(value));
      }
      throw new CommandLine.TypeConversionException("expected one of " + known);
    }
  }
}

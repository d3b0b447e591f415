package org.mikeyhsm.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.PinSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Provisioning;
import org.mikeyhsm.hsm.token.SlotDescription;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an empty token. */
@Command(
    name = "init",
    description = {
      "Makes an empty token with a user PIN, in the first slot without one.",
      "With --slot, in that slot; a token that is there is erased with every key."
    })
final class TokenInitCommand implements Callable<Integer> {
  private static final int LONGEST_LABEL = 32;
  private static final int RANDOM_PIN_OCTETS = 16;

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private TokenOption token;
  @Mixin private YesOption yes;
  @Mixin private JsonOption json;

  @Option(
      names = "--slot",
      paramLabel = "NUMBER",
      description = "The slot, as mikey token list has it.")
  private Optional<Long> slot = Optional.empty();

  @Option(
      names = "--so-pin-file",
      paramLabel = "FILE",
      description = {
        "The security officer's PIN: a file of one line that only you can read.",
        "Without it a random one is set and forgotten: a locked user PIN is then the end."
      })
  private Optional<Path> officerPinFile = Optional.empty();

  TokenInitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, CommandException, IOException {
    Optional<Configuration> configuration = token.configuration(console);
    String label =
        token
            .label()
            .or(() -> configuration.flatMap(known -> known.token().selector().label()))
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec.commandLine(),
                        "name the new token by --token-label, or by token.label of a"
                            + " configuration"));
    int octets = label.getBytes(StandardCharsets.UTF_8).length;
    if (octets < 1 || octets > LONGEST_LABEL) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "a token's label has 1 to 32 octets");
    }
    PinSource officer =
        officerPinFile
            .map(file -> PinSources.of(new PinSettings.File(file), console.environment()))
            .orElse(TokenInitCommand::randomPin);
    PinSource user = token.pin(console, configuration);
    try (CryptokiModule module = token.openModule(console)) {
      SlotDescription chosen = choose(module.slots());
      requireFree(module.slots(), chosen, label);
      if (chosen.isInitialized()) {
        yes.confirm(
            console,
            "Token " + chosen.label() + " in slot " + chosen.slot() + " is erased with every key.");
      }
      if (isBlankDatabase(chosen, label)) {
        Provisioning.setUserPin(
            module, label, officerPinFile.isPresent() ? officer : () -> new char[0], user);
      } else {
        module.initToken(chosen.slot(), label, officer, user);
      }
      json.print(
          console, Map.of("label", label, "initialized", true), "token " + label + " is ready\n");
    }
    return ExitCode.DONE.code();
  }

  /** NSS: a new database is a token with a name but no PIN, and its officer's PIN is empty. */
  private static boolean isBlankDatabase(SlotDescription chosen, String label) {
    return !chosen.isInitialized() && chosen.label().equals(label);
  }

  private SlotDescription choose(List<SlotDescription> slots) {
    return slots.stream()
        .filter(
            candidate ->
                slot.map(number -> candidate.slot() == number).orElse(!candidate.isInitialized()))
        .findFirst()
        .orElseThrow(
            () ->
                new TokenUnavailableException(
                    slot.map(number -> "there is no slot " + number)
                        .orElse("there is no slot without a token; --slot chooses one")));
  }

  /** Two tokens of one label could not be told apart by it. */
  private static void requireFree(
      List<SlotDescription> slots, SlotDescription chosen, String label) {
    if (slots.stream()
        .anyMatch(other -> other.slot() != chosen.slot() && other.label().equals(label))) {
      throw new TokenUnavailableException("there is a token labelled " + label + " already");
    }
  }

  private static char[] randomPin() {
    byte[] octets = new byte[RANDOM_PIN_OCTETS];
    new SecureRandom().nextBytes(octets);
    return HexFormat.of().formatHex(octets).toCharArray();
  }
}

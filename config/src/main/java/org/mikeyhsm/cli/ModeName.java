package org.mikeyhsm.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.cli.exchange.ExchangeModes;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import picocli.CommandLine;

/** Modes as typed after {@code --mode}. */
final class ModeName implements CommandLine.ITypeConverter<Mode> {
  @Override
  public Mode convert(String value) {
    try {
      return Mode.named(value);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException("expected psk, pk, dh, dhhmac, rsa-r or sakke");
    }
  }

  /**
   * The modes to carry out: the one that was asked for, or those of the configuration.
   *
   * @return at least one
   * @throws CommandException if the configuration does not allow it, or this version does not have
   *     it
   */
  static List<ExchangeMode> inUse(Configuration configuration, Optional<Mode> asked)
      throws CommandException {
    if (asked.isPresent() && !configuration.modes().contains(asked.get())) {
      throw new CommandException(
          ExitCode.REFUSED,
          "mode " + asked.get() + " is not among the modes of the configuration",
          "Add it to modes");
    }
    List<Mode> modes = asked.map(List::of).orElse(configuration.modes());
    List<ExchangeMode> found = ExchangeModes.of(modes);
    if (found.isEmpty()) {
      throw new CommandException(
          ExitCode.REFUSED,
          "mikey does not carry out mode "
              + modes.stream().map(Mode::toString).collect(Collectors.joining(", ")),
          "mikey initiate --help lists those it has");
    }
    return found;
  }
}

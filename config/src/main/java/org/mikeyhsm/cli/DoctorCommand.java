package org.mikeyhsm.cli;

import java.util.concurrent.Callable;
import org.mikeyhsm.cli.doctor.Examination;
import org.mikeyhsm.cli.doctor.ExaminationText;
import org.mikeyhsm.cli.doctor.TokenExaminer;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.hsm.token.CryptokiModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at a token and a configuration before any call. */
@Command(
    name = "doctor",
    description = {
      "Says before any call how well a token keeps each class of secret in each mode, by which"
          + " mechanisms, and what would reach more.",
      "With a configuration it also logs in and looks at keys, policy, clock, trust and expiry.",
      "With --module it needs no configuration and no PIN."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException {
    Examination examination = examine();
    json.print(console, examination.toMap(), ExaminationText.of(examination, console.style()));
    return (examination.isHealthy() ? ExitCode.DONE : ExitCode.REFUSED).code();
  }

  private Examination examine() throws ConfigException {
    if (token.configuration(console).isPresent()) {
      Configuration configuration = token.configuration(console).get();
      return TokenExaminer.of(configuration, console.environment(), console.clock().instant());
    }
    try (CryptokiModule module = token.openModule(console)) {
      return TokenExaminer.of(module, token.selector(console), console.clock().instant());
    }
  }
}

package org.mikeyhsm.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PinSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Pkcs11Uri;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenSelector;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which token: that of a configuration, or one named by options. */
final class TokenOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ConfigOption config;

  @Option(
      names = "--module",
      paramLabel = "PATH",
      description =
          "The PKCS#11 library, in place of the configuration's; mikeytoken is the token module,"
              + " where this installation has it.")
  private Optional<Path> module = Optional.empty();

  @Option(
      names = "--module-parameters",
      paramLabel = "TEXT",
      description = "What the library takes at C_Initialize, as NSS does.")
  private Optional<String> parameters = Optional.empty();

  @Option(names = "--token-label", paramLabel = "LABEL", description = "The token, by its label.")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--token-uri",
      paramLabel = "URI",
      converter = UriConverter.class,
      description = "The token, by a PKCS#11 URI (RFC 7512).")
  private Optional<Pkcs11Uri> uri = Optional.empty();

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "The user PIN: a file of one line that only you can read.")
  private Optional<Path> pinFile = Optional.empty();

  @Option(
      names = "--pin-env",
      paramLabel = "VARIABLE",
      description = "The user PIN: an environment variable. Without any, it is asked for.")
  private Optional<String> pinVariable = Optional.empty();

  /** URIs as typed. */
  static final class UriConverter implements CommandLine.ITypeConverter<Pkcs11Uri> {
    @Override
    public Pkcs11Uri convert(String value) {
      try {
        return Pkcs11Uri.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * An open token with the module that it is in.
   *
   * @param module closed with it
   * @param token the token
   */
  record Opened(CryptokiModule module, Token token) implements AutoCloseable {
    @Override
    public void close() {
      // Closes the token first.
      module.close();
    }
  }

  /** Opens the module; the caller closes it. */
  CryptokiModule openModule(Console console) throws ConfigException {
    Optional<Path> path = module.or(() -> uri.flatMap(Pkcs11Uri::modulePath));
    if (path.isPresent()) {
      return Modules.open(path.get(), parameters, console.environment());
    }
    if (config.file(console).isEmpty()) {
      throw usage("name the PKCS#11 library by --module, or a configuration by --config");
    }
    return Modules.open(config.load(console).token(), console.environment());
  }

  /** Opens the token and logs in; the caller closes it. */
  Opened open(Console console) throws ConfigException {
    Optional<Configuration> configuration = configuration(console);
    TokenSelector wanted =
        selector(console)
            .orElseThrow(() -> usage("name the token by --token-label or --token-uri"));
    PinSource pin = pin(console, configuration);
    CryptokiModule opened = openModule(console);
    boolean done = false;
    try {
      Boundary boundary =
          configuration.map(known -> known.token().boundary()).orElse(Boundary.MODULE);
      Token token = opened.openToken(wanted, pin, boundary);
      done = true;
      return new Opened(opened, token);
    } finally {
      if (!done) {
        opened.close();
      }
    }
  }

  /** Tells the token, if anything does. */
  Optional<TokenSelector> selector(Console console) throws ConfigException {
    Optional<Configuration> configuration = configuration(console);
    return label
        .map(TokenSelector::label)
        .or(() -> uri.map(Pkcs11Uri::token))
        .or(() -> configuration.map(known -> known.token().selector()));
  }

  /** The configuration, where no option names another module. */
  Optional<Configuration> configuration(Console console) throws ConfigException {
    boolean named = module.isPresent() || uri.flatMap(Pkcs11Uri::modulePath).isPresent();
    if (named || config.file(console).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(config.load(console));
  }

  /** Whether an option names a token or a configuration. */
  boolean isNamed() {
    return module.isPresent() || label.isPresent() || uri.isPresent() || config.isNamed();
  }

  Optional<String> label() {
    return label;
  }

  /** The user PIN's source, a prompt if nothing else is named. */
  PinSource pin(Console console, Optional<Configuration> configuration) {
    Map<String, String> environment = console.environment();
    return PinSources.of(
        pinFile
            .<PinSettings>map(PinSettings.File::new)
            .or(() -> pinVariable.map(PinSettings.Environment::new))
            .or(() -> configuration.map(known -> known.token().pin()))
            .orElse(new PinSettings.Prompt("User PIN")),
        environment);
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(command.commandLine(), message);
  }
}

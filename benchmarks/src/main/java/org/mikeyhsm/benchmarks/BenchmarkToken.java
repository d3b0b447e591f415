package org.mikeyhsm.benchmarks;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;

/**
 * A token of libmikeytoken on SoftHSM2 with a pre-shared key, made for a measurement; closing it
 * deletes it. Run from the project's directory.
 */
final class BenchmarkToken implements AutoCloseable {
  /** The label of token and pre-shared key. */
  static final String LABEL = "benchmark";

  private static final String PIN = "Bench-Pin-4711";

  private final Path directory;
  private final CryptokiModule module;
  private final Token token;

  private BenchmarkToken(Path directory, CryptokiModule module, Token token) {
    this.directory = directory;
    this.module = module;
    this.token = token;
  }

  /** Makes one, and logs in. */
  static BenchmarkToken make(byte[] psk) {
    return make(psk, library());
  }

  /** As {@link #make(byte[])}, through a module that passes calls on to libmikeytoken. */
  static BenchmarkToken make(byte[] psk, Path library) {
    try {
      Path directory = Files.createTempDirectory("mikey-benchmark");
      Path tokens = Files.createDirectory(directory.resolve("tokens"));
      Path conf =
          Files.writeString(
              directory.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
      setEnvironment("SOFTHSM2_CONF", conf.toString());
      run(
          directory,
          Map.of(),
          "softhsm2-util",
          "--init-token",
          "--free",
          "--label",
          LABEL,
          "--pin",
          PIN,
          "--so-pin",
          PIN);
      CryptokiModule module = CryptokiModule.open(library);
      Token token = module.openToken(LABEL, PIN::toCharArray);
      try (SecretOctets octets = SecretOctets.copyOf(psk)) {
        KeyImport.preSharedKey(token, LABEL, octets);
      }
      return new BenchmarkToken(directory, module, token);
    } catch (IOException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  Token token() {
    return token;
  }

  /**
   * Runs the C program on this token, in a process of its own.
   *
   * @param library the module to call
   * @param environment what that module reads
   * @param what its arguments from the operation on
   * @return what it printed
   */
  String runC(Path library, Map<String, String> environment, String... what) {
    run(root().resolve("benchmarks/src/main/c"), Map.of(), "make", "-s");
    Path program = root().resolve("benchmarks/target/c/raw_calls");
    List<String> command = new ArrayList<>(List.of(program.toString(), library.toString(), LABEL));
    command.addAll(List.of(what));
    Map<String, String> all = new HashMap<>(environment);
    all.put("RAW_CALLS_PIN", PIN);
    return run(directory, all, command.toArray(String[]::new));
  }

  /** libmikeytoken.so as it was built here. */
  static Path library() {
    Properties properties = new Properties();
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, root().toString());
    return MikeyTokenModule.find(Optional.empty(), properties, Map.of());
  }

  /** The project's directory. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("hsm-provider")) ? here : here.getParent();
  }

  /** Sets a variable that modules read, for this process and those that it starts. */
  static void setEnvironment(String name, String value) {
    Function.getFunction("c", "setenv").invokeInt(new Object[] {name, value, 1});
  }

  /** Runs a program to its end, and gives what it printed. */
  static String run(Path directory, Map<String, String> environment, String... command) {
    try {
      Path output = Files.createTempFile("mikey-benchmark", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Path conf = directory.resolve("softhsm2.conf");
        if (Files.exists(conf)) {
          builder.environment().put("SOFTHSM2_CONF", conf.toString());
        }
        int exit = builder.start().onExit().join().exitValue();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        if (exit != 0) {
          throw new IllegalStateException(command[0] + ": " + printed);
        }
        return printed;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    token.close();
    module.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

package org.mikeyhsm.benchmarks;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;

/**
 * A token of libmikeytoken on SoftHSM2, made for a measurement, behind the tests' module that tells
 * how long the calls took without Java. Run from the project's directory.
 */
final class BenchmarkToken implements AutoCloseable {
  static final String PSK = "benchmark";

  private static final String LABEL = "benchmark";
  private static final String PIN = "Bench-Pin-4711";

  private final CryptokiModule module;
  private final Token token;
  private final Function time;

  BenchmarkToken(byte[] psk) {
    try {
      Path directory = Files.createTempDirectory("mikey-benchmark");
      Path tokens = Files.createDirectory(directory.resolve("tokens"));
      Path conf =
          Files.writeString(
              directory.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
      setEnvironment("SOFTHSM2_CONF", conf);
      Properties properties = new Properties();
      properties.setProperty(MikeyTokenModule.HOME_PROPERTY, root().toString());
      setEnvironment(
          "MIKEYHSM_STACKED_BASE", MikeyTokenModule.find(Optional.empty(), properties, Map.of()));
      Path library = compiled(directory);
      run(
          directory,
          "softhsm2-util",
          "--init-token",
          "--free",
          "--label",
          LABEL,
          "--pin",
          PIN,
          "--so-pin",
          PIN);
      module = CryptokiModule.open(library);
      token = module.openToken(LABEL, PIN::toCharArray);
      time = NativeLibrary.getInstance(library.toString()).getFunction("stacked_time");
      try (SecretOctets octets = SecretOctets.copyOf(psk)) {
        KeyImport.preSharedKey(token, PSK, octets);
      }
    } catch (IOException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  Token token() {
    return token;
  }

  /** Nanoseconds that all threads have spent in the token module so far. */
  long nanosInModule() {
    return time.invokeLong(new Object[0]);
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("hsm-provider")) ? here : here.getParent();
  }

  private static Path compiled(Path directory) throws IOException {
    Path library = directory.resolve("libstacked.so");
    run(
        directory,
        "gcc",
        "-std=c17",
        "-O2",
        "-fvisibility=hidden",
        "-fPIC",
        "-shared",
        "-isystem",
        "/usr/include/p11-kit-1",
        "-o",
        library.toString(),
        root().resolve("hsm-provider/src/test/c/stacked.c").toString(),
        "-ldl",
        "-lpthread");
    return library;
  }

  private static void setEnvironment(String name, Path value) {
    Function.getFunction("c", "setenv").invokeInt(new Object[] {name, value.toString(), 1});
  }

  private static void run(Path directory, String... command) throws IOException {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("SOFTHSM2_CONF", directory.resolve("softhsm2.conf").toString());
    int exit = builder.start().onExit().join().exitValue();
    if (exit != 0) {
      throw new IllegalStateException(Files.readString(output, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    token.close();
    module.close();
  }
}

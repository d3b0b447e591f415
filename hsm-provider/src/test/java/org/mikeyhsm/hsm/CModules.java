package org.mikeyhsm.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The PKCS#11 modules of these tests, in C, compiled when the first test wants one. */
public final class CModules {
  private static final Map<String, Path> BUILT = new ConcurrentHashMap<>();

  private CModules() {}

  /** Compiles {@code src/test/c/NAME.c} to a library of this JVM's own. */
  public static Path library(String name) {
    return BUILT.computeIfAbsent(name, CModules::compileLibrary);
  }

  /** Compiles {@code src/test/c/NAME.c} to a program. */
  public static Path program(String name) {
    return BUILT.computeIfAbsent(
        name + " program",
        any -> compile(name, name, List.of("-O2"), List.of("-ldl", "-lpthread")));
  }

  private static Path compileLibrary(String name) {
    return compile(
        name,
        "lib" + name + ".so",
        List.of("-O1", "-fvisibility=hidden", "-fPIC", "-shared"),
        List.of("-ldl", "-lpthread"));
  }

  private static Path compile(
      String name, String output, List<String> options, List<String> libraries) {
    Path module = Path.of(System.getProperty("mikeyhsm.root"), "hsm-provider");
    try {
      Path directory = Files.createDirectories(module.resolve("target/c"));
      Path made = Files.createTempFile(directory, name, ".part");
      Path log = directory.resolve(name + ".txt");
      List<String> command =
          new ArrayList<>(List.of("gcc", "-std=c17", "-Wall", "-Wextra", "-Werror"));
      command.addAll(options);
      command.addAll(
          List.of(
              "-isystem",
              "/usr/include/p11-kit-1",
              "-o",
              made.toString(),
              module.resolve("src/test/c/" + name + ".c").toString()));
      command.addAll(libraries);
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException(Files.readString(log));
      }
      return Files.move(
          made,
          directory.resolve(output),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package org.mikeyhsm.hsm.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A JVM that does what it is told, and whose memory is looked through. */
final class ObservedProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Path errors;

  private ObservedProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * Starts a JVM with the class path of these tests.
   *
   * @param errors where its standard error goes
   */
  static ObservedProcess start(
      Class<?> main, Map<String, String> environment, Path errors, String... arguments)
      throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return new ObservedProcess(builder.start(), errors);
  }

  /** The next line that it answers. */
  String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("it ended: " + Files.readString(errors));
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells it to do something that works, and waits for its answer. */
  String tell(String line) {
    String answer = tryTo(line);
    if (answer.startsWith("failed")) {
      throw new IllegalStateException(line.split(" ")[0] + " " + answer);
    }
    return answer;
  }

  /** As {@link #tell}, where it may be that it does not work. */
  String tryTo(String line) {
    say(line);
    return answer();
  }

  void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** What a search finds. */
  record Findings(Map<String, Integer> inHeap, Map<String, Integer> anywhere) {}

  /** Looks for secrets in a heap dump of it and in all its memory. */
  Findings look(MemorySearch search, Path directory) throws IOException {
    Map<String, Integer> anywhere = new TreeMap<>(search.inProcess(process.pid()));
    return new Findings(lookInHeap(search, directory), anywhere);
  }

  /** Looks for secrets in a heap dump of it. */
  Map<String, Integer> lookInHeap(MemorySearch search, Path directory) throws IOException {
    Path dump = directory.resolve("heap.hprof");
    Files.deleteIfExists(dump);
    tell("dump " + dump);
    Map<String, Integer> inHeap = search.inFile(dump);
    Files.delete(dump);
    return inHeap;
  }

  /** Ends its input, and waits for it. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

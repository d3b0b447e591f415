package org.mikeyhsm.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the documents, compiled without a warning and run in processes of their own. */
@Tag("softhsm")
class ExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));
  private static final Path EXAMPLES = ROOT.resolve("docs/examples");

  /** How long an example may take on a busy machine. */
  private static final long MOST_SECONDS = 120;

  @TempDir private Path scratch;

  private EngineTokens tokens;
  private Path classes;

  @BeforeEach
  void compile() throws Exception {
    tokens = EngineTokens.make(scratch);
    classes = Files.createDirectory(scratch.resolve("classes"));
    List<File> sources;
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      sources = files.filter(file -> file.toString().endsWith(".java")).map(Path::toFile).toList();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of(
                      "-Xlint:all,-path",
                      "-Werror",
                      "--release",
                      "17",
                      "-cp",
                      classPath(),
                      "-d",
                      classes.toString()),
                  null,
                  manager.getJavaFileObjectsFromFiles(sources))
              .call();
      assertTrue(compiled, said.toString());
    }
  }

  /** What an application has that depends on this module, and nothing of the tests. */
  private static String classPath() throws Exception {
    Path target =
        Path.of(ConfiguredEngine.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .getParent();
    return target.resolve("classes")
        + File.pathSeparator
        + Files.readString(target.resolve("runtime.path")).strip();
  }

  /** An example that runs. */
  private final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Path err;

    Running(String example, String... arguments) throws Exception {
      err = Files.createTempFile(scratch, example, ".err");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath() + File.pathSeparator + classes,
                  example));
      command.addAll(Arrays.asList(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
      builder.environment().putAll(tokens.environment());
      process = builder.start();
      out = process.inputReader(StandardCharsets.UTF_8);
      in = process.outputWriter(StandardCharsets.UTF_8);
    }

    void say(String text) throws IOException {
      in.write(text);
      in.flush();
    }

    String line() throws IOException {
      String line = out.readLine();
      assertTrue(line != null, Files.readString(err));
      return line;
    }

    /** A body that ends with an empty line. */
    String body() throws IOException {
      StringBuilder body = new StringBuilder();
      for (String line = line(); !line.isEmpty(); line = line()) {
        body.append(line).append('\n');
      }
      return body.append('\n').toString();
    }

    List<String> rest() throws IOException, InterruptedException {
      List<String> lines = out.lines().toList();
      assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), Files.readString(err));
      return lines;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private String configuration(String who) {
    return scratch.resolve(who + ".yaml").toString();
  }

  @Test
  void twoProgramsOfTenLinesCallEachOther() throws Exception {
    try (Running call = new Running("Call", configuration("alice"), "sip:bob@example.org");
        Running answer = new Running("Answer", configuration("bob"))) {
      answer.say(call.line() + "\n");
      call.say(answer.line() + "\n");
      assertEquals(List.of("MikeySession[psk, responder, sip:alice@example.org]"), answer.rest());
      List<String> printed = call.rest();
      assertEquals("MikeySession[psk, initiator, sip:bob@example.org]", printed.get(0));
      assertTrue(
          printed.stream().anyMatch(line -> line.contains("secret=TGK, class=TGK, level=TOKEN")),
          printed.toString());
      assertFalse(printed.stream().anyMatch(line -> line.contains("level=HOST")));
      assertFalse(printed.stream().anyMatch(line -> line.contains("level=TRANSIENT")));
    }
    for (String example : List.of("Call", "Answer")) {
      assertTrue(linesOfMain(example) <= 10, example + ": " + linesOfMain(example));
    }
  }

  @Test
  void theCommandAnswersTheExample() throws Exception {
    try (Running call = new Running("Call", configuration("alice"), "sip:bob@example.org");
        Running command =
            new Running("org.mikeyhsm.cli.Main", "respond", "--config", configuration("bob"))) {
      command.say(call.line() + "\n");
      call.say(command.line() + "\n");
      assertEquals("MikeySession[psk, initiator, sip:bob@example.org]", call.rest().get(0));
      assertTrue(String.join("", command.rest()).contains("sip:alice@example.org"));
    }
  }

  /** The lines of its main method, without those that are a brace alone. */
  private static long linesOfMain(String example) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLES.resolve(example + ".java"));
    int main = 0;
    while (!lines.get(main).contains("void main(")) {
      main++;
    }
    return lines.stream().skip(main + 1).filter(line -> !line.matches("[ }]*")).count();
  }

  @Test
  void aSipCallHasItsKeysInTheSdp() throws Exception {
    try (Running caller =
            new Running(
                "SipCall", "offer", configuration("alice"), "sip:bob@example.org", "287454020");
        Running called =
            new Running("SipCall", "answer", configuration("bob"), "sip:alice@example.org", "0")) {
      String offer = caller.body();
      assertTrue(offer.contains("\na=key-mgmt:mikey "), offer);
      called.say(offer);
      String answer = called.body();
      assertTrue(answer.contains("\na=key-mgmt:mikey "), answer);
      caller.say(answer);
      List<String> media = caller.rest();
      assertEquals(1, media.size());
      assertTrue(
          media.get(0).matches("SRTP to SSRC 287454020, master salt [0-9a-f]{28}, key at TOKEN"),
          media.get(0));
      assertEquals(media, called.rest());
    }
  }

  @Test
  void aSipCallOfAnotherIsRefused() throws Exception {
    try (Running caller =
            new Running("SipCall", "offer", configuration("alice"), "sip:bob@example.org", "1");
        Running called =
            new Running(
                "SipCall", "answer", configuration("bob"), "sip:mallory@example.org", "0")) {
      called.say(caller.body());
      assertEquals("SIP/2.0 488 Not Acceptable Here", called.rest().get(0));
    }
  }

  @Test
  void aTokenIsAJcaProvider() throws Exception {
    try (Running provider =
        new Running(
            "TokenProvider",
            EngineTokens.label("alice"),
            tokens.pinFile("alice").toString(),
            "signing",
            "call")) {
      List<String> printed = provider.rest();
      assertEquals("signature verifies: true", printed.get(0));
      assertEquals("private key's octets: null", printed.get(1));
      assertTrue(printed.get(2).matches("mac: [0-9a-f]{40}"), printed.get(2));
      assertEquals("its key is at: TOKEN", printed.get(3));
    }
  }
}

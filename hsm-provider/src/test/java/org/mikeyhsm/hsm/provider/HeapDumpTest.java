package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.jca.ReferencePrf;

/** A heap dump of a process with an open session holds no secret of it. */
@Tag("softhsm")
class HeapDumpTest {
  @Test
  void noSecretIsInTheHeap(@TempDir Path directory) throws IOException, InterruptedException {
    TestTokens tokens = TestTokens.get();
    Path file = directory.resolve("heap.hprof");
    dump(tokens, file, directory.resolve("child.txt"));
    byte[] dump = Files.readAllBytes(file);

    forms(HeapDumpChild.control())
        .forEach(
            (form, octets) ->
                assertTrue(count(dump, octets) >= 1, "the search does not find " + form));
    byte[] psk = tokens.heapPsk();
    assertAbsent("PSK", psk, dump);
    assertAbsent("auth_key", messageKey(psk, 0x2D22AC75, 20), dump);
    assertAbsent("encr_key", messageKey(psk, 0x150533E1, 16), dump);
    assertEquals(0, count(dump, TestTokens.PIN.getBytes(StandardCharsets.UTF_8)), "PIN");
    assertEquals(0, count(dump, TestTokens.PIN.getBytes(StandardCharsets.UTF_16BE)), "PIN");
  }

  private static void dump(TestTokens tokens, Path file, Path output)
      throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            classPath,
            HeapDumpChild.class.getName(),
            tokens.library().toString(),
            TestTokens.HEAP,
            tokens.pinFile(TestTokens.HEAP).toString(),
            TestTokens.PSK_20,
            file.toString());
    child.environment().put("SOFTHSM2_CONF", tokens.conf().toString());
    child.redirectErrorStream(true).redirectOutput(output.toFile());
    assertEquals(0, child.start().waitFor(), () -> read(output));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static byte[] messageKey(byte[] psk, int constant, int length) {
    return ReferencePrf.mikey1(psk, Exchange.label(constant, 0xFF, 7), length);
  }

  private static void assertAbsent(String secret, byte[] octets, byte[] dump) {
    forms(octets).forEach((form, pattern) -> assertEquals(0, count(dump, pattern), secret + form));
  }

  /** As octets, as a string (one octet a character) and as a char array (two). */
  private static Map<String, byte[]> forms(byte[] octets) {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put(" as octets", octets);
    forms.put(" in hex", HexFormat.of().formatHex(octets).getBytes(StandardCharsets.US_ASCII));
    forms.put(
        " in base64",
        Base64.getEncoder().encodeToString(octets).getBytes(StandardCharsets.US_ASCII));
    forms.put(
        " in characters",
        HexFormat.of().withUpperCase().formatHex(octets).getBytes(StandardCharsets.UTF_16BE));
    return forms;
  }

  private static int count(byte[] text, byte[] pattern) {
    int count = 0;
    for (int i = 0; i + pattern.length <= text.length; i++) {
      if (text[i] == pattern[0]
          && Arrays.equals(text, i, i + pattern.length, pattern, 0, pattern.length)) {
        count++;
      }
    }
    return count;
  }
}

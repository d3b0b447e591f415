package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.message.CodePoint;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.trust.TrustException;

/** docs/troubleshooting.md has an entry for each code that the program can print, and no others. */
class TroubleshootingTest {
  private static final String DOCUMENT = "docs/troubleshooting.md";

  /** What the program itself looks at, and so meets. */
  private static final List<String> RETURN_VALUES =
      Arrays.stream(CryptokiException.class.getFields())
          .filter(field -> Modifier.isStatic(field.getModifiers()))
          .map(Field::getName)
          .filter(name -> !name.equals("SERVER_GONE")) // none of PKCS#11
          .map(name -> "CKR_" + name)
          .toList();

  /** The first cells of the tables below a heading, without quotes and alternatives. */
  private static List<String> entries(String heading) throws IOException {
    List<String> entries = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Documents.ROOT.resolve(DOCUMENT))) {
      if (line.startsWith("#")) {
        inside = line.equals("## " + heading);
      } else if (inside && line.startsWith("| `")) {
        for (String entry : line.split("\\|")[1].split(",")) {
          entries.add(entry.strip().replace("`", ""));
        }
        assertTrue(line.split("\\|").length == 4, "no meaning or no remedy: " + line);
      }
    }
    return entries.stream().sorted().toList();
  }

  private static <E extends Enum<E>> Stream<String> names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Enum::name);
  }

  private static void same(Stream<String> codes, String heading) throws IOException {
    assertEquals(codes.sorted().toList(), entries(heading), heading);
  }

  @Test
  void exitCodes() throws IOException {
    same(
        Arrays.stream(ExitCode.values()).map(code -> code.code() + " " + code.name()),
        "Exit codes");
  }

  @Test
  void codesOfTheCommand() throws IOException {
    same(names(ErrorCode.class), "Of the command");
  }

  @Test
  void refusedMessages() throws IOException {
    same(names(Failure.class), "Refused messages");
  }

  @Test
  void certificates() throws IOException {
    same(names(TrustException.Reason.class), "Certificates");
  }

  @Test
  void returnValuesOfPkcs11() throws IOException {
    same(RETURN_VALUES.stream(), "Return values of PKCS#11");
  }

  @Test
  void errorsThatAPeerReports() throws IOException {
    same(
        IntStream.range(0, 256)
            .mapToObj(ErrorNo::new)
            .filter(CodePoint::isAssigned)
            .map(error -> error.value() + " " + error.name()),
        "Errors that a peer reports");
  }
}

package org.mikeyhsm.hsm.cryptoki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.hsm.TestTokens;

@Tag("softhsm")
class IaikCryptokiTest {
  @TempDir Path directory;

  @Test
  void whatIsNoLibraryIsNotLoaded() throws IOException {
    Path text = Files.writeString(directory.resolve("module.so"), "no library");
    assertThrows(IOException.class, () -> IaikCryptoki.load(text));
  }

  @Test
  void printsNothing() throws IOException {
    TestTokens tokens = TestTokens.get();
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      IaikCryptoki.load(tokens.library());
    } finally {
      System.setOut(before);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }
}

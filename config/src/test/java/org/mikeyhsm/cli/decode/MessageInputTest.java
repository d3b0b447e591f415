package org.mikeyhsm.cli.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.message.Octets;

class MessageInputTest {
  private static final InputStream NO_INPUT = InputStream.nullInputStream();

  @TempDir private Path directory;

  private static MessageInput.Found only(String argument) throws InputException {
    List<MessageInput.Found> found = MessageInput.read(Optional.of(argument), NO_INPUT);
    assertEquals(1, found.size());
    return found.get(0);
  }

  private static MessageInput.Found onlyIn(byte[] standardInput) throws InputException {
    return MessageInput.read(Optional.empty(), new ByteArrayInputStream(standardInput)).get(0);
  }

  @Test
  void digitsOfEvenNumberAreHexEvenWhereTheyCouldBeBase64() throws InputException {
    assertEquals(Octets.ofHex("0123abcd"), only("0123ABcd").octets());
    assertEquals("the argument (hex)", only("0123").origin());
    assertEquals(Octets.ofHex("0123"), only(" 01\n23\t").octets());
  }

  @Test
  void otherwiseItIsBase64() throws InputException {
    assertEquals(Octets.ofHex("01000500"), only("AQAF AA==").octets());
    assertEquals(Octets.ofHex("01000500"), only("AQAFAA").octets());
  }

  @Test
  void sdpComesBeforeBase64() throws InputException {
    MessageInput.Found found = only("a=key-mgmt:mikey AQAF");
    assertEquals(Octets.ofHex("010005"), found.octets());
    assertTrue(found.origin().contains("a=key-mgmt line 1"), found.origin());
  }

  @Test
  void octetsThatAreNoTextAreTheMessage() throws InputException {
    byte[] message = {1, '0', '0'};
    assertEquals(Octets.of(message), onlyIn(message).octets());
    assertEquals("standard input (binary)", onlyIn(message).origin());
    byte[] notUtf8 = {(byte) 0xFF, '0'};
    assertEquals(Octets.of(notUtf8), onlyIn(notUtf8).octets());
    byte[] text = "3030".getBytes(StandardCharsets.UTF_8);
    assertEquals(Octets.ofHex("3030"), onlyIn(text).octets());
  }

  @Test
  void theOriginIsSafeToShow() throws IOException, InputException {
    Path file = Files.writeString(directory.resolve("a\u001bb"), "00");
    assertTrue(only(file.toString()).origin().endsWith("a\uFFFDb (hex)"));
  }

  @Test
  void whatIsUnreadableIsSaid() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }
        };
    InputException failure =
        assertThrows(InputException.class, () -> MessageInput.read(Optional.empty(), broken));
    assertEquals("standard input cannot be read", failure.reason());
    assertEquals(InputException.INPUT, failure.payload());
    assertEquals(0, failure.offset());
  }

  @Test
  void anArgumentThatCanBeNoPathIsStillRead() {
    InputException failure = assertThrows(InputException.class, () -> only("a\0b"));
    assertTrue(failure.reason().contains("no existing file"), failure.reason());
  }
}

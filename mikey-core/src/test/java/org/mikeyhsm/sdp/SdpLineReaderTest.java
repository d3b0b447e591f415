package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SdpLineReaderTest {
  private static List<String> values(String text) throws SdpException {
    return SdpLineReader.read(text, 1).stream()
        .map(numbered -> numbered.number() + " " + numbered.line())
        .toList();
  }

  @Test
  void acceptsBothLineEndsBlankLinesAndIndentation() throws SdpException {
    assertEquals(
        List.of("1 v=0", "3 s= ", "4 i=x "), values("v=0\r\n \r\n\t s= \n   i=x \r\n\r\n"));
  }

  @Test
  void numbersMayBeginLater() throws SdpException {
    assertEquals(8, SdpLineReader.read("v=0\ns=x", 7).get(1).number());
  }

  @Test
  void base64ContinuesKeyMgmtOnly() throws SdpException {
    assertEquals(
        List.of("1 a=key-mgmt:mikey AAAA BBBB CC==", "4 m=x"),
        values("a=key-mgmt:mikey AAAA\n   BBBB\nCC==\nm=x"));
    SdpException e = assertThrows(SdpException.class, () -> values("a=tool:x\nBBBB\n"));
    assertEquals(2, e.line());
  }

  @Test
  void foldMayStandBehindTheProtocol() throws SdpException {
    assertEquals(List.of("1 a=key-mgmt:mikey AAAA"), values("a=key-mgmt:mikey\n  AAAA"));
  }

  @Test
  void loneLastDigitWithPaddingIsNotTakenForALine() throws SdpException {
    assertEquals(List.of("1 a=key-mgmt:mikey AA e="), values("a=key-mgmt:mikey AA\ne=\n"));
    assertEquals(List.of("1 a=key-mgmt:mikey AAAAA g=="), values("a=key-mgmt:mikey AAAAA\ng=="));
    assertEquals(List.of("1 a=key-mgmt:mikey AAA ="), values("a=key-mgmt:mikey AAA\n="));
  }

  @Test
  void lineBehindCompleteDataIsALine() throws SdpException {
    assertEquals(List.of("1 a=key-mgmt:mikey AAAA", "2 e="), values("a=key-mgmt:mikey AAAA\ne="));
    assertEquals(List.of("1 a=key-mgmt:mikey AAAA", "2 a=x"), values("a=key-mgmt:mikey AAAA\na=x"));
  }

  @Test
  void blankLineEndsFolding() {
    SdpException e =
        assertThrows(SdpException.class, () -> values("a=key-mgmt:mikey AAAA\n\nBBBB\n"));
    assertEquals(3, e.line());
  }

  @Test
  void otherTextIsRefused() {
    for (String bad : List.of("hello", "V=0", "v", "=0", "v\0=", "v=a\0b", "v=a\rb", "\r\r\n")) {
      SdpException e = assertThrows(SdpException.class, () -> values("v=0\n" + bad + "\n"), bad);
      assertEquals(2, e.line());
    }
  }

  @Test
  void sizeIsBounded() throws SdpException {
    assertEquals(1, values("i=" + "x".repeat(SdpText.MAX_LENGTH - 2)).size());
    assertThrows(SdpException.class, () -> values("i=" + "x".repeat(SdpText.MAX_LENGTH - 1)));
  }
}

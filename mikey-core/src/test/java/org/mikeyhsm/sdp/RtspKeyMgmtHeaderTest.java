package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.message.Octets;

final class RtspKeyMgmtHeaderTest {
  private static final Octets DATA = Octets.ofHex("000102");
  private static final RtspKeyMgmtHeader.Spec SPEC =
      new RtspKeyMgmtHeader.Spec("mikey", Optional.of("rtsp://h/a"), DATA);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KeyMgmt: prot=mikey; uri=\"rtsp://h/a\"; data=\"AAEC\"",
        "KeyMgmt:prot=mikey;uri=\"rtsp://h/a\";data=\"AAEC\";",
        "keymgmt: prot=mikey; uri=\"rtsp://h/a\";\r\n         data=\"AAEC\"\r\n",
        "KEYMGMT : prot = mikey ; data = \"AA\r\n\tEC\" ; uri=\"rtsp://h/a\" ;\r\n",
        "KeyMgmt: uri=\"rtsp://h/a\"; DATA=\"AAEC\"; Prot=mikey\n\r\n"
      })
  void readsOneValue(String text) throws SdpException {
    assertEquals(List.of(SPEC), RtspKeyMgmtHeader.parse(text).specs());
  }

  @Test
  void readsSeveralValues() throws SdpException {
    RtspKeyMgmtHeader header =
        RtspKeyMgmtHeader.parse(
            "KeyMgmt: prot=mikey; uri=\"rtsp://h/a,b;c\"; data=\"AAEC\",\r\n"
                + " prot=keyp1; data=\"AAEC\";");
    assertEquals(
        List.of(
            new RtspKeyMgmtHeader.Spec("mikey", Optional.of("rtsp://h/a,b;c"), DATA),
            new RtspKeyMgmtHeader.Spec("keyp1", Optional.empty(), DATA)),
        header.specs());
    assertTrue(header.specs().get(0).isMikey());
    assertFalse(header.specs().get(1).isMikey());
    assertEquals(
        "KeyMgmt: prot=mikey; uri=\"rtsp://h/a,b;c\"; data=\"AAEC\", prot=keyp1; data=\"AAEC\"",
        header.format());
    assertEquals(header, RtspKeyMgmtHeader.parse(header.format()));
  }

  @Test
  void rfc4567Section53() throws SdpException {
    String listing = Rfc4567Examples.listing("5.3-setup");
    String printed = listing.substring(listing.indexOf("keymgmt"));
    SdpException e = assertThrows(SdpException.class, () -> RtspKeyMgmtHeader.parse(printed));
    assertEquals("line 2: not a base64 character: \".\"", e.getMessage());
    String full = printed.replaceFirst("\"AQEF.*\"", "\"" + Rfc4567Examples.ANSWER_BASE64 + "\"");
    assertEquals(
        List.of(
            new RtspKeyMgmtHeader.Spec(
                "mikey",
                Optional.of("rtsp://movie.example.com/action"),
                Rfc4567Examples.ANSWER_MESSAGE)),
        RtspKeyMgmtHeader.parse(full).specs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|1|not a KeyMgmt header: \"\"",
        "Session: 1|1|not a KeyMgmt header: \"Session\"",
        "KeyMgmt prot=mikey|1|expected ':'",
        "KeyMgmt:|1|no prot parameter",
        "KeyMgmt: data=\"AAEC\"|1|no prot parameter",
        "KeyMgmt: prot=mikey;~ uri=\"rtsp://h\"|2|no data parameter",
        "KeyMgmt: prot=mikey; data=\"AAEC\",|1|no prot parameter",
        "KeyMgmt: prot=mikey; data=AAEC|1|expected a quoted value",
        "KeyMgmt: prot=mikey;~ data=\"AAEC|2|quoted value has no end",
        "KeyMgmt: prot=mikey;~ data=\"AAE\"|2|base64 of 3 characters is not a multiple of 4",
        "KeyMgmt: prot=mikey; data=\"\"|1|no key management data",
        "KeyMgmt: prot=\"mikey\"; data=\"AAEC\"|1"
            + "|not a key management protocol identifier: \"\"",
        "KeyMgmt: prot=mikey; prot=mikey; data=\"AAEC\"|1|parameter prot appears twice",
        "KeyMgmt: prot=mikey; uri=\"a b\"; data=\"AAEC\"|1|not a URI: \"a b\"",
        "KeyMgmt: prot=mikey; uri=\"\"; data=\"AAEC\"|1|not a URI: \"\"",
        "KeyMgmt: prot=mikey; mode=\"x\"; data=\"AAEC\"|1|unknown parameter: \"mode\"",
        "KeyMgmt: prot=mikey data=\"AAEC\"|1|no data parameter",
        "KeyMgmt: prot=mikey; data=\"AAEC\"~CSeq: 1|2|unexpected text behind the header"
      })
  void faultIsNamedWithItsLine(String text, int line, String reason) {
    SdpException e =
        assertThrows(SdpException.class, () -> RtspKeyMgmtHeader.parse(text.replace("~", "\r\n")));
    assertEquals(reason, e.reason());
    assertEquals(line, e.line());
  }

  @Test
  void partsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new RtspKeyMgmtHeader(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RtspKeyMgmtHeader.Spec("", Optional.empty(), DATA));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RtspKeyMgmtHeader.Spec("mikey", Optional.of("a\"\r\nb"), DATA));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RtspKeyMgmtHeader.Spec("mikey", Optional.empty(), Octets.empty()));
  }

  @Test
  void sizeAndTimeAreBounded() {
    assertThrows(
        SdpException.class,
        () -> RtspKeyMgmtHeader.parse("KeyMgmt: prot=mikey; data=\"" + "A".repeat(1 << 20) + "\""));
    String spec = "prot=a;\n data=\"AAEC\",";
    String text = "KeyMgmt:" + spec.repeat(45_000) + "prot=mikey;data=\"AAEC\"";
    assertEquals(
        45_001,
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> RtspKeyMgmtHeader.parse(text).specs().size()));
  }
}

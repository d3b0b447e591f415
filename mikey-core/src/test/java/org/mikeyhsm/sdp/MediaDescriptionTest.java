package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MediaDescriptionTest {
  private static MediaDescription of(String line) throws SdpException {
    return MediaDescription.of(SdpSection.of(SdpLineReader.read(line, 1)), 1);
  }

  @Test
  void fieldsAreRead() throws SdpException {
    MediaDescription media = of("m=audio 49170/2 RTP/SAVP 0 98\na=sendrecv");
    assertEquals("audio", media.kind());
    assertEquals(49170, media.port());
    assertEquals(2, media.portCount());
    assertEquals("RTP/SAVP", media.profile());
    assertEquals(List.of("0", "98"), media.formats());
    assertEquals(
        List.of(new SdpLine('m', "audio 49170/2 RTP/SAVP 0 98"), new SdpLine('a', "sendrecv")),
        media.lines());
    assertEquals(List.of(), media.keyMgmt());
    assertEquals(1, of("m=audio 0 RTP/SAVP 0").portCount());
  }

  @ParameterizedTest
  @CsvSource({
    "RTP/SAVP,true",
    "RTP/SAVPF,true",
    "RTP/AVP,false",
    "RTP/AVPF,false",
    "UDP/TLS/RTP/SAVP,false",
    "UDP/TLS/RTP/SAVPF,false",
    "rtp/savp,false"
  })
  void secureProfiles(String profile, boolean secure) throws SdpException {
    assertEquals(secure, of("m=video 1 " + profile + " 31").isSecureProfile());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=",
        "m=audio",
        "m=audio 1 RTP/SAVP",
        "m=audio x RTP/SAVP 0",
        "m=audio -1 RTP/SAVP 0",
        "m=audio 65536 RTP/SAVP 0",
        "m=audio 99999999999999999999 RTP/SAVP 0",
        "m=audio 1/ RTP/SAVP 0",
        "m=audio 1/2/3 RTP/SAVP 0"
      })
  void faultyLineIsRefused(String line) {
    assertEquals(1, assertThrows(SdpException.class, () -> of(line)).line());
  }

  @Test
  void equalityIsByLines() throws SdpException {
    assertEquals(of("m=a 1 RTP/SAVP 0"), of("m=a 1 RTP/SAVP 0"));
    assertNotEquals(of("m=a 1 RTP/SAVP 0"), of("m=a 1 RTP/SAVP 0\na=x"));
  }
}

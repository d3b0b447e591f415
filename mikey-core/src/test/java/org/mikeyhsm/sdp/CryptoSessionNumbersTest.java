package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.sdp.CryptoSessionNumbers.Pair;

final class CryptoSessionNumbersTest {
  private static final String HEAD = "v=0\no=-\ns=x\n";

  @Test
  void rfc4567Section71TwoPerMediaLine() throws SdpException {
    SessionDescription sdp = SessionDescription.parse(Rfc4567Examples.listing("5.1-offer"));
    CryptoSessionNumbers numbers = CryptoSessionNumbers.of(sdp, KeyMgmtLevel.session());
    assertEquals(4, numbers.count());
    assertEquals(Optional.of(new Pair(1, 2)), numbers.ofMedia(0));
    assertEquals(Optional.of(new Pair(3, 4)), numbers.ofMedia(1));
    assertThrows(IndexOutOfBoundsException.class, () -> numbers.ofMedia(2));
  }

  @Test
  void mediaWithoutSecureProfileTakesNone() throws SdpException {
    SessionDescription sdp =
        SessionDescription.parse(
            HEAD + "m=a 1 RTP/SAVP 0\nm=b 2 RTP/AVP 0\nm=c 3 RTP/SAVPF 0\nm=d 4 UDP/x 0\n");
    CryptoSessionNumbers numbers = CryptoSessionNumbers.of(sdp, KeyMgmtLevel.session());
    assertEquals(4, numbers.count());
    assertEquals(Optional.of(new Pair(1, 2)), numbers.ofMedia(0));
    assertEquals(Optional.empty(), numbers.ofMedia(1));
    assertEquals(Optional.of(new Pair(3, 4)), numbers.ofMedia(2));
    assertEquals(Optional.empty(), numbers.ofMedia(3));
  }

  @Test
  void mediaLevelMessageCountsItsOwnLineOnly() throws SdpException {
    SessionDescription sdp =
        SessionDescription.parse(HEAD + "m=a 1 RTP/SAVP 0\nm=b 2 RTP/SAVP 0\nm=c 3 RTP/AVP 0\n");
    CryptoSessionNumbers numbers = CryptoSessionNumbers.of(sdp, KeyMgmtLevel.media(1));
    assertEquals(2, numbers.count());
    assertEquals(Optional.empty(), numbers.ofMedia(0));
    assertEquals(Optional.of(new Pair(1, 2)), numbers.ofMedia(1));
    assertThrows(SdpException.class, () -> CryptoSessionNumbers.of(sdp, KeyMgmtLevel.media(2)));
    assertThrows(
        IndexOutOfBoundsException.class, () -> CryptoSessionNumbers.of(sdp, KeyMgmtLevel.media(3)));
  }

  @Test
  void placingAttributesDoesNotChangeTheNumbers() throws SdpException {
    SessionDescription sdp =
        SessionDescription.parse(HEAD + "m=a 1 RTP/SAVP 0\nm=b 2 RTP/SAVP 0\n")
            .withMediaKeyMgmt(0, new KeyMgmtAttribute("mikey", Octets.ofHex("00")));
    assertEquals(
        Optional.of(new Pair(3, 4)),
        CryptoSessionNumbers.of(sdp, KeyMgmtLevel.session()).ofMedia(1));
  }

  @Test
  void oneOctetCountsThem() throws SdpException {
    String line = "m=a 1 RTP/SAVP 0\n";
    assertEquals(
        254,
        CryptoSessionNumbers.of(
                SessionDescription.parse(HEAD + line.repeat(127)), KeyMgmtLevel.session())
            .count());
    SessionDescription tooMany = SessionDescription.parse(HEAD + line.repeat(128));
    assertThrows(
        SdpException.class, () -> CryptoSessionNumbers.of(tooMany, KeyMgmtLevel.session()));
  }

  @Test
  void pairIsOddAndSuccessor() {
    assertThrows(IllegalArgumentException.class, () -> new Pair(2, 3));
    assertThrows(IllegalArgumentException.class, () -> new Pair(1, 4));
    assertThrows(IllegalArgumentException.class, () -> new Pair(-1, 0));
  }
}

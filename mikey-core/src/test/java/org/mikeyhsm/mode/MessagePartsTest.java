package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.message.VerificationPayload;

class MessagePartsTest {
  private static final TimestampPayload T = TimestampPayload.of(TsType.NTP_UTC, 1);
  private static final IdPayload ID = IdPayload.uri("a");
  private static final RandPayload RAND = new RandPayload(Octets.ofHex("00"));
  private static final VerificationPayload V = new VerificationPayload(MacAlg.NULL, Octets.empty());

  /** Octets of HDR without crypto sessions, of T and of ID. */
  private static final int HDR_LENGTH = 10;

  private static final int T_LENGTH = 10;
  private static final int ID_LENGTH = 5;

  @Test
  void takesWhatThereIs() throws Exception {
    MessageParts parts = parts(T, ID, V);
    assertEquals(T, parts.exactlyOne(TimestampPayload.class, PayloadType.T));
    assertEquals(Optional.of(ID), parts.atMostOne(IdPayload.class, PayloadType.ID));
    assertEquals(List.of(), parts.any(RandPayload.class));
    VerificationPayload last = parts.exactlyOne(VerificationPayload.class, PayloadType.V);
    parts.nothingElse(last);
  }

  @Test
  void aMissingPayloadIsMissedAtTheEnd() throws Exception {
    MessageParts parts = parts(T, V);
    assertRefused(
        () -> parts.exactlyOne(RandPayload.class, PayloadType.RAND),
        "RAND",
        HDR_LENGTH + T_LENGTH + 2,
        "mandatory");
  }

  @Test
  void aSecondOneIsRefusedWhereItStandsThoughItIsEqual() throws Exception {
    MessageParts parts = parts(T, T, V);
    assertRefused(
        () -> parts.exactlyOne(TimestampPayload.class, PayloadType.T),
        "T",
        HDR_LENGTH + T_LENGTH,
        "more of this payload than the 1");
  }

  @Test
  void aThirdOneIsOneTooManyOfTwo() throws Exception {
    MessageParts parts = parts(ID, ID, ID);
    assertEquals(3, parts.any(IdPayload.class).size());
    assertRefused(
        () -> parts.upTo(2, IdPayload.class, PayloadType.ID),
        "ID",
        HDR_LENGTH + 2 * ID_LENGTH,
        "than the 2");
  }

  @Test
  void whatNobodyAskedForIsRefusedWhereItStands() throws Exception {
    MessageParts parts = parts(T, ID, V);
    parts.any(TimestampPayload.class);
    VerificationPayload last = parts.exactlyOne(VerificationPayload.class, PayloadType.V);
    assertRefused(() -> parts.nothingElse(last), "ID", HDR_LENGTH + T_LENGTH, "does not belong");
  }

  @Test
  void theCarrierOfTheMacComesLast() throws Exception {
    MessageParts parts = parts(T, V, ID);
    parts.any(TimestampPayload.class);
    parts.any(IdPayload.class);
    VerificationPayload early = parts.exactlyOne(VerificationPayload.class, PayloadType.V);
    assertRefused(() -> parts.nothingElse(early), "V", HDR_LENGTH + T_LENGTH, "must be the last");
  }

  @Test
  void aSecondCarrierCannotHideTheFirst() throws Exception {
    MessageParts parts = parts(T, V, RAND, V);
    assertRefused(
        () -> parts.exactlyOne(VerificationPayload.class, PayloadType.V),
        "V",
        HDR_LENGTH + T_LENGTH + 2 + 3,
        "more");
  }

  private static MessageParts parts(Payload... payloads) throws MikeyFormatException {
    CommonHeader header =
        new CommonHeader(DataType.PSK_VER, false, PrfFunc.MIKEY_1, 1, new SrtpIdMap(List.of()));
    return new MessageParts(
        DecodedMessage.decode(new MikeyMessage(header, List.of(payloads)).encode()));
  }

  private static void assertRefused(
      Executable action, String payload, int offset, String reasonPart) {
    ExchangeException e = assertThrows(ExchangeException.class, action);
    assertEquals(Failure.PAYLOADS, e.failure());
    assertEquals(payload, e.payload());
    assertEquals(offset, e.offset());
    assertTrue(e.reason().contains(reasonPart), e.reason());
  }
}

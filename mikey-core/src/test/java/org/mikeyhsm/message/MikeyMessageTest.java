package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MikeyMessageTest {
  static Stream<Map.Entry<String, byte[]>> messages() {
    return SampleMessages.all().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isWrittenAsItWasRead(Map.Entry<String, byte[]> sample) throws MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(sample.getValue());
    assertArrayEquals(sample.getValue(), message.encode());
    assertEquals(message, MikeyMessage.decode(message.encode()));
  }

  @Test
  void readsTheOfferOfRfc4567() throws MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(Vectors.rfc4567OfferOctets());
    assertEquals(
        new CommonHeader(
            DataType.PSK,
            true,
            PrfFunc.MIKEY_1,
            0xcd177e50,
            new SrtpIdMap(List.of(new SrtpId(0, 0, 0)))),
        message.header());
    assertEquals(
        List.of(
            TimestampPayload.of(TsType.NTP_UTC, 0xc8e350ea00000000L),
            new RandPayload(Octets.ofHex("4a28da979ee21a7651a0d7f19136d98c")),
            IdPayload.nai("donald@duck.com"),
            new SecurityPolicyPayload(0, ProtType.SRTP, List.of()),
            new KemacPayload(
                EncrAlg.AES_CM_128,
                Octets.ofHex(
                    "d092a981a5640da6b08bdc21541b41b74299d78ca636ebbadbe36fde8ccf2f28302bf19b"),
                MacAlg.HMAC_SHA_1_160,
                Octets.ofHex("5f627a69c6508675f5f59050e4abcca4c0bfdcd5"))),
        message.payloads());
  }

  @Test
  void readsTheAnswerOfRfc4567() throws MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(Vectors.rfc4567AnswerOctets());
    assertEquals(DataType.PSK_VER, message.header().dataType());
    assertEquals(
        List.of(
            TimestampPayload.of(TsType.NTP_UTC, 0xc8e350ea00000000L),
            IdPayload.nai("mickey@mouse.com"),
            new VerificationPayload(
                MacAlg.HMAC_SHA_1_160, Octets.ofHex("9fc1dd184e413035c522e18481afbad80818e5c7"))),
        message.payloads());
  }

  @Test
  void readsMinisip() throws MikeyFormatException {
    MikeyMessage offer = MikeyMessage.decode(Vectors.minisipPsk0("i_message_hex"));
    assertEquals(2, offer.header().csIdMap().count());
    assertEquals(
        Octets.of(Vectors.minisipPsk0("rand")),
        offer.first(RandPayload.class).orElseThrow().rand());
    assertEquals(
        Octets.of(Vectors.minisipPsk0("T")),
        offer.first(TimestampPayload.class).orElseThrow().value());
    assertEquals(
        List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        offer.first(SecurityPolicyPayload.class).orElseThrow().parameters().stream()
            .map(PolicyParameter::type)
            .toList());
    MikeyMessage answer = MikeyMessage.decode(Vectors.minisipPsk0("r_message_hex"));
    assertEquals(
        List.of(TimestampPayload.class, VerificationPayload.class),
        answer.payloads().stream().map(Object::getClass).toList());
  }

  @Test
  void readsTheKeyOfGstreamer() throws MikeyFormatException {
    KemacPayload kemac =
        MikeyMessage.decode(Vectors.gstreamerNull()).first(KemacPayload.class).orElseThrow();
    byte[] clear = kemac.encrData().toArray();
    List<KeyDataSubPayload> keys = KeyDataSubPayload.decodeAll(clear, 0, clear.length);
    assertEquals(KeyDataType.TEK, keys.get(0).keyType());
    assertArrayEquals(
        Wire.hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e"),
        keys.get(0).key().copy());
  }

  @Test
  void findsPayloadsByClass() throws MikeyFormatException {
    MikeyMessage message =
        MikeyMessage.decode(Wire.message(6, "06 00 0001 61 0b 01 0001 62 00 00"));
    assertEquals(Optional.of(IdPayload.nai("a")), message.first(IdPayload.class));
    assertEquals(List.of(IdPayload.nai("a"), IdPayload.uri("b")), message.all(IdPayload.class));
    assertEquals(Optional.empty(), message.first(KemacPayload.class));
    assertEquals(List.of(), message.all(KemacPayload.class));
  }

  @Test
  void writesTheChainFromTheOrder() {
    CommonHeader header =
        new CommonHeader(
            DataType.ERROR, false, PrfFunc.MIKEY_1, 0x01020304, new SrtpIdMap(List.of()));
    assertArrayEquals(
        Wire.hex("01 06 05 00 01020304 00 00  0c 02 00000009  00 0b 0000"),
        new MikeyMessage(
                header,
                List.of(
                    TimestampPayload.of(TsType.COUNTER, 9),
                    new ErrorPayload(ErrorNo.INVALID_DT, 0)))
            .encode());
    assertArrayEquals(
        Wire.hex("01 06 00 00 01020304 00 00"), new MikeyMessage(header, List.of()).encode());
  }

  @Test
  void doesNotChange() throws MikeyFormatException {
    byte[] octets = Vectors.rfc4567OfferOctets();
    MikeyMessage message = MikeyMessage.decode(octets);
    List<Payload> mutable = new ArrayList<>(message.payloads());
    MikeyMessage copy = new MikeyMessage(message.header(), mutable);
    mutable.clear();
    octets[0] = 9;
    assertEquals(message, copy);
    assertThrows(UnsupportedOperationException.class, () -> copy.payloads().clear());
  }

  @Test
  void takesOnlyPayloadsItCanWrite() {
    CommonHeader header =
        new CommonHeader(DataType.PSK, false, PrfFunc.MIKEY_1, 0, new SrtpIdMap(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new MikeyMessage(header, List.of(() -> 99)));
    assertThrows(IllegalArgumentException.class, () -> new MikeyMessage(header, List.of(() -> 5)));
  }
}

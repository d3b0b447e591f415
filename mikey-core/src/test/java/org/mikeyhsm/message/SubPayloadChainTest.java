package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubPayloadChainTest {
  private static final String KEY = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
  private static final String POINT = "04" + "5a".repeat(64);

  private static SubPayloadChain decode(PayloadType first, String hex) throws MikeyFormatException {
    byte[] octets = Wire.hex(hex);
    SubPayloadChain chain = SubPayloadChain.decode(first, octets, 0, octets.length);
    assertEquals(Octets.of(octets), Octets.of(chain.encode()));
    return chain;
  }

  /** RFC 3830 6.2: KEMAC = E(encr_key, IDi || {TGK}). */
  @Test
  void readsThePublicKeyModesKemac() throws MikeyFormatException {
    try (SubPayloadChain chain =
        decode(PayloadType.ID, "14 00 0003 614062  14 20 0000  00 00 0010 " + KEY)) {
      assertEquals(IdPayload.nai("a@b"), chain.subPayloads().get(0));
      assertEquals(2, chain.all(KeyDataSubPayload.class).size());
      assertFalse(chain.toString().contains(KEY));
    }
    try (SubPayloadChain update = decode(PayloadType.ID, "00 00 0003 614062")) {
      assertEquals(1, update.subPayloads().size());
    }
  }

  /** RFC 6267 4.2.1.3: KEMAC = E(encr_key, (ID || K_PR)). */
  @Test
  void readsPrivateKeys() throws MikeyFormatException {
    try (SubPayloadChain chain =
        decode(
            PayloadType.IDR,
            "14 01 01 0001 61  0e 70 0002 aaaa  14 02 01 0001 62  00 70 0002 bbbb")) {
      assertEquals(
          List.of(KeyDataType.K_PR, KeyDataType.K_PR),
          chain.all(KeyDataSubPayload.class).stream().map(KeyDataSubPayload::keyType).toList());
    }
  }

  /** RFC 6267 4.2.2.1: IBAKE = E(encr_key, IDRi || ECCPTi || IDRr). */
  @Test
  void readsIbake() throws MikeyFormatException {
    try (SubPayloadChain chain =
        decode(
            PayloadType.IDR,
            "19 01 01 0001 61  0e 08 " + POINT + " 00 00 0000 00  00 02 01 0001 62")) {
      assertEquals(
          List.of(
              IdrPayload.uri(IdRole.INITIATOR, "a"),
              EccptSubPayload.of(EccCurve.P_256, Octets.ofHex(POINT), KeyValidity.none()),
              IdrPayload.uri(IdRole.RESPONDER, "b")),
          chain.subPayloads());
    }
  }

  /** RFC 6267 4.2.2.1: ESK = E(encr_key, ID || SK). */
  @Test
  void readsEsk() throws MikeyFormatException {
    try (SubPayloadChain chain = decode(PayloadType.ID, "18 01 0001 61  00 10 0010 " + KEY)) {
      assertEquals(1, chain.all(SecretKeySubPayload.class).size());
    }
  }

  @Test
  void readsNothing() throws MikeyFormatException {
    try (SubPayloadChain chain = decode(PayloadType.KEY_DATA, "")) {
      assertEquals(List.of(), chain.subPayloads());
    }
  }

  @Test
  void readsARange() throws MikeyFormatException {
    byte[] octets = Wire.hex("ff 00 00 0001 61 ff");
    try (SubPayloadChain chain = SubPayloadChain.decode(PayloadType.ID, octets, 1, 5)) {
      assertEquals(List.of(IdPayload.nai("a")), chain.subPayloads());
    }
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> SubPayloadChain.decode(PayloadType.ID, octets, 1, 7));
  }

  @Test
  void refusesAnythingElse() {
    for (String hex :
        List.of(
            "0b 00 0000",
            "14 00 0000",
            "00 00 0000 00",
            "00 00 0001",
            "14 00 0001 61 00 80 0000")) {
      byte[] octets = Wire.hex(hex);
      assertThrows(
          MikeyFormatException.class,
          () -> SubPayloadChain.decode(PayloadType.ID, octets, 0, octets.length),
          hex);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> SubPayloadChain.decode(PayloadType.RAND, new byte[3], 0, 3));
  }

  /** What a misplaced field holds could be an octet of a key. */
  @Test
  void doesNotTellWhatItRead() {
    byte[] octets = Wire.hex("00 00 4d4d");
    MikeyFormatException e =
        assertThrows(
            MikeyFormatException.class,
            () -> SubPayloadChain.decode(PayloadType.ID, octets, 0, octets.length));
    assertEquals("ID at octet 4: data is cut short: 0 left", e.getMessage());
  }

  @Test
  void closesItsKeys() throws MikeyFormatException {
    SubPayloadChain chain = decode(PayloadType.KEY_DATA, "00 20 0010 " + KEY);
    KeyDataSubPayload key = chain.all(KeyDataSubPayload.class).get(0);
    assertEquals(16, key.key().length());
    chain.close();
    assertEquals(0, key.key().length());
    assertThrows(IllegalStateException.class, chain::encode);
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    IdPayload id = IdPayload.nai("x".repeat(32764));
    try (SubPayloadChain longest =
            new SubPayloadChain(List.of(id, IdPayload.nai("x".repeat(32763))));
        SubPayloadChain tooLong = new SubPayloadChain(Collections.nCopies(2, id))) {
      assertEquals(65535, longest.encode().length);
      assertThrows(IllegalArgumentException.class, tooLong::encode);
    }
  }
}

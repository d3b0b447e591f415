package org.mikeyhsm.jca.software;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.psk.PskOffer;

/** An identity before the keys (RFC 3830 section 3.2), beside the JDK's AES. */
class SoftwareIdentifiedKeyDataTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final byte[] ENCR_KEY = Octets.ofHex("000102030405060708090a0b0c0d0e0f").toArray();

  private final KeyDataProtection protection =
      new KeyDataProtection(
          Optional.of(SoftwareKey.copyOf(ENCR_KEY, "AES", Custody.host(Origin.DERIVED, "test"))),
          Optional.of(
              SoftwareKey.copyOf(new byte[14], "MIKEY", Custody.salt(Origin.DERIVED, "test"))),
          0,
          0);
  private final KeyDataTransport transport;

  SoftwareIdentifiedKeyDataTest() throws NoSuchAlgorithmException {
    transport = KeyDataTransport.getInstance("AES-CM-128", new MikeyProvider());
  }

  /** S, CSB ID and T are zero, and so is the first counter block. */
  private static byte[] aes(byte[] octets) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(ENCR_KEY, "AES"), new IvParameterSpec(new byte[16]));
    return cipher.doFinal(octets);
  }

  @Test
  void theIdentityStandsBeforeTheKeys() throws Exception {
    SealedKeyData sealed = transport.generateAndWrap(protection, ALICE, List.of(PskOffer.TGK_128));
    String clear = HexFormat.of().formatHex(aes(sealed.encrData().toArray()));
    String key = HexFormat.of().formatHex(SoftwareKey.export(sealed.keys().get(0).key()));
    assertEquals("14010015" + ALICE.data().toHex() + "00000010" + key, clear);
    try (IdentifiedKeyData opened =
        transport.unwrapIdentified(protection, sealed.encrData(), KeyPlace.PROVIDER)) {
      assertEquals(ALICE, opened.identity());
      assertEquals(sealed.keys().get(0).key(), opened.keys().get(0).key());
    }
  }

  @Test
  void thereMayBeNoKeys() throws Exception {
    SealedKeyData sealed = transport.generateAndWrap(protection, ALICE, List.of());
    assertEquals(
        new IdentifiedKeyData(ALICE, List.of()),
        transport.unwrapIdentified(protection, sealed.encrData(), KeyPlace.PROVIDER));
  }

  @Test
  void keysThatExistAreSentToMany() throws Exception {
    TransportedKey key =
        new TransportedKey(
            KeyDataType.TGK_SALT,
            SoftwareKey.preShared(ENCR_KEY),
            Octets.ofHex("0a0b"),
            new KeyValidity.Spi(Octets.ofHex("01")));
    for (IdPayload identity : List.of(ALICE, IdPayload.nai("bob@example.com"))) {
      Octets wrapped = transport.wrap(protection, identity, List.of(key));
      IdentifiedKeyData opened = transport.unwrapIdentified(protection, wrapped, KeyPlace.PROVIDER);
      assertEquals(new IdentifiedKeyData(identity, List.of(key)), opened);
    }
  }

  @Test
  void anythingElseDoesNotDecrypt() throws Exception {
    for (String clear :
        List.of(
            "",
            "00",
            "0601000161" + "00010001" + "62",
            "1401000161" + "060000017a" + "0001000162",
            "14010001611400000000",
            "1401000161" + "00000000")) {
      Octets encrypted = Octets.of(aes(HexFormat.of().parseHex(clear)));
      assertThrows(
          BadPaddingException.class,
          () -> transport.unwrapIdentified(protection, encrypted, KeyPlace.PROVIDER),
          clear);
    }
  }
}

package org.mikeyhsm.mode.pk;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.session.MessageKeys;

/** An initiator with a good certificate, in software, who sends what it likes. */
final class RoguePk {
  static final Octets RAND = Octets.ofHex("000102030405060708090a0b0c0d0e0f");
  static final int CSB_ID = 5;

  private final MikeyProvider provider = new MikeyProvider();
  private final IdPayload self;
  private final IdPayload responder;
  private final PkiIdentity identity;

  IdPayload claimed;
  byte[] envelopeKey = new byte[0];
  Octets rand = RAND;
  boolean withRand = true;
  boolean withKemac = true;
  boolean wrongMac;
  CacheIndicator cache = CacheIndicator.NO_CACHE;
  CommonHeader header =
      new CommonHeader(
          DataType.PK,
          true,
          PrfFunc.MIKEY_1,
          CSB_ID,
          new SrtpIdMap(List.of(new SrtpId(0, 0x1111, 0))));
  Optional<Octets> pke = Optional.empty();
  List<KeyDataRequest> keys = List.of(PskOffer.TGK_128);
  List<Payload> more = List.of();

  RoguePk(IdPayload self, IdPayload responder, String name) {
    this.self = self;
    this.claimed = self;
    this.responder = responder;
    this.identity =
        PkiIdentity.of(
            self, new CertifiedKey(TestPki.privateKey(name), List.of(TestPki.certificate(name))));
  }

  Octets message(TimestampPayload t) throws GeneralSecurityException {
    List<Payload> payloads = new ArrayList<>(List.of(t));
    if (withRand) {
      payloads.add(new RandPayload(rand));
    }
    payloads.add(self);
    payloads.addAll(identity.sent());
    payloads.add(responder);
    payloads.addAll(more);
    if (withKemac) {
      payloads.add(kemac(t));
    }
    payloads.add(new PkePayload(cache, pke.isPresent() ? pke.get() : encrypted(envelopeKey)));
    return SignField.fill(
        header, payloads, identity, provider, SignField.Coverage.ALL_BUT_SIGNATURE);
  }

  static Octets encrypted(byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, TestPki.certificate("bob").getPublicKey());
    return Octets.of(cipher.doFinal(key));
  }

  private KemacPayload kemac(TimestampPayload t) throws GeneralSecurityException {
    try (MessageKeys messageKeys =
        new MessageKeys(
            provider,
            header.prfFunc(),
            SecretName.ENVELOPE_KEY,
            SoftwareKey.preShared(envelopeKey),
            header.csbId(),
            rand)) {
      SealedKeyData sealed =
          KeyDataTransport.getInstance("AES-CM-128", provider)
              .generateAndWrap(messageKeys.protection(EncrAlg.AES_CM_128, t), claimed, keys);
      Mac mac = messageKeys.mac(MacAlg.HMAC_SHA_1_160);
      mac.update(new byte[] {0, 1});
      mac.update((byte) (sealed.encrData().length() >> 8));
      mac.update((byte) sealed.encrData().length());
      mac.update(sealed.encrData().toArray());
      mac.update((byte) 1);
      byte[] value = mac.doFinal();
      if (wrongMac) {
        value[19] ^= 1;
      }
      return new KemacPayload(
          EncrAlg.AES_CM_128, sealed.encrData(), MacAlg.HMAC_SHA_1_160, Octets.of(value));
    }
  }
}

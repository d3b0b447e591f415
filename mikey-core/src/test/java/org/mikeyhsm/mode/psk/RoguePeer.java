package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.mode.exchange.Answers;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.MessageKeys;

/** A peer that knows the pre-shared key, in software, and sends what it likes. */
final class RoguePeer {
  /** One TGK of 16 octets, RFC 3830 6.13. */
  static final String TGK_16 = "00 00 0010 000102030405060708090a0b0c0d0e0f";

  /** Of this peer alone: a token may refuse a key stream that was used before. */
  final Octets rand;

  private final byte[] psk;
  private final IdPayload initiator;
  private final IdPayload responder;

  RoguePeer(byte[] psk, IdPayload initiator, IdPayload responder) {
    byte[] octets = new byte[16];
    new SecureRandom().nextBytes(octets);
    rand = Octets.of(octets);
    this.psk = psk.clone();
    this.initiator = initiator;
    this.responder = responder;
  }

  MessageKeys keys(int csbId, Octets rand) throws GeneralSecurityException {
    return new MessageKeys(
        new MikeyProvider(),
        PrfFunc.MIKEY_1,
        SecretName.PSK,
        SoftwareKey.preShared(psk),
        csbId,
        rand);
  }

  static CommonHeader header(int csbId, boolean v) {
    return new CommonHeader(
        DataType.PSK,
        v,
        PrfFunc.MIKEY_1,
        csbId,
        new SrtpIdMap(List.of(new SrtpId(0, 0x1111, 0), new SrtpId(0, 0x2222, 0))));
  }

  /** An initial message with one TGK and these payloads between the identities and KEMAC. */
  Octets initial(int csbId, TimestampPayload t, Payload... more) throws GeneralSecurityException {
    return initial(header(csbId, true), t, TGK_16, more);
  }

  /** An initial message with this key data, encrypted with AES-CM. */
  Octets initial(CommonHeader header, TimestampPayload t, String keyData, Payload... more)
      throws GeneralSecurityException {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(t);
    payloads.add(new RandPayload(rand));
    payloads.add(initiator);
    payloads.add(responder);
    payloads.addAll(List.of(more));
    payloads.add(kemac(header.csbId(), rand, t, keyData));
    return seal(header, payloads, rand);
  }

  /** An update message with this key data, which may be empty. */
  Octets update(CommonHeader header, Octets rand, TimestampPayload t, String keyData)
      throws GeneralSecurityException {
    return seal(
        header, List.of(t, initiator, responder, kemac(header.csbId(), rand, t, keyData)), rand);
  }

  /** A KEMAC whose MAC is blank, the data encrypted with AES-CM. */
  KemacPayload kemac(int csbId, Octets rand, TimestampPayload t, String keyData)
      throws GeneralSecurityException {
    byte[] clear = HexFormat.of().parseHex(keyData.replace(" ", ""));
    try (MessageKeys keys = keys(csbId, rand)) {
      KeyDataProtection protection = keys.protection(EncrAlg.AES_CM_128, t);
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(SoftwareKey.export(protection.encrKey().orElseThrow()), "AES"),
          new IvParameterSpec(
              KeyDataCiphers.aesCmCounterBlock(
                  SoftwareKey.salt(protection.saltKey().orElseThrow()), protection)));
      return new KemacPayload(
          EncrAlg.AES_CM_128,
          Octets.of(cipher.doFinal(clear)),
          MacAlg.HMAC_SHA_1_160,
          MacField.blank(20));
    }
  }

  /** Puts the right MAC at the end of a message. */
  Octets seal(CommonHeader header, List<Payload> payloads, Octets rand)
      throws GeneralSecurityException {
    try (MessageKeys keys = keys(header.csbId(), rand)) {
      return MacField.fill(new MikeyMessage(header, payloads), keys.mac(MacAlg.HMAC_SHA_1_160));
    }
  }

  /** Puts a V at the end of a message (RFC 3830 5.2). */
  Octets verified(CommonHeader header, List<Payload> payloads, BundleTerms terms)
      throws GeneralSecurityException {
    try (MessageKeys keys = keys(terms.csbId(), terms.rand())) {
      return Answers.sealed(header, payloads, MacAlg.HMAC_SHA_1_160, terms, keys);
    }
  }
}

package org.mikeyhsm.session;

import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.message.Vectors;

/** Bundles with the keys of minisip's PSK-0 exchange. */
final class Bundles {
  static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  static final int CSB = 0xB83D5808;

  private Bundles() {}

  static TransportedKey tgk() {
    return key(KeyDataType.TGK, "");
  }

  static TransportedKey key(KeyDataType type, String saltHex) {
    return key(type, Vectors.minisipPsk0("tgk"), saltHex);
  }

  static TransportedKey key(KeyDataType type, byte[] octets, String saltHex) {
    return new TransportedKey(
        type,
        SoftwareKey.copyOf(octets, "MIKEY", Custody.host(Origin.UNWRAPPED, "test")),
        Octets.ofHex(saltHex),
        KeyValidity.none());
  }

  static BundleTerms terms(int csbId, CryptoSession... sessions) {
    return new BundleTerms(
        ALICE,
        BOB,
        csbId,
        PrfFunc.MIKEY_1,
        Octets.of(Vectors.minisipPsk0("rand")),
        TimestampPayload.of(TsType.NTP_UTC, 0xEEAE3D77C132A497L),
        List.of(sessions));
  }

  static CryptoSession stream(int csId) {
    return new CryptoSession(csId, 0, csId, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
  }

  static CryptoSessionBundle bundle(int csbId, TransportedKey... keys) {
    return CryptoSessionBundle.established(
        new MikeyProvider(),
        terms(csbId, stream(1), stream(2)),
        List.of(keys),
        CustodyReport.empty());
  }
}

package org.mikeyhsm.mode.sakke;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.KeyPlace;
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
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.SrtpPolicy;

/** What an implementation of 3GPP MCX sent and derived, reproduced. */
class McxVectorTest {
  private final MikeyProvider provider = new MikeyProvider();
  private final MikeyContext context =
      MikeyContext.forNewKeys(provider, Clock.fixed(McxVectors.sentAt(), ZoneOffset.UTC));

  @Test
  void messageOne() throws Exception {
    KmsDomain kms = McxVectors.kms();
    SakkeResponder alice = responder(kms, context);
    try (Accepted accepted = alice.receive(McxVectors.message())) {
      CryptoSessionBundle bundle = accepted.bundle();
      assertEquals(0x06A12AEA, bundle.terms().csbId());
      assertEquals(PrfFunc.PRF_HMAC_SHA_256, bundle.terms().prfFunc());
      CryptoSession session = bundle.terms().sessions().get(0);
      assertEquals(4, session.csId());
      assertEquals(SrtpPolicy.AEAD_AES_128_GCM_RCC_M3, session.policy());
      try (SrtpMasterKey key = bundle.srtpMasterKey(4, KeyPlace.PROVIDER);
          CryptoSessionBundle expected =
              bundleOf(McxVectors.root().at("/i_messages/0/key").asText(), bundle.terms());
          SrtpMasterKey other = expected.srtpMasterKey(4, KeyPlace.PROVIDER)) {
        assertArrayEquals(SoftwareKey.export(other.tek()), SoftwareKey.export(key.tek()));
        assertEquals(other.masterSalt(), key.masterSalt());
        assertEquals(12, key.masterSalt().length());
        assertEquals(new KeyValidity.Spi(Octets.ofHex("0df9bc3906a12aea")), key.validity());
      }
    }
    ExchangeException again =
        assertThrows(ExchangeException.class, () -> alice.receive(McxVectors.message()));
    assertEquals(Failure.REPLAY, again.failure());
  }

  @Test
  void messageOneDelivered() throws Exception {
    KmsDomain kms = McxVectors.kms();
    MikeyContext later =
        MikeyContext.forNewKeys(
            provider, Clock.fixed(McxVectors.sentAt().plus(Duration.ofDays(30)), ZoneOffset.UTC));
    SakkeResponder alice = responder(kms, later);
    ExchangeException stale =
        assertThrows(ExchangeException.class, () -> alice.receive(McxVectors.message()));
    assertEquals(Failure.TIMESTAMP, stale.failure());
    for (int i = 0; i < 2; i++) {
      alice
          .receiveStored(McxVectors.message(), Optional.of(IdPayload.uri("gms@streamwide.com")))
          .close();
    }
    ExchangeException another =
        assertThrows(
            ExchangeException.class,
            () ->
                alice.receiveStored(
                    McxVectors.message(), Optional.of(IdPayload.uri("gms@example.com"))));
    assertEquals(Failure.AUTHENTICATION, another.failure());
    MikeyContext muchLater =
        MikeyContext.forNewKeys(
            provider, Clock.fixed(McxVectors.sentAt().plus(Duration.ofDays(200)), ZoneOffset.UTC));
    ExchangeException over =
        assertThrows(
            ExchangeException.class,
            () -> responder(kms, muchLater).receiveStored(McxVectors.message(), Optional.empty()));
    assertEquals(Failure.TIMESTAMP, over.failure());
  }

  @Test
  void hashedUids() throws Exception {
    for (JsonNode uid : McxVectors.root().get("uid")) {
      McxUid scheme =
          new McxUid(
              uid.get("kms_uri").asText(),
              uid.get("key_period").asLong(),
              uid.get("offset").asLong());
      assertEquals(
          uid.get("uid").asText(),
          scheme.uid(uid.get("uri").asText(), uid.get("period_no").asLong()).toHex());
    }
    McxUid scheme = (McxUid) McxVectors.kms().scheme();
    assertEquals(236, scheme.periodNumber(McxVectors.sentAt()));
    for (JsonNode user : McxVectors.root().get("users")) {
      assertEquals(
          user.get("UserID").asText(),
          scheme
              .identifier(IdPayload.uri(user.get("UserUri").asText()), McxVectors.sentAt())
              .toHex());
    }
  }

  @Test
  void groupUserKeys() throws Exception {
    for (JsonNode vector : McxVectors.root().get("guk")) {
      int gmkId = Integer.parseUnsignedInt(vector.get("gmk_id").asText(), 16);
      int gukId = Integer.parseUnsignedInt(vector.get("guk_id").asText(), 16);
      IdPayload user = IdPayload.uri(vector.get("uri").asText());
      try (SoftwareKey gmk = key(vector.get("gmk").asText())) {
        assertEquals(gukId, McxProfile.gukId(gmkId, gmk, user, provider));
      }
      BundleTerms terms =
          new BundleTerms(
              user,
              user,
              gukId,
              PrfFunc.PRF_HMAC_SHA_256,
              Octets.ofHex(vector.get("gmk_rand").asText()),
              TimestampPayload.of(TsType.NTP_UTC, 1),
              List.of(
                  new CryptoSession(
                      vector.get("cs_id").asInt(), 0, 0, 0, SrtpPolicy.AEAD_AES_128_GCM)));
      try (CryptoSessionBundle bundle = bundleOf(vector.get("gmk").asText(), terms);
          SrtpMasterKey master = bundle.srtpMasterKey(4, KeyPlace.PROVIDER)) {
        assertEquals(
            vector.get("master_key").asText(),
            HexFormat.of().formatHex(SoftwareKey.export(master.tek())));
        assertEquals(vector.get("master_salt").asText(), master.masterSalt().toHex());
      }
    }
  }

  private SakkeResponder responder(KmsDomain kms, MikeyContext receiving) throws Exception {
    return new SakkeResponder(
        receiving,
        List.of(McxVectors.user(1, kms, provider)),
        KmsDirectory.of(List.of(kms)),
        SakkeResponderSettings.DEFAULT);
  }

  private static SoftwareKey key(String hex) {
    return SoftwareKey.copyOf(
        HexFormat.of().parseHex(hex), "MIKEY", Custody.host(Origin.IMPORTED, "a test vector"));
  }

  private CryptoSessionBundle bundleOf(String key, BundleTerms terms) {
    return CryptoSessionBundle.established(
        provider,
        terms,
        List.of(new TransportedKey(KeyDataType.TGK, key(key), Octets.empty(), KeyValidity.none())),
        CustodyReport.empty());
  }
}

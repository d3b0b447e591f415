package org.mikeyhsm.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.CommittedFile;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.eccsi.KmsSecretAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.ReferenceEccsi;
import org.mikeyhsm.crypto.eccsi.SigningKeyPair;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.crypto.sakke.ReferenceSakke;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SakkePayload;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.sakke.IdentifierScheme;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.McxProfile;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.MonthlyTel;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeOffer;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.SrtpMasterKey;

/**
 * The published messages of MIKEY-SAKKE: made by the product with "random" octets that come from a
 * seed; signature, encapsulation and keys checked by {@link ReferenceEccsi}, {@link ReferenceSakke}
 * and a PRF written out here, which have nothing in common with it.
 */
class SakkeMessageVectorsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final int SIGNATURE = 129;
  private static final int ENCAPSULATED = 273;
  private static final BigInteger Z =
      new BigInteger("00112233445566778899aabbccddeeff".repeat(7), 16);
  private static final BigInteger KSAK = new BigInteger("00112233445566778899aabbccddeeff", 16);

  @Test
  void messages() throws Exception {
    Map<String, Object> vectors = new LinkedHashMap<>();
    vectors.put(
        "tel-monthly",
        vector(
            "tel-monthly",
            new MonthlyTel(),
            "tel:+447700900123",
            "tel:+447700900456",
            provider -> SakkeOffer.of(List.of(new SrtpId(0, 0x11223344, 0), new SrtpId(0, 0, 0)))));
    vectors.put(
        "mcx-gmk-to-self",
        vector(
            "mcx-gmk-to-self",
            new McxUid("kms.example.org", 2_592_000, 0),
            "sip:gms@example.org",
            "sip:alice@example.org",
            provider -> McxProfile.gmk(0x0123_4567, provider).withToSelf(true)));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("source", "SakkeMessageVectorsTest; RFC 6509, 3GPP TS 33.180 as far as docs/mcx.md");
    all.put("vectors", vectors);
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    byte[] json =
        new ObjectMapper()
            .writer(printer)
            .writeValueAsString(all)
            .concat("\n")
            .getBytes(StandardCharsets.UTF_8);
    Path file = CommittedFile.root().resolve("docs/vectors/mikey-sakke.json");
    CommittedFile.check(file, json);
  }

  /** The offer of a vector. */
  private interface Offer {
    SakkeOffer of(MikeyProvider provider);
  }

  private static Map<String, Object> vector(
      String name, IdentifierScheme scheme, String from, String to, Offer offer) throws Exception {
    SeededRandom random = new SeededRandom(name);
    MikeyProvider provider = new MikeyProvider(random, CustodyPolicy.ANY);
    MikeyContext context = MikeyContext.forNewKeys(provider, Clock.fixed(NOW, ZoneOffset.UTC));
    MikeyContext seeded =
        new MikeyContext(
            provider,
            random,
            context.timestamps(),
            context.replayCache(),
            context.bundles(),
            context.limits(),
            context.leniencies());
    Map<String, Object> shown = new LinkedHashMap<>();
    try (KmsMasterSecret master = KmsMasterSecret.of(RfcValues.toOctets(Z, 128));
        KmsSecretAuthenticationKey ksak =
            KmsSecretAuthenticationKey.of(RfcValues.toOctets(KSAK, 32))) {
      byte[] z = master.publicKey().encoded();
      byte[] kpak = ksak.publicKey().encoded();
      KmsDomain kms =
          KmsDomain.of(IdPayload.uri("kms.example.org"), Octets.of(z), Octets.of(kpak), scheme);
      Map<String, Object> kmsShown = new LinkedHashMap<>();
      kmsShown.put("z", hex(master.encoded()));
      kmsShown.put("Z", hex(z));
      kmsShown.put("KSAK", hex(ksak.encoded()));
      kmsShown.put("KPAK", hex(kpak));
      shown.put("kms", kmsShown);
      Map<String, Object> fromShown = new LinkedHashMap<>();
      Map<String, Object> toShown = new LinkedHashMap<>();
      SakkeUser sender = user(master, ksak, kms, from, random, provider, fromShown);
      SakkeUser receiver = user(master, ksak, kms, to, random, provider, toShown);
      shown.put("initiator", fromShown);
      shown.put("responder", toShown);
      try (SakkeSent sent =
              new SakkeInitiator(seeded, sender)
                  .call(new SakkeRecipient(receiver.id(), kms), offer.of(provider));
          Accepted accepted =
              new SakkeResponder(
                      MikeyContext.forNewKeys(provider, Clock.fixed(NOW, ZoneOffset.UTC)),
                      List.of(receiver),
                      KmsDirectory.of(List.of(kms)),
                      SakkeResponderSettings.DEFAULT)
                  .receive(sent.messages().get(0).octets())) {
        byte[] message = sent.messages().get(0).octets().toArray();
        byte[] signed = Arrays.copyOf(message, message.length - SIGNATURE);
        assertTrue(
            ReferenceEccsi.verify(
                kpak,
                sender.keys().get(0).identifier().toArray(),
                signed,
                Arrays.copyOfRange(message, signed.length, message.length)));
        byte[] rsk = HexFormat.of().parseHex((String) toShown.get("RSK"));
        byte[] ssv =
            ReferenceSakke.receive(
                    ReferenceSakke.Point.decode(rsk),
                    ReferenceSakke.Point.decode(z),
                    receiver.keys().get(0).identifier().toArray(),
                    encapsulated(accepted))
                .orElseThrow();
        shown.put("ssv", hex(ssv));
        shown.put("signed", hex(signed));
        shown.put("message", hex(message));
        shown.put("cryptoSessions", sessions(accepted, ssv));
      } finally {
        sender.close();
        receiver.close();
      }
    }
    return shown;
  }

  private static byte[] encapsulated(Accepted accepted) {
    byte[] octets =
        accepted.request().message().first(SakkePayload.class).orElseThrow().data().toArray();
    assertEquals(ENCAPSULATED, octets.length);
    return octets;
  }

  private static SakkeUser user(
      KmsMasterSecret master,
      KmsSecretAuthenticationKey ksak,
      KmsDomain kms,
      String uri,
      SeededRandom random,
      MikeyProvider provider,
      Map<String, Object> shown)
      throws GeneralSecurityException {
    IdPayload id = IdPayload.uri(uri);
    byte[] identifier = kms.scheme().identifier(id, NOW).toArray();
    byte[] rsk = master.issue(identifier);
    try (SigningKeyPair pair = ksak.issue(identifier, random)) {
      shown.put("uri", uri);
      shown.put("identifier", hex(identifier));
      shown.put("RSK", hex(rsk));
      shown.put("SSK", hex(pair.ssk()));
      shown.put("PVT", hex(pair.pvt()));
      return new SakkeUser(
          id,
          List.of(
              UserKeys.take(
                  provider,
                  kms,
                  id,
                  NOW,
                  SecretOctets.copyOf(rsk),
                  SecretOctets.copyOf(pair.ssk()),
                  Octets.of(pair.pvt()))));
    }
  }

  private static List<Object> sessions(Accepted accepted, byte[] ssv) throws Exception {
    List<Object> shown = new ArrayList<>();
    var terms = accepted.bundle().terms();
    String hmac = terms.prfFunc().value() == 0 ? "HmacSHA1" : "HmacSHA256";
    for (CryptoSession session : terms.sessions()) {
      byte[] tek = prf(hmac, ssv, label(0x2AD01C64, session, accepted), 16);
      byte[] salt =
          prf(hmac, ssv, label(0x39A2C14B, session, accepted), session.policy().saltLength());
      try (SrtpMasterKey key = accepted.bundle().srtpMasterKey(session.csId(), KeyPlace.PROVIDER)) {
        assertArrayEquals(tek, SoftwareKey.export(key.tek()));
        assertEquals(hex(salt), key.masterSalt().toHex());
      }
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("csId", session.csId());
      one.put("tek", hex(tek));
      one.put("masterSalt", hex(salt));
      shown.add(one);
    }
    return shown;
  }

  private static byte[] label(int constant, CryptoSession session, Accepted accepted) {
    byte[] rand = accepted.bundle().terms().rand().toArray();
    return ByteBuffer.allocate(9 + rand.length)
        .putInt(constant)
        .put((byte) session.csId())
        .putInt(accepted.bundle().terms().csbId())
        .put(rand)
        .array();
  }

  /** P of RFC 3830 section 4.1.2 for an inkey of 128 bits and one or two hashes. */
  private static byte[] prf(String hmac, byte[] inkey, byte[] label, int length)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(hmac);
    mac.init(new SecretKeySpec(inkey, hmac));
    byte[] a1 = mac.doFinal(label);
    mac.update(a1);
    return Arrays.copyOf(mac.doFinal(label), length);
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}

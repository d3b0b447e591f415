package org.mikeyhsm.hsm.mode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.jca.UserSalt;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.McxProfile;
import org.mikeyhsm.mode.sakke.McxVectors;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;

/** What an implementation of 3GPP MCX sent, processed in the token module. */
@Tag("softhsm")
class TokenMcxVectorTest {
  private static final String RSK = "rsk of TokenMcxVectorTest";
  private static final String SSK = "ssk of TokenMcxVectorTest";

  private final Token token = TestMikeyTokens.get().open(TestMikeyTokens.MAIN);
  private final JsonNode root = McxVectors.root();

  @AfterEach
  void leaveNothing() {
    try (token) {
      assertEquals(0, token.sessionObjectCount());
    }
  }

  private static SecretOctets secret(JsonNode owner, String name) {
    return SecretOctets.copyOf(HexFormat.of().parseHex(owner.get(name).asText()));
  }

  /** The receiver's keys on the token, as a KMS client puts them there. */
  private SakkeUser provisioned(KmsDomain kms) throws Exception {
    JsonNode user = root.get("users").get(1);
    IdPayload id = IdPayload.uri(user.get("UserUri").asText());
    Octets identifier = kms.scheme().identifier(id, McxVectors.sentAt());
    try (SecretOctets rsk = secret(user, "UserDecryptKey");
        SecretOctets ssk = secret(user, "UserSigningKeySSK")) {
      KeyImport.receiverSecretKey(
          token, RSK, new SakkeReceiverKeySpec(kms.encryption(), identifier, rsk));
      KeyImport.secretSigningKey(
          token,
          SSK,
          new EccsiSigningKeySpec(
              kms.authentication().forSigner(identifier),
              ssk,
              Octets.ofHex(user.get("UserPubTokenPVT").asText())));
    }
    return new SakkeUser(
        id,
        List.of(
            new UserKeys(
                kms,
                identifier,
                kms.scheme().period(McxVectors.sentAt()),
                token.eccsiKey(SSK),
                token.sakkeKey(RSK))));
  }

  @Test
  void messageOneUnderStrict() throws Exception {
    KmsDomain kms = McxVectors.kms();
    Provider strict = new MikeyPkcs11Provider(token, CustodyPolicy.STRICT);
    try (SakkeUser user = provisioned(kms)) {
      SakkeResponder responder =
          new SakkeResponder(
              MikeyContext.forNewKeys(strict, Clock.fixed(McxVectors.sentAt(), ZoneOffset.UTC)),
              List.of(user),
              KmsDirectory.of(List.of(kms)),
              SakkeResponderSettings.DEFAULT);
      try (Accepted accepted = responder.receive(McxVectors.message());
          SrtpMasterKey key = accepted.bundle().srtpMasterKey(4, KeyPlace.PROVIDER);
          CryptoSessionBundle expected =
              CryptoSessionBundle.established(
                  new MikeyProvider(),
                  accepted.bundle().terms(),
                  List.of(
                      new TransportedKey(
                          KeyDataType.TGK,
                          SoftwareKey.copyOf(
                              HexFormat.of().parseHex(root.at("/i_messages/0/key").asText()),
                              "MIKEY",
                              Custody.host(Origin.IMPORTED, "a test vector")),
                          Octets.empty(),
                          KeyValidity.none())),
                  CustodyReport.empty());
          SrtpMasterKey other = expected.srtpMasterKey(4, KeyPlace.PROVIDER)) {
        assertEquals(0x06A12AEA, accepted.bundle().terms().csbId());
        assertEquals(12, key.masterSalt().length());
        assertEquals(other.masterSalt(), key.masterSalt());
        // Its SRTP is AES-GCM, of which the module has the derivation only.
        Octets salt = key.masterSalt();
        assertArrayEquals(
            KeyProbe.USE.expect(SoftwareKey.export(other.tek()), salt),
            KeyProbe.USE.show(strict, key.tek(), salt));
        for (CustodyEntry entry : accepted.bundle().custody().entries()) {
          CustodyLevel level =
              entry.secret().secretClass() == SecretClass.SALT
                  ? CustodyLevel.PUBLIC
                  : CustodyLevel.TOKEN;
          assertEquals(level, entry.custody().level(), entry.toString());
          if (level == CustodyLevel.TOKEN) {
            assertEquals(Boundary.MODULE, entry.custody().boundary());
          }
        }
      }
    } finally {
      TestMikeyTokens.get().destroy(token, RSK);
      TestMikeyTokens.get().destroy(token, SSK);
    }
  }

  @Test
  void groupUserKeys() throws Exception {
    Provider provider = new MikeyPkcs11Provider(token);
    UserSalt userSalt = UserSalt.getInstance(UserSalt.ALGORITHM, provider);
    for (JsonNode vector : root.get("guk")) {
      try (SecretOctets octets = secret(vector, "gmk");
          TokenKey gmk = TokenOperations.of(token).sakke().chosen().importSsv(token, octets)) {
        assertEquals(
            Integer.parseUnsignedInt(vector.get("guk_id").asText(), 16),
            McxProfile.gukId(
                Integer.parseUnsignedInt(vector.get("gmk_id").asText(), 16),
                gmk,
                IdPayload.uri(vector.get("uri").asText()),
                provider));
        assertThrows(IllegalArgumentException.class, () -> userSalt.of(gmk, Octets.empty()));
      }
    }
    try (CustodialKey psk = token.preSharedKey(TestTokens.PSK_16)) {
      assertThrows(InvalidKeyException.class, () -> userSalt.of(psk, Octets.of(new byte[] {1})));
    }
  }
}

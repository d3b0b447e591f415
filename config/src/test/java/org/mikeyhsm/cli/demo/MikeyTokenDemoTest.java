package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SrtpKeyDerivation;
import org.mikeyhsm.jca.SrtpLabel;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.softhsm.TokenDirectory;

/** The demo on libmikeytoken inside the test JVM, with tokens laid out as the launcher does it. */
@Tag("softhsm")
class MikeyTokenDemoTest {
  private static final int SSRC = 0x11223344;

  /** Receivers of a SAKKE message to a group. */
  private static final int GROUP = 4;

  private static final byte[] PSK = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

  private TokenDirectory directory;

  @BeforeEach
  void makeTokens() throws IOException, GeneralSecurityException {
    directory = TokenDirectory.ofTests();
    directory.remake("alice", "alice's pin", Map.of());
    directory.remake("bob", "bob's pin", Map.of());
    Path psk = directory.directory().resolve("call.psk");
    Files.writeString(psk, HexFormat.of().formatHex(PSK));
    TokenSetup.fillMikeyToken(directory.directory(), environment(), true, true);
    Files.delete(psk);
  }

  private Map<String, String> environment() {
    return Map.of(
        SoftHsmTokens.DIRECTORY,
        directory.directory().toString(),
        "SOFTHSM2_CONF",
        directory.confFile().toString(),
        "MIKEYTOKEN_MODULE",
        Path.of(
                System.getProperty("mikeyhsm.root"),
                "softhsm-setup/token-module/target/libmikeytoken.so")
            .toString());
  }

  private DemoTokens open(CustodyPolicy policy) {
    return DemoTokens.open(DemoTokens.Kind.MIKEYTOKEN, environment(), Optional.empty(), policy);
  }

  /** Alice on the token under strict; Bob with keys in host memory and the SRTP library. */
  private record Mixed(DemoTokens strict, PartyKeys bob) implements DemoTokens {
    static Mixed of(DemoTokens strict) {
      return new Mixed(strict, new PartyKeys(new MikeyProvider(), SoftwareKey.preShared(PSK)));
    }

    @Override
    public PartyKeys alice() {
      return strict.alice();
    }

    @Override
    public void requireRestored() throws DemoException {
      strict.requireRestored();
    }

    @Override
    public void close() {
      bob.psk().close();
      strict.close();
    }
  }

  /** The keys that each side of a mode uses, and none besides. */
  private static final Map<Mode, Set<String>> KEYS =
      Map.of(
          Mode.PSK, Set.of("PSK", "auth_key", "encr_key"),
          Mode.PK, Set.of("private_key", "envelope_key", "auth_key", "encr_key"),
          Mode.DH, Set.of("private_key", "DH_private"),
          Mode.DHHMAC, Set.of("PSK", "DH_private", "auth_key"),
          Mode.RSA_R, Set.of("private_key", "envelope_key", "auth_key", "encr_key"),
          Mode.SAKKE, Set.of("SSV"));

  private static void requireInside(Transcript transcript, Transcript.Role role) {
    List<CustodyEntry> entries = transcript.custody(role).entries();
    List<CustodyEntry> keys =
        entries.stream().filter(entry -> entry.secret().secretClass() != SecretClass.SALT).toList();
    Set<String> expected = new TreeSet<>(KEYS.get(transcript.settings().mode()));
    expected.addAll(Set.of("TGK", "TEK", "SRTP_encr", "SRTP_auth"));
    if (transcript.settings().mode() == Mode.SAKKE) {
      expected.add(role == Transcript.Role.INITIATOR ? "SSK" : "RSK");
    }
    assertEquals(
        expected,
        keys.stream()
            .map(entry -> entry.secret().reportName())
            .collect(Collectors.toCollection(TreeSet::new)));
    requireInside(entries);
  }

  private static void requireInside(List<CustodyEntry> entries) {
    for (CustodyEntry entry : entries) {
      if (entry.secret().secretClass() == SecretClass.SALT) {
        assertEquals(CustodyLevel.PUBLIC, entry.custody().level());
        continue;
      }
      assertEquals(CustodyLevel.TOKEN, entry.custody().level(), entry.toString());
      assertEquals(Boundary.MODULE, entry.custody().boundary());
      assertEquals(true, entry.custody().evidence().attributes().get("CKA_SENSITIVE"));
      assertEquals(false, entry.custody().evidence().attributes().get("CKA_EXTRACTABLE"));
      assertFalse(entry.custody().evidence().lockedAfterWrap());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PSK, AES_CM, true",
    "PSK, AES_CM, false",
    "PSK, AES_KW, true",
    "PK, AES_CM, true",
    "PK, AES_CM, false",
    "PK, AES_KW, true",
    "DH, AES_CM, true",
    "DHHMAC, AES_CM, true",
    "RSA_R, AES_CM, true",
    "RSA_R, AES_KW, true",
    "SAKKE, AES_CM, true"
  })
  void strictKeepsEveryKeyInTheToken(
      Mode mode, DemoSettings.Encryption encryption, boolean verification) throws Exception {
    DemoSettings settings = new DemoSettings(mode, encryption, verification);
    Transcript transcript = new Transcript(settings, DemoTokens.Kind.MIKEYTOKEN);
    try (DemoTokens tokens = open(CustodyPolicy.STRICT)) {
      Demo.run(settings, tokens, transcript);
    }
    assertEquals(100, transcript.srtp().verified());
    requireInside(transcript, Transcript.Role.INITIATOR);
    requireInside(transcript, Transcript.Role.RESPONDER);
  }

  @Test
  void strictKeepsEveryMembersKeysInTheToken() throws Exception {
    DemoSettings settings =
        new DemoSettings(Mode.SAKKE, DemoSettings.Encryption.AES_CM, true, GROUP);
    Transcript transcript = new Transcript(settings, DemoTokens.Kind.MIKEYTOKEN);
    try (DemoTokens tokens = open(CustodyPolicy.STRICT)) {
      Demo.run(settings, tokens, transcript);
    }
    assertEquals(100, transcript.srtp().verified());
    requireInside(transcript, Transcript.Role.INITIATOR);
    requireInside(transcript, Transcript.Role.RESPONDER);
    assertEquals(GROUP - 1, transcript.members().size());
    transcript.members().forEach(member -> requireInside(member.custody().entries()));
  }

  @ParameterizedTest
  @CsvSource({"AES_CM", "AES_KW"})
  void strictAliceTalksToBobsSrtpLibrary(DemoSettings.Encryption encryption) throws Exception {
    DemoSettings settings = new DemoSettings(Mode.PSK, encryption, true);
    Transcript transcript = new Transcript(settings, DemoTokens.Kind.MIKEYTOKEN);
    try (Mixed tokens = Mixed.of(open(CustodyPolicy.STRICT))) {
      Demo.run(settings, tokens, transcript);
    }
    assertEquals(100, transcript.srtp().verified());
    requireInside(transcript, Transcript.Role.INITIATOR);
    transcript.custody(Transcript.Role.RESPONDER).entries().stream()
        .filter(entry -> entry.secret().secretClass() != SecretClass.SALT)
        .forEach(entry -> assertEquals(CustodyLevel.HOST, entry.custody().level()));
  }

  @Test
  void itIsNoHardwareAndNoOtherProcess() {
    for (Boundary boundary : List.of(Boundary.PROCESS, Boundary.HARDWARE)) {
      DemoSettings settings = new DemoSettings(Mode.PSK, DemoSettings.Encryption.AES_CM, true);
      assertThrows(
          CustodyRefusedException.class,
          () -> {
            try (DemoTokens tokens = open(CustodyPolicy.STRICT.within(boundary))) {
              Demo.run(settings, tokens, new Transcript(settings, DemoTokens.Kind.MIKEYTOKEN));
            }
          });
    }
  }

  @Test
  void noPolicyMakesItHandOutATek() throws Exception {
    try (Mixed tokens = Mixed.of(open(CustodyPolicy.ANY));
        Exchanges.Bundles bundles =
            Exchanges.bundles(
                tokens.alice(), tokens.bob(), PskOffer.of(List.of(new SrtpId(0, SSRC, 0))))) {
      InvalidKeyException e =
          assertThrows(
              InvalidKeyException.class, () -> bundles.alices().srtpMasterKey(1, KeyPlace.HOST));
      assertTrue(e.getMessage().contains("hands out no key"), e.getMessage());
    }
  }

  /** Two TGKs, each with an SPI and one with a salt of its own. */
  private static PskOffer offerWithMki() {
    return PskOffer.of(List.of(new SrtpId(0, SSRC, 0)))
        .withKeys(
            List.of(
                new KeyDataRequest(
                    KeyDataType.TGK_SALT,
                    16,
                    14,
                    new KeyValidity.Spi(Octets.ofHex("c0ffee01")),
                    KeyPlace.PROVIDER),
                new KeyDataRequest(
                    KeyDataType.TGK,
                    32,
                    0,
                    new KeyValidity.Spi(Octets.ofHex("c0ffee02")),
                    KeyPlace.PROVIDER)));
  }

  @Test
  void packetsCarryTheMki() throws Exception {
    RtpPacket packet = new RtpPacket(false, Speech.PAYLOAD_TYPE, 7, 160, SSRC, new byte[160]);
    try (Mixed tokens = Mixed.of(open(CustodyPolicy.STRICT));
        Exchanges.Bundles bundles =
            Exchanges.bundles(tokens.alice(), tokens.bob(), offerWithMki());
        SrtpStream sender =
            TokenSrtpStream.open(tokens.alice().provider(), bundles.alices(), 1, SSRC);
        SrtpStream receiver =
            TokenSrtpStream.open(tokens.alice().provider(), bundles.alices(), 1, SSRC);
        SrtpStream library =
            JitsiSrtpStream.open(bundles.bobs(), 1, SSRC, SrtpStream.End.RECEIVER)) {
      byte[] srtp = sender.protect(packet);
      int tagAt = srtp.length - 10;
      assertEquals(Octets.ofHex("c0ffee01"), Octets.of(Arrays.copyOfRange(srtp, tagAt - 4, tagAt)));
      byte[] otherMki = srtp.clone();
      otherMki[tagAt - 1] ^= 3;
      assertTrue(receiver.open(otherMki).packet().isEmpty());
      assertArrayEquals(packet.encode(), receiver.open(srtp).packet().orElseThrow());
      // The library knows no MKI, and the tag does not cover it (RFC 3711 section 4.2).
      byte[] without = ByteBuffer.allocate(srtp.length - 4).put(srtp, 0, tagAt - 4).array();
      System.arraycopy(srtp, tagAt, without, tagAt - 4, 10);
      assertArrayEquals(packet.encode(), library.open(without).packet().orElseThrow());
    }
  }

  /** RFC 3711 section 3.4, with session keys of labels 3, 4 and 5. */
  private static byte[] srtcp(Provider provider, SrtpMasterKey master, byte[] rtcp, int index)
      throws GeneralSecurityException {
    SrtpKeyDerivation kdf = SrtpKeyDerivation.getInstance("AES-CM", provider);
    Octets masterSalt = master.masterSalt();
    Octets salt = kdf.deriveSalt(master.tek(), masterSalt, SrtpLabel.RTCP_SALT, 0, 14);
    try (CustodialKey encrKey =
            kdf.deriveKey(
                master.tek(),
                masterSalt,
                SrtpLabel.RTCP_ENCRYPTION,
                0,
                DerivedKeySpec.held(KeyUse.PACKET_ENCRYPTION, 16));
        CustodialKey authKey =
            kdf.deriveKey(
                master.tek(),
                masterSalt,
                SrtpLabel.RTCP_AUTHENTICATION,
                0,
                DerivedKeySpec.held(KeyUse.TRAFFIC_AUTHENTICATION, 20))) {
      assertEquals(CustodyLevel.TOKEN, encrKey.custody().level());
      assertEquals(CustodyLevel.TOKEN, authKey.custody().level());
      byte[] iv = ByteBuffer.allocate(16).putInt(4, SSRC).putInt(10, index).array();
      for (int i = 0; i < salt.length(); i++) {
        iv[i] ^= salt.toArray()[i];
      }
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding", provider);
      cipher.init(Cipher.ENCRYPT_MODE, encrKey, new IvParameterSpec(iv));
      byte[] covered =
          ByteBuffer.allocate(rtcp.length + 4)
              .put(rtcp, 0, 8)
              .put(cipher.doFinal(rtcp, 8, rtcp.length - 8))
              .putInt(1 << 31 | index)
              .array();
      Mac mac = Mac.getInstance("HmacSHA1", provider);
      mac.init(authKey);
      return ByteBuffer.allocate(covered.length + 10)
          .put(covered)
          .put(mac.doFinal(covered), 0, 10)
          .array();
    }
  }

  @Test
  void theLibraryOpensSrtcpOfTheToken() throws Exception {
    // A sender report of RFC 3550 section 6.4.1 without report blocks.
    byte[] report =
        ByteBuffer.allocate(28)
            .put((byte) 0x80)
            .put((byte) 200)
            .putShort((short) 6)
            .putInt(SSRC)
            .putLong(0xE9A1B2C3D4E5F607L)
            .putInt(160)
            .putInt(1)
            .putInt(160)
            .array();
    try (Mixed tokens = Mixed.of(open(CustodyPolicy.STRICT));
        Exchanges.Bundles bundles =
            Exchanges.bundles(tokens.alice(), tokens.bob(), offerWithMki())) {
      for (int key = 0; key < 2; key++) {
        try (SrtpMasterKey alices = bundles.alices().srtpMasterKey(1, key, KeyPlace.PROVIDER);
            SrtpMasterKey bobs = bundles.bobs().srtpMasterKey(1, key, KeyPlace.HOST)) {
          SrtcpCryptoContext library = library(bobs);
          for (int index = 1; index < 4; index++) {
            PacketBuffer packet =
                new PacketBuffer(srtcp(tokens.alice().provider(), alices, report, index));
            assertEquals(SrtpErrorStatus.OK, library.reverseTransformPacket(packet));
            assertArrayEquals(report, packet.toArray());
          }
        }
      }
    }
  }

  private static SrtcpCryptoContext library(SrtpMasterKey master) throws GeneralSecurityException {
    SrtpPolicy policy =
        new SrtpPolicy(
            SrtpPolicy.AESCM_ENCRYPTION, 16, SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, 10, 14);
    SrtpContextFactory factory =
        new SrtpContextFactory(
            false,
            SoftwareKey.export(master.tek()),
            master.masterSalt().toArray(),
            policy,
            policy,
            new SilentLogger());
    try {
      return factory.deriveControlContext(SSRC);
    } finally {
      factory.close();
    }
  }
}

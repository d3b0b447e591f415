package org.mikeyhsm.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PolicyParameter;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.SrtpParameter;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;

/**
 * GStreamer's messages are read here, ours there. Its form of the pre-shared key message, which it
 * sends over RTSPS, has no identities, no encryption, no MAC, and a TEK that is SRTP's master key
 * and master salt in one.
 */
@Tag("peer")
class GStreamerTest {
  // python3-gi belongs to the distribution's Python, which need not be the first of the path.
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path directory;

  /**
   * What GStreamer calls a cipher suite, and what the code points of it are.
   *
   * @param keyLength master key and master salt, octets
   * @param authKeyLength what GStreamer puts into type 3, where it is the length of the TAG
   */
  private record Suite(
      String cipher,
      String auth,
      int encrAlg,
      int encrKeyLength,
      int keyLength,
      int authAlg,
      int authKeyLength) {}

  private static final List<Suite> SUITES =
      List.of(
          new Suite("aes-128-icm", "hmac-sha1-80", 1, 16, 30, 1, 10),
          new Suite("aes-128-icm", "hmac-sha1-32", 1, 16, 30, 1, 4),
          new Suite("aes-256-icm", "hmac-sha1-80", 1, 32, 46, 1, 10),
          new Suite("aes-256-icm", "hmac-sha1-32", 1, 32, 46, 1, 4),
          new Suite("aes-128-gcm", "null", 6, 16, 28, 0, 0),
          new Suite("aes-256-gcm", "null", 6, 32, 44, 0, 0));

  @Test
  void itsMessagesAreReadHere() throws IOException, MikeyFormatException {
    List<String> requests = new ArrayList<>();
    for (Suite suite : SUITES) {
      requests.add("make " + suite.cipher() + " " + suite.auth() + " " + key(suite).toHex());
    }
    List<String> answers = ask(requests);
    for (int i = 0; i < SUITES.size(); i++) {
      checkRead(SUITES.get(i), Base64.getDecoder().decode(answers.get(i)));
    }
  }

  private static void checkRead(Suite suite, byte[] octets) throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(octets);
    MikeyMessage message = decoded.message();
    assertArrayEquals(octets, message.encode());
    assertEquals(DataType.PSK, message.header().dataType());

    SecurityPolicyPayload policy = message.first(SecurityPolicyPayload.class).orElseThrow();
    assertEquals(suite.encrAlg(), parameter(policy, SrtpParameter.ENCRYPTION_ALGORITHM));
    assertEquals(suite.encrKeyLength(), parameter(policy, SrtpParameter.SESSION_ENCR_KEY_LENGTH));
    assertEquals(suite.authAlg(), parameter(policy, SrtpParameter.AUTHENTICATION_ALGORITHM));
    assertEquals(suite.authKeyLength(), parameter(policy, SrtpParameter.SESSION_AUTH_KEY_LENGTH));

    KemacPayload kemac = message.first(KemacPayload.class).orElseThrow();
    assertEquals(EncrAlg.NULL, kemac.encrAlg());
    byte[] clear = kemac.encrData().toArray();
    List<KeyDataSubPayload> keys = KeyDataSubPayload.decodeAll(clear, 0, clear.length);
    assertEquals(List.of(KeyDataType.TEK), keys.stream().map(KeyDataSubPayload::keyType).toList());
    assertArrayEquals(key(suite).toArray(), keys.get(0).key().copy());

    // Nothing is left without a name, and the oddities are told.
    decoded.trace().stream()
        .flatMap(payload -> payload.fields().stream())
        .forEach(field -> assertTrue(!field.toString().contains("unassigned"), field::toString));
    assertEquals(
        suite.authKeyLength() != 0,
        decoded.diagnostics().stream().anyMatch(text -> text.contains("put into type 3")),
        decoded.diagnostics()::toString);
    assertTrue(
        decoded.diagnostics().stream().anyMatch(text -> text.contains("as GStreamer sends them")),
        decoded.diagnostics()::toString);
  }

  private static int parameter(SecurityPolicyPayload policy, SrtpParameter type) {
    List<Octets> values =
        policy.parameters().stream()
            .filter(parameter -> parameter.type() == type.value())
            .map(PolicyParameter::value)
            .toList();
    assertEquals(1, values.size());
    return Integer.parseInt(values.get(0).toHex(), 16);
  }

  @Test
  void oursAreReadThere() throws IOException {
    List<String> requests = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (Suite suite : SUITES) {
      requests.add(
          "read " + message(policy(suite, List.of()), KeyDataType.TEK, KeyValidity.none(), suite));
      String names = suite.cipher() + " " + suite.auth();
      expected.add(names + " " + names + " " + key(suite).toHex());
    }
    assertEquals(expected, ask(requests));
  }

  /** A policy that says all of RFC 3830 6.10.1 in the right places, and a key with its SPI. */
  @Test
  void ourFullFormIsReadThere() throws IOException {
    Suite suite = SUITES.get(0);
    List<PolicyParameter> rest =
        List.of(
            parameter(SrtpParameter.SESSION_SALT_KEY_LENGTH, 14),
            parameter(SrtpParameter.PRF, 0),
            parameter(SrtpParameter.KEY_DERIVATION_RATE, 0),
            parameter(SrtpParameter.FEC_ORDER, 0),
            parameter(SrtpParameter.AUTHENTICATION_TAG_LENGTH, 10),
            parameter(SrtpParameter.SRTP_PREFIX_LENGTH, 0));
    Suite withAuthKey = new Suite(suite.cipher(), suite.auth(), 1, 16, 30, 1, 20);
    String names = suite.cipher() + " " + suite.auth();
    assertEquals(
        List.of(names + " " + names + " " + key(suite).toHex()),
        ask(
            List.of(
                "read "
                    + message(
                        policy(withAuthKey, rest),
                        KeyDataType.TEK,
                        new KeyValidity.Spi(Octets.ofHex("01020304")),
                        suite))));
  }

  /**
   * What GStreamer 1.22 reads wrongly (docs/interop.md); a later one may do better.
   *
   * @param wrong what it was seen to answer
   * @param right what it should
   */
  private record Misreading(String request, String wrong, String right) {}

  @Test
  void misreadsNothingElse() throws IOException {
    Suite suite = SUITES.get(0);
    Suite withAuthKey = new Suite(suite.cipher(), suite.auth(), 1, 16, 30, 1, 20);
    SecurityPolicyPayload shortTag =
        policy(withAuthKey, List.of(parameter(SrtpParameter.AUTHENTICATION_TAG_LENGTH, 4)));
    String key = " " + key(suite).toHex();
    String as80 = "aes-128-icm hmac-sha1-80 aes-128-icm hmac-sha1-80" + key;
    List<Misreading> misreadings =
        List.of(
            // The tag length is taken from type 3 only, the length of the key.
            new Misreading(
                message(shortTag, KeyDataType.TEK, KeyValidity.none(), suite),
                as80,
                "aes-128-icm hmac-sha1-32 aes-128-icm hmac-sha1-32" + key),
            // A TGK is used as if it were the TEK.
            new Misreading(
                message(policy(suite, List.of()), KeyDataType.TGK, KeyValidity.none(), suite),
                as80,
                "none"));
    List<String> answers = ask(misreadings.stream().map(m -> "read " + m.request()).toList());
    for (int i = 0; i < answers.size(); i++) {
      Misreading misreading = misreadings.get(i);
      assertTrue(
          List.of(misreading.wrong(), misreading.right()).contains(answers.get(i)), answers.get(i));
    }
  }

  private static Octets key(Suite suite) {
    byte[] key = new byte[suite.keyLength()];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (0xA0 + i);
    }
    return Octets.of(key);
  }

  private static PolicyParameter parameter(SrtpParameter type, int value) {
    return new PolicyParameter(type.value(), Octets.of(new byte[] {(byte) value}));
  }

  private static SecurityPolicyPayload policy(Suite suite, List<PolicyParameter> rest) {
    List<PolicyParameter> always =
        List.of(
            parameter(SrtpParameter.ENCRYPTION_ALGORITHM, suite.encrAlg()),
            parameter(SrtpParameter.SESSION_ENCR_KEY_LENGTH, suite.encrKeyLength()),
            parameter(SrtpParameter.AUTHENTICATION_ALGORITHM, suite.authAlg()),
            parameter(SrtpParameter.SESSION_AUTH_KEY_LENGTH, suite.authKeyLength()),
            parameter(SrtpParameter.SRTP_ENCRYPTION, 1),
            parameter(SrtpParameter.SRTCP_ENCRYPTION, 1),
            parameter(SrtpParameter.SRTP_AUTHENTICATION, suite.authAlg()));
    return new SecurityPolicyPayload(
        0, ProtType.SRTP, Stream.concat(always.stream(), rest.stream()).toList());
  }

  private static String message(
      SecurityPolicyPayload policy, KeyDataType keyType, KeyValidity validity, Suite suite) {
    KeyDataSubPayload keyData =
        new KeyDataSubPayload(
            keyType, SecretOctets.copyOf(key(suite).toArray()), Octets.empty(), validity);
    MikeyMessage message =
        new MikeyMessage(
            new CommonHeader(
                DataType.PSK,
                false,
                PrfFunc.MIKEY_1,
                0x01020304,
                new SrtpIdMap(List.of(new SrtpId(0, 0x12345678, 7)))),
            List.of(
                TimestampPayload.of(TsType.NTP_UTC, 0xEEAE3E4ECB1C64BAL),
                new RandPayload(Octets.of(new byte[16])),
                policy,
                new KemacPayload(
                    EncrAlg.NULL,
                    Octets.of(KeyDataSubPayload.encodeAll(List.of(keyData))),
                    MacAlg.NULL,
                    Octets.empty())));
    return Base64.getEncoder().encodeToString(message.encode());
  }

  private List<String> ask(List<String> requests) throws IOException {
    Path script = directory.resolve("gstreamer.py");
    try (InputStream in = GStreamerTest.class.getResourceAsStream("gstreamer.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    String input = String.join("\n", requests) + "\n";
    List<String> answers =
        PeerProcess.run(directory, input, List.of(PYTHON, script.toString())).lines().toList();
    assertEquals(requests.size(), answers.size());
    return answers;
  }
}

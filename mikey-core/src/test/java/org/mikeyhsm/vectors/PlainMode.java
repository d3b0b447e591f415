package org.mikeyhsm.vectors;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.mode.pki.TestPki;

/**
 * What happens inside the messages of the modes of RFC 3830 sections 3.2 and 3.3, RFC 4650 and RFC
 * 4738, computed from those texts alone. It fails where a message is not as they have it.
 */
final class PlainMode {
  // RFC 3830 Tables 4.1.3 and 4.1.4.
  private static final String TEK = "2ad01c64";
  private static final String MASTER_SALT = "39a2c14b";
  private static final String ENCR_KEY = "150533e1";
  private static final String AUTH_KEY = "2d22ac75";
  private static final String SALT_KEY = "29b88916";

  // RFC 3526 section 2, RFC 2409 section 6.2.
  private static final String OAKLEY_2_START =
      "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a0879"
          + "8e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9"
          + "a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece6";
  private static final String OAKLEY_5 =
      OAKLEY_2_START.substring(0, OAKLEY_2_START.length() - 2)
          + "e45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"
          + "9ed529077096966d670c354e4abc9804f1746c08ca237327ffffffffffffffff";

  private final Map<String, String> secret;
  private final WireMessage message;
  private final WireMessage response;
  private final Map<String, Object> shown = new LinkedHashMap<>();

  PlainMode(Map<String, String> secret, String message, String response) {
    this.secret = secret;
    this.message = new WireMessage(message);
    this.response = new WireMessage(response);
  }

  /** RFC 3830 section 3.2. */
  Map<String, Object> pk() throws GeneralSecurityException {
    signature("signI", "alice", message, message.length() - 256);
    byte[] authKey = envelope(message, "bob", rand());
    String tgk = kemac(message, rand(), message.data(WireMessage.ID, 0));
    byte[] vInput = concat(response.upTo(response.length() - 20), suffix());
    Map<String, Object> v = new LinkedHashMap<>();
    v.put("vInput", PlainCrypto.hex(vInput));
    v.put("v", PlainCrypto.hex(PlainCrypto.hmacSha1(authKey, vInput)));
    check(v.get("v"), response.whole(WireMessage.V), 2);
    shown.put("response", v);
    sessions(tgk, message.csbId(), rand());
    return shown;
  }

  /** RFC 3830 section 3.3. */
  Map<String, Object> dh() throws GeneralSecurityException {
    signature("signI", "alice", message, message.length() - 256);
    signature("signR", "bob", response, response.length() - 256);
    sessions(agreement(), message.csbId(), rand());
    return shown;
  }

  /** RFC 4650 section 3. */
  Map<String, Object> dhhmac() throws GeneralSecurityException {
    byte[] authKey = messageKey("auth_key", AUTH_KEY, secret.get("psk"), rand(), 20);
    for (WireMessage each : List.of(message, response)) {
      byte[] input = each.upTo(each.length() - 20);
      String mac = PlainCrypto.hex(PlainCrypto.hmacSha1(authKey, input));
      shown.put(each == message ? "macI" : "macR", mac);
      check(mac, each.whole(WireMessage.KEMAC), 5);
    }
    sessions(agreement(), message.csbId(), rand());
    return shown;
  }

  /** RFC 4738 section 3. */
  Map<String, Object> rsar() throws GeneralSecurityException {
    signature("signI", "alice", message, message.length() - 256);
    // Section 3.6: without the SIGN payload, with the identities and the timestamp behind.
    Map<String, Object> signR = new LinkedHashMap<>();
    byte[] signed = concat(response.upTo(response.start(WireMessage.SIGN)), suffix());
    byte[] value = PlainRsa.sign(TestPki.privateKey("bob"), signed, signR);
    check(PlainCrypto.hex(value), response.whole(WireMessage.SIGN), 2);
    shown.put("signR", signR);
    String rand = response.has(WireMessage.RAND) ? rand(response) : rand();
    envelope(response, "alice", rand);
    String tgk = kemac(response, rand, response.data(WireMessage.ID, 0));
    String csbId =
        response.has(WireMessage.EXTENSION)
            ? PlainCrypto.hex(response.data(WireMessage.EXTENSION, 0))
            : message.csbId();
    sessions(tgk, csbId, rand);
    return shown;
  }

  private String rand() {
    return message.has(WireMessage.RAND) ? rand(message) : secret.getOrDefault("rand", "");
  }

  private static String rand(WireMessage from) {
    return PlainCrypto.hex(from.data(WireMessage.RAND, 0));
  }

  private String timestamp() {
    return PlainCrypto.hex(message.data(WireMessage.T, 0));
  }

  private byte[] suffix() {
    return concat(
        secret.get("initiator").getBytes(StandardCharsets.UTF_8),
        secret.get("responder").getBytes(StandardCharsets.UTF_8),
        message.data(WireMessage.T, 0));
  }

  /** RFC 3830 section 5.2: all but the signature's own octets. */
  private void signature(String name, String signer, WireMessage of, int end)
      throws GeneralSecurityException {
    Map<String, Object> inside = new LinkedHashMap<>();
    byte[] value = PlainRsa.sign(TestPki.privateKey(signer), of.upTo(end), inside);
    check(PlainCrypto.hex(value), of.whole(WireMessage.SIGN), 2);
    shown.put(name, inside);
  }

  /** The envelope key and what is derived from it (section 4.1.4); gives auth_key. */
  private byte[] envelope(WireMessage from, String recipient, String rand)
      throws GeneralSecurityException {
    byte[] key = PlainRsa.decrypt(TestPki.privateKey(recipient), from.data(WireMessage.PKE, 0));
    shown.put("envelopeKey", PlainCrypto.hex(key));
    messageKey("encr_key", ENCR_KEY, PlainCrypto.hex(key), rand, 16);
    messageKey("salt_key", SALT_KEY, PlainCrypto.hex(key), rand, 14);
    return messageKey("auth_key", AUTH_KEY, PlainCrypto.hex(key), rand, 20);
  }

  private byte[] messageKey(String name, String constant, String inkey, String rand, int length)
      throws GeneralSecurityException {
    Map<String, Object> inside = new LinkedHashMap<>();
    shown.put(name, inside);
    return PlainCrypto.prf(
        PlainCrypto.hex(inkey),
        PlainCrypto.hex(constant + "ff" + message.csbId() + rand),
        length,
        inside);
  }

  private byte[] derived(String name) {
    return PlainCrypto.hex((String) ((Map<?, ?>) shown.get(name)).get("output"));
  }

  /** Sections 3.2, 4.2.3 and 6.2; gives the TGK, or the one in use if none is sent. */
  private String kemac(WireMessage from, String rand, byte[] identity)
      throws GeneralSecurityException {
    byte[] kemac = from.whole(WireMessage.KEMAC);
    byte[] macInput = Arrays.copyOf(kemac, kemac.length - 20);
    macInput[0] = 0;
    Map<String, Object> inside = new LinkedHashMap<>();
    inside.put("macInput", PlainCrypto.hex(macInput));
    String mac = PlainCrypto.hex(PlainCrypto.hmacSha1(derived("auth_key"), macInput));
    check(mac, kemac, kemac.length - 20);
    inside.put("mac", mac);
    byte[] iv =
        concat(
            PlainCrypto.xor(
                derived("salt_key"), PlainCrypto.hex("0000" + message.csbId() + timestamp())),
            new byte[2]);
    inside.put("iv", PlainCrypto.hex(iv));
    byte[] clear =
        PlainCrypto.aesCm(derived("encr_key"), iv, Arrays.copyOfRange(kemac, 4, kemac.length - 21));
    inside.put("plaintext", PlainCrypto.hex(clear));
    shown.put("kemac", inside);
    boolean keys = clear.length > 4 + identity.length;
    byte[] start =
        concat(
            PlainCrypto.hex((keys ? "140100%02x" : "000100%02x").formatted(identity.length)),
            identity);
    if (!Arrays.equals(start, Arrays.copyOf(clear, start.length))) {
      throw new IllegalArgumentException("no identity before the keys");
    }
    return keys
        ? PlainCrypto.hex(Arrays.copyOfRange(clear, start.length + 4, clear.length))
        : secret.get("tgk");
  }

  /** g^(xi xr), as long as the prime; the TGK in use if there are no halves. */
  private String agreement() {
    if (!message.has(WireMessage.DH)) {
      return secret.get("tgk");
    }
    byte[] dhi = message.data(WireMessage.DH, 0);
    BigInteger p =
        new BigInteger(dhi.length == 192 ? OAKLEY_5 : OAKLEY_2_START + "5381ffffffffffffffff", 16);
    BigInteger xi = new BigInteger(secret.get("xi"), 16);
    BigInteger xr = new BigInteger(secret.get("xr"), 16);
    check(power(BigInteger.TWO, xi, p, dhi.length), dhi, 0);
    check(power(BigInteger.TWO, xi, p, dhi.length), response.data(WireMessage.DH, 1), 0);
    check(power(BigInteger.TWO, xr, p, dhi.length), response.data(WireMessage.DH, 0), 0);
    String tgk = power(new BigInteger(1, dhi), xr, p, dhi.length);
    shown.put("tgk", tgk);
    return tgk;
  }

  private static String power(BigInteger base, BigInteger exponent, BigInteger p, int length) {
    return PlainCrypto.hex(PlainRsa.padded(base.modPow(exponent, p), length));
  }

  /** Section 4.1.3. */
  private void sessions(String tgk, String csbId, String rand) throws GeneralSecurityException {
    List<Object> sessions = new ArrayList<>();
    for (int i = 1; i <= response.sessions(); i++) {
      String context = "%02x".formatted(i) + csbId + rand;
      Map<String, Object> tek = new LinkedHashMap<>();
      Map<String, Object> salt = new LinkedHashMap<>();
      PlainCrypto.prf(PlainCrypto.hex(tgk), PlainCrypto.hex(TEK + context), 16, tek);
      PlainCrypto.prf(PlainCrypto.hex(tgk), PlainCrypto.hex(MASTER_SALT + context), 14, salt);
      Map<String, Object> session = new LinkedHashMap<>();
      session.put("csId", i);
      session.put("tek", tek);
      session.put("masterSalt", salt);
      sessions.add(session);
    }
    shown.put("cryptoSessions", sessions);
  }

  private static void check(Object computed, byte[] payload, int from) {
    String found = PlainCrypto.hex(Arrays.copyOfRange(payload, from, payload.length));
    if (!found.equals(computed)) {
      throw new IllegalArgumentException(found + " is not " + computed);
    }
  }

  private static byte[] concat(byte[]... parts) {
    return PlainCrypto.concat(parts);
  }
}

package org.mikeyhsm.vectors;

import static org.mikeyhsm.vectors.PlainCrypto.concat;
import static org.mikeyhsm.vectors.PlainCrypto.hex;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One exchange of the pre-shared key mode, computed octet by octet from RFC 3830 without the
 * product's code. All octet strings are hexadecimal.
 *
 * @param note what the vector is good for
 * @param rand the RAND of the initial exchange, not sent in an update
 * @param timestamp NTP-UTC, 8 octets
 * @param update whether this is a CSB update
 * @param v whether a response is asked for
 * @param encrAlg 0, 1 or 2
 * @param macAlg 0 or 1
 * @param answeredSsrcs the SSRCs of the response, in which those left open are filled in
 * @param inherited the keys that an update without keys goes on with
 */
record PskVector(
    String name,
    String note,
    String psk,
    String initiator,
    String responder,
    String csbId,
    String rand,
    String timestamp,
    boolean update,
    boolean v,
    int encrAlg,
    int macAlg,
    List<Stream> streams,
    List<String> answeredSsrcs,
    List<Key> keys,
    List<Key> inherited) {

  /** A crypto session; its policy is number 0. */
  record Stream(String ssrc, String roc) {}

  /**
   * A TGK.
   *
   * @param salt empty: the type is TGK, else TGK+SALT
   * @param spi empty: KV is Null, else SPI
   */
  record Key(String tgk, String salt, String spi) {}

  /** SRTP's default policy in full: types 0 to 8, 10, 11 of RFC 3830 section 6.10.1. */
  private static final String POLICY =
      "000101" + "010110" + "020101" + "030114" + "04010e" + "050100" + "060100" + "070101"
          + "080101" + "0a0101" + "0b010a";

  // RFC 3830 Tables 4.1.3 and 4.1.4.
  private static final String TEK = "2ad01c64";
  private static final String MASTER_SALT = "39a2c14b";
  private static final String ENCR_KEY = "150533e1";
  private static final String AUTH_KEY = "2d22ac75";
  private static final String SALT_KEY = "29b88916";

  private static final List<String> ENCR_NAMES = List.of("NULL", "AES-CM-128", "AES-KW-128");
  private static final List<String> MAC_NAMES = List.of("NULL", "HMAC-SHA-1-160");

  // Next payload values, RFC 3830 Table 6.1.b.
  private static final int LAST = 0;
  private static final int KEMAC = 1;
  private static final int T = 5;
  private static final int ID = 6;
  private static final int V = 9;
  private static final int SP = 10;
  private static final int RAND = 11;
  private static final int KEY_DATA = 20;

  /**
   * What the exchange gives.
   *
   * @param json everything, for the file
   * @param message the I_MESSAGE
   * @param response the R_MESSAGE, empty if there is none
   * @param teks of the crypto sessions, in order
   * @param salts of the crypto sessions, in order
   */
  record Result(
      Map<String, Object> json,
      String message,
      String response,
      List<String> teks,
      List<String> salts) {}

  Result compute() throws GeneralSecurityException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("note", note);
    json.put("input", input());

    Map<String, Object> derived = new LinkedHashMap<>();
    byte[] authKey = macAlg == 0 ? new byte[0] : messageKey("auth_key", AUTH_KEY, 20, derived);
    boolean encrypted = encrAlg != 0 && !keys.isEmpty();
    byte[] encrKey = encrypted ? messageKey("encr_key", ENCR_KEY, 16, derived) : new byte[0];
    byte[] saltKey =
        encrypted ? messageKey("salt_key", SALT_KEY, encrAlg == 1 ? 14 : 8, derived) : new byte[0];
    json.put("messageKeys", derived);

    Map<String, Object> kemac = new LinkedHashMap<>();
    byte[] clear = keyData();
    kemac.put("plaintext", hex(clear));
    byte[] encrData = encrypt(encrKey, saltKey, clear, kemac);
    kemac.put("encrData", hex(encrData));
    byte[] unsigned = request(encrData);
    byte[] mac = new byte[0];
    if (macAlg != 0) {
      kemac.put("macInput", hex(unsigned));
      mac = PlainCrypto.hmacSha1(authKey, unsigned);
      kemac.put("mac", hex(mac));
    }
    json.put("kemac", kemac);
    String message = hex(concat(unsigned, mac));
    json.put("message", message);

    String response = v ? response(authKey, json) : "";
    List<String> teks = new ArrayList<>();
    List<String> salts = new ArrayList<>();
    json.put("cryptoSessions", cryptoSessions(teks, salts));
    return new Result(json, message, response, teks, salts);
  }

  private Map<String, Object> input() {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("psk", psk);
    input.put("initiator", "URI " + initiator);
    input.put("responder", "URI " + responder);
    input.put("csbId", csbId);
    input.put("rand", rand);
    input.put("timestamp", timestamp);
    input.put("prfFunc", "MIKEY-1");
    input.put("encrAlg", ENCR_NAMES.get(encrAlg));
    input.put("macAlg", MAC_NAMES.get(macAlg));
    input.put("v", v);
    input.put("update", update);
    input.put("policy0", POLICY);
    input.put(
        "streams",
        streams.stream()
            .map(stream -> ordered("policyNo", 0, "ssrc", stream.ssrc(), "roc", stream.roc()))
            .toList());
    input.put("keys", keys(keys));
    if (!inherited.isEmpty()) {
      input.put("keysInUse", keys(inherited));
    }
    return input;
  }

  private static List<Map<String, Object>> keys(List<Key> keys) {
    return keys.stream()
        .map(key -> ordered("tgk", key.tgk(), "salt", key.salt(), "spi", key.spi()))
        .toList();
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Section 4.1.4. */
  private byte[] messageKey(String what, String constant, int length, Map<String, Object> shown)
      throws GeneralSecurityException {
    Map<String, Object> inside = new LinkedHashMap<>();
    shown.put(what, inside);
    return PlainCrypto.prf(hex(psk), hex(constant + "ff" + csbId + rand), length, inside);
  }

  /** Section 6.13. */
  private byte[] keyData() {
    byte[] chain = new byte[0];
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      boolean last = i == keys.size() - 1;
      int type = key.salt().isEmpty() ? 0 : 1;
      int kv = key.spi().isEmpty() ? 0 : 1;
      chain =
          concat(
              chain,
              octets(last ? LAST : KEY_DATA, type << 4 | kv),
              withLength16(hex(key.tgk())),
              type == 0 ? new byte[0] : withLength16(hex(key.salt())),
              kv == 0 ? new byte[0] : withLength8(hex(key.spi())));
    }
    return chain;
  }

  /** Section 4.2.3. */
  private byte[] encrypt(byte[] encrKey, byte[] saltKey, byte[] clear, Map<String, Object> shown)
      throws GeneralSecurityException {
    if (clear.length == 0 || encrAlg == 0) {
      return clear;
    }
    if (encrAlg == 1) {
      byte[] iv =
          concat(PlainCrypto.xor(saltKey, hex("0000" + csbId + timestamp)), new byte[] {0, 0});
      shown.put("iv", hex(iv));
      return PlainCrypto.aesCm(encrKey, iv, clear);
    }
    shown.put("iv", hex(saltKey));
    return PlainCrypto.aesKeyWrap(encrKey, saltKey, clear);
  }

  /** The message up to the MAC field. */
  private byte[] request(byte[] encrData) {
    byte[] rands = update ? new byte[0] : concat(octets(ID), withLength8(hex(rand)));
    return concat(
        header(0, v, streams.stream().map(Stream::ssrc).toList()),
        octets(update ? ID : RAND, 0),
        hex(timestamp),
        rands,
        id(ID, initiator),
        id(SP, responder),
        octets(KEMAC, 0, 0),
        withLength16(hex(POLICY)),
        octets(LAST, encrAlg),
        withLength16(encrData),
        octets(macAlg));
  }

  private byte[] header(int dataType, boolean flag, List<String> ssrcs) {
    byte[] map = new byte[0];
    for (int i = 0; i < streams.size(); i++) {
      map = concat(map, octets(0), hex(ssrcs.get(i)), hex(streams.get(i).roc()));
    }
    return concat(
        octets(1, dataType, T, flag ? 0x80 : 0), hex(csbId), octets(streams.size(), 0), map);
  }

  /** Sections 3.1 and 5.2: the V input is the message, then both identities and the timestamp. */
  private String response(byte[] authKey, Map<String, Object> json)
      throws GeneralSecurityException {
    byte[] unsigned =
        concat(
            header(1, false, answeredSsrcs),
            octets(ID, 0),
            hex(timestamp),
            id(V, responder),
            octets(LAST, macAlg));
    byte[] macInput = concat(unsigned, utf8(initiator), utf8(responder), hex(timestamp));
    byte[] ver = PlainCrypto.hmacSha1(authKey, macInput);
    String message = hex(concat(unsigned, ver));
    json.put("response", ordered("vInput", hex(macInput), "v", hex(ver), "message", message));
    return message;
  }

  /** Section 4.1.3, from the first key. */
  private List<Object> cryptoSessions(List<String> teks, List<String> salts)
      throws GeneralSecurityException {
    Key key = keys.isEmpty() ? inherited.get(0) : keys.get(0);
    List<Object> sessions = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      String context = hex(octets(i + 1)) + csbId + rand;
      Map<String, Object> session = new LinkedHashMap<>();
      session.put("csId", i + 1);
      session.put("ssrc", v ? answeredSsrcs.get(i) : streams.get(i).ssrc());
      Map<String, Object> tek = new LinkedHashMap<>();
      teks.add(hex(PlainCrypto.prf(hex(key.tgk()), hex(TEK + context), 16, tek)));
      session.put("tek", tek);
      if (key.salt().isEmpty()) {
        Map<String, Object> salt = new LinkedHashMap<>();
        salts.add(hex(PlainCrypto.prf(hex(key.tgk()), hex(MASTER_SALT + context), 14, salt)));
        session.put("masterSalt", salt);
      } else {
        salts.add(key.salt());
        session.put("masterSalt", ordered("output", key.salt()));
      }
      sessions.add(session);
    }
    return sessions;
  }

  private static byte[] id(int next, String uri) {
    return concat(octets(next, 1), withLength16(utf8(uri)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] octets(int... values) {
    byte[] result = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (byte) values[i];
    }
    return result;
  }

  private static byte[] withLength8(byte[] octets) {
    return concat(octets(octets.length), octets);
  }

  private static byte[] withLength16(byte[] octets) {
    return concat(ByteBuffer.allocate(2).putShort((short) octets.length).array(), octets);
  }
}

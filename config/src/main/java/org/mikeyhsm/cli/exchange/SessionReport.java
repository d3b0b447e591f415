package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdType;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpCipher;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.SrtpPolicy;

/** What an exchange agreed on and where each secret has been, for {@code Json.write}. */
public final class SessionReport {
  private SessionReport() {}

  /**
   * Derives every TEK, so that the report has its custody, and describes the bundle.
   *
   * @param showKeys whether TEKs leave the token and are shown
   * @throws org.mikeyhsm.custody.CustodyRefusedException if the policy forbids that
   */
  public static Map<String, Object> of(String role, Exchange.Completed completed, boolean showKeys)
      throws GeneralSecurityException {
    CryptoSessionBundle bundle = completed.bundle();
    BundleTerms terms = bundle.terms();
    List<Object> sessions = new ArrayList<>();
    for (CryptoSession session : terms.sessions()) {
      sessions.add(session(bundle, session, showKeys));
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("completed", true);
    report.put("role", role);
    report.put("mode", completed.mode().toString());
    report.put("initiator", identity(terms.initiator()));
    report.put("responder", identity(terms.responder()));
    report.put("csbId", Integer.toUnsignedLong(terms.csbId()));
    report.put("rand", terms.rand().toHex());
    report.put("sessions", sessions);
    report.put("custody", bundle.custody().toList());
    return report;
  }

  private static Map<String, Object> session(
      CryptoSessionBundle bundle, CryptoSession session, boolean showKeys)
      throws GeneralSecurityException {
    KeyPlace place = showKeys ? KeyPlace.HOST : KeyPlace.PROVIDER;
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("csId", session.csId());
    map.put("ssrc", Integer.toUnsignedLong(session.ssrc()));
    map.put("encryption", encryption(session.policy()));
    map.put("authTagBits", session.policy().authTagLength() * Byte.SIZE);
    try (SrtpMasterKey key = bundle.srtpMasterKey(session.csId(), place)) {
      map.put("salt", key.masterSalt().toHex());
      if (showKeys) {
        byte[] tek = SoftwareKey.export(key.tek());
        map.put("tek", HexFormat.of().formatHex(tek));
        Arrays.fill(tek, (byte) 0);
      }
    }
    return map;
  }

  private static String encryption(SrtpPolicy policy) {
    if (!policy.encryption()) {
      return "NULL";
    }
    return policy.cipher() == SrtpCipher.AES_GCM ? "AES-GCM-128" : "AES-CM-128";
  }

  /** Text, or what is no text in hexadecimal: a hashed UID. */
  private static String identity(IdPayload identity) {
    return identity.idType().equals(IdType.BYTE_STRING)
        ? identity.data().toHex()
        : identity.data().toUtf8();
  }
}

package org.mikeyhsm.mode.sakke;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.mikeyhsm.jca.UserSalt;
import org.mikeyhsm.message.CsIdMap;
import org.mikeyhsm.message.GenericId;
import org.mikeyhsm.message.GenericIdMap;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * I_MESSAGEs as 3GPP MCX sends them (TS 33.180 annex E): PRF-HMAC-SHA-256, hashed UIDs, a
 * GENERIC-ID map, AES-GCM. What of the specification could be read is in {@code docs/mcx.md}.
 */
public final class McxProfile {
  /** The crypto session of MCPTT group media, as implementations number it. */
  public static final int GROUP_CS_ID = 4;

  /** The crypto session of MCPTT signalling under a CSK (TS 36.579-1 clause 5.5.9.1). */
  public static final int SIGNALLING_CS_ID = 6;

  private static final int RANDOM_MASK = 0x0FFF_FFFF;
  private static final int POLICY_NO = 0;

  private McxProfile() {}

  /**
   * A Group Master Key for MCPTT: each member's CSB ID is its GUK-ID, the SPI is GMK-ID || GUK-ID,
   * and packets may carry the ROC (E.2).
   *
   * @param gmkId the GMK-ID, of {@link McxKeyPurpose#GMK}
   * @param provider computes the User Salts
   */
  public static SakkeOffer gmk(int gmkId, Provider provider) {
    require(gmkId, McxKeyPurpose.GMK);
    return new SakkeOffer(
        gukId ->
            map(
                GROUP_CS_ID,
                ByteBuffer.allocate(2 * Integer.BYTES).putInt(gmkId).putInt(gukId).array()),
        List.of(SrtpPolicy.AEAD_AES_128_GCM_RCC_M3.toPayload(POLICY_NO)),
        PrfFunc.PRF_HMAC_SHA_256,
        SentIdentities.HASHED,
        (random, secret, member) -> gukId(gmkId, secret, member, provider),
        false,
        List.of());
  }

  /**
   * A Private Call Key: the CSB ID and the SPI are the PCK-ID (E.3). The number of its crypto
   * session could not be read, so the caller gives it.
   *
   * @param pckId the PCK-ID, of {@link McxKeyPurpose#PCK}
   */
  public static SakkeOffer pck(int pckId, int csId) {
    require(pckId, McxKeyPurpose.PCK);
    return fixed(pckId, csId);
  }

  /**
   * A Client-Server Key: the CSB ID and the SPI are the CSK-ID (E.4); the key protects SRTCP.
   *
   * @param cskId the CSK-ID, of {@link McxKeyPurpose#CSK}
   */
  public static SakkeOffer csk(int cskId) {
    require(cskId, McxKeyPurpose.CSK);
    return fixed(cskId, SIGNALLING_CS_ID);
  }

  /**
   * A Multicast Signalling Key, whose purpose tag and crypto session could not be read: the caller
   * gives both.
   *
   * @param musikId the MuSiK-ID
   */
  public static SakkeOffer musik(int musikId, int csId) {
    return fixed(musikId, csId);
  }

  private static SakkeOffer fixed(int keyId, int csId) {
    return new SakkeOffer(
        csbId -> map(csId, ByteBuffer.allocate(Integer.BYTES).putInt(keyId).array()),
        List.of(SrtpPolicy.AEAD_AES_128_GCM.toPayload(POLICY_NO)),
        PrfFunc.PRF_HMAC_SHA_256,
        SentIdentities.HASHED,
        (random, secret, member) -> keyId,
        false,
        List.of());
  }

  private static CsIdMap map(int csId, byte[] spi) {
    return new GenericIdMap(
        List.of(
            new GenericId(
                csId, ProtType.SRTP, false, List.of(POLICY_NO), Octets.empty(), Octets.of(spi))));
  }

  private static void require(int keyId, McxKeyPurpose purpose) {
    if (!McxKeyPurpose.of(keyId).equals(Optional.of(purpose))) {
      throw new IllegalArgumentException(
          "a key identifier of " + purpose + " begins with the bits of its purpose tag");
    }
  }

  /**
   * A user's GUK-ID (F.1.3): the GMK-ID with its low 28 bits XORed with the User Salt.
   *
   * @param gmk the group's key
   * @param user the MC service user ID
   * @throws GeneralSecurityException if the provider lacks the User Salt or cannot use the key
   */
  public static int gukId(int gmkId, SecretKey gmk, IdPayload user, Provider provider)
      throws GeneralSecurityException {
    int salt = UserSalt.getInstance(UserSalt.ALGORITHM, provider).of(gmk, user.data());
    return gmkId ^ salt & RANDOM_MASK;
  }
}

package org.mikeyhsm.hsm.mechanism;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.hsm.token.Mechanisms;
import org.mikeyhsm.hsm.token.Token;

/**
 * What a token can do for MIKEY: the way chosen for each operation, once, from C_GetMechanismList
 * and C_GetMechanismInfo. Immutable.
 *
 * @param mikey1 the PRF of RFC 3830 section 4.1.2
 * @param prfHmacSha256 the PRF of RFC 6043 section 6.1
 * @param keyData by Encr alg: the key data of a KEMAC payload
 * @param envelopes by JCA cipher name: RSA envelopes (RFC 3830 section 3.2)
 * @param signatures by JCA name: what signs messages (RFC 3830 section 4.2.6)
 * @param agreement Diffie-Hellman (RFC 3830 section 3.3)
 * @param srtp SRTP's key derivation (RFC 3711 section 4.3)
 * @param packets AES in counter mode for SRTP packets (RFC 3711 section 4.1.1)
 * @param hmacSha1 HMAC-SHA-1
 * @param sakke SAKKE (RFC 6508)
 * @param userSalt the User Salt of 3GPP TS 33.180 clause F.1.3
 * @param eccsi ECCSI signatures (RFC 6507)
 * @param kms what a KMS of both does
 */
public record TokenOperations(
    Selection<PrfStrategy> mikey1,
    Selection<PrfStrategy> prfHmacSha256,
    Map<String, Selection<KeyDataStrategy>> keyData,
    Map<String, Selection<EnvelopeStrategy>> envelopes,
    Map<String, Selection<SignatureStrategy>> signatures,
    Selection<AgreementStrategy> agreement,
    Selection<SrtpStrategy> srtp,
    Selection<PacketStrategy> packets,
    Selection<MacStrategy> hmacSha1,
    Selection<ProfileSakke> sakke,
    Selection<ProfileUserSalt> userSalt,
    Selection<ProfileEccsi> eccsi,
    Selection<ProfileKms> kms) {

  /** The choice for a token, made at the first call. */
  public static TokenOperations of(Token token) {
    return token.finding(TokenOperations.class, TokenOperations::choose);
  }

  /** The choice for a token that nobody is logged in to. */
  public static TokenOperations choose(Mechanisms token) {
    Map<String, Selection<KeyDataStrategy>> keyData = new LinkedHashMap<>();
    KeyDataStrategy.BY_ALGORITHM.forEach(
        (algorithm, ways) ->
            keyData.put(algorithm, Selection.of("KEMAC " + algorithm, ways, token)));
    Map<String, Selection<EnvelopeStrategy>> envelopes = new LinkedHashMap<>();
    EnvelopeStrategy.BY_ALGORITHM.forEach(
        (algorithm, ways) ->
            envelopes.put(algorithm, Selection.of("envelope " + algorithm, ways, token)));
    Map<String, Selection<SignatureStrategy>> signatures = new LinkedHashMap<>();
    SignatureStrategy.BY_ALGORITHM.forEach(
        (algorithm, ways) ->
            signatures.put(algorithm, Selection.of("signature " + algorithm, ways, token)));
    return new TokenOperations(
        Selection.of("MIKEY-1", PrfStrategy.MIKEY_1, token),
        Selection.of("PRF-HMAC-SHA-256", PrfStrategy.PRF_HMAC_SHA_256, token),
        Map.copyOf(keyData),
        Map.copyOf(envelopes),
        Map.copyOf(signatures),
        Selection.of("DH agreement", AgreementStrategy.DIFFIE_HELLMAN, token),
        Selection.of("SRTP key derivation", SrtpStrategy.AES_CM, token),
        Selection.of("SRTP packets", PacketStrategy.AES_CTR, token),
        Selection.of("HMAC-SHA-1", MacStrategy.HMAC_SHA_1, token),
        Selection.of("SAKKE", List.of(new ProfileSakke()), token),
        Selection.of("User Salt", List.of(new ProfileUserSalt()), token),
        Selection.of("ECCSI", List.of(new ProfileEccsi()), token),
        Selection.of("KMS", List.of(new ProfileKms()), token));
  }
}

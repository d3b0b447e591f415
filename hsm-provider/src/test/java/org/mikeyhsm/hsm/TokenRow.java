package org.mikeyhsm.hsm;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KeyProbe;

/**
 * A token that the provider's contract is held to, and that docs/tokens.md has a table of: a new
 * one is a line in {@link #all}.
 *
 * @param name its name in the documentation
 * @param open opens a token with the PSKs of {@link TestTokens}, by its label
 * @param main the label of a token with the PSKs
 * @param other the label of a second one with PSK_20
 * @param rsa the label of one with an RSA key pair {@link TestRsa#LABEL}
 * @param library the PKCS#11 library
 * @param probe how its keys are compared: it may hand out none
 * @param caveats what a logged-in caller of the token itself could do all the same, for the
 *     document
 */
public record TokenRow(
    String name,
    Function<String, Token> open,
    String main,
    String other,
    String rsa,
    Supplier<Path> library,
    KeyProbe probe,
    List<String> caveats) {

  /** All tokens. */
  public static Stream<TokenRow> all() {
    return Stream.of(
        new TokenRow(
            "SoftHSM2",
            label -> TestTokens.get().open(label),
            TestTokens.MAIN,
            TestTokens.OTHER,
            TestTokens.RSA,
            () -> TestTokens.get().library(),
            KeyProbe.EXPORT,
            List.of(
                "CKM_RSA_PKCS_OAEP takes SHA-1 only.",
                "A PSK, TGK or envelope key allows C_Sign, for the PRF is made of it: a logged-in caller"
                    + " can have derived keys computed.",
                "encr_key allows C_Encrypt and C_Decrypt: a logged-in caller can decrypt a KEMAC.",
                "CKM_AES_ECB_ENCRYPT_DATA makes readable children of a TEK for whoever asks.",
                "HMAC keys of fewer than 20 octets are stored padded with zeros; an envelope key that"
                    + " short is refused, for it is unwrapped as it is.")),
        new TokenRow(
            "NSS softokn",
            label -> TestNss.get().open(label),
            TestNss.MAIN,
            TestNss.OTHER,
            TestNss.MAIN,
            NssDatabase::library,
            KeyProbe.EXPORT,
            List.of(
                "CKA_EXTRACTABLE is not enforced: a logged-in caller can C_WrapKey every key.",
                "CKM_NSS_SP800_108_DOUBLE_PIPELINE_KDF_DERIVE_DATA gives a logged-in caller the octets"
                    + " that any label yields; salts are read by it.",
                "CKM_AES_ECB_ENCRYPT_DATA makes readable children of encr_key and a TEK for whoever asks;"
                    + " the key stream of a KEMAC's 4 octets of header is read by it.",
                "The PRF of an inkey of n > 1 blocks of 256 bits reads P(s_2) to P(s_n) and applies them"
                    + " to P(s_1) inside: what is derived is as secret as P(s_1), 256 bits, and the report says"
                    + " what was read. s_n could be guessed of P(s_n) if it had fewer than 128 bits: such a TGK is"
                    + " TRANSIENT.",
                "AES-CM keeps key data of one key without salt and KV field inside, up to 60 octets;"
                    + " other key data is TRANSIENT.")),
        new TokenRow(
            "mikeytoken",
            label -> TestMikeyTokens.get().open(label),
            TestMikeyTokens.MAIN,
            TestMikeyTokens.OTHER,
            TestMikeyTokens.MAIN,
            () -> TestMikeyTokens.get().library(),
            KeyProbe.USE,
            List.of(
                "A logged-in caller can use keys for what they are for: have MACs computed, packets"
                    + " enciphered, new keys sent to anyone. MikeyTokenBypassTest tries what else there"
                    + " is, and each is refused.",
                "An envelope key that was received sends nothing, so the initiator of RSA-R cannot update a"
                    + " bundle by a cached one; RsarModeContract.aCachedEnvelopeKeyIsThePreSharedKeyOfUpdates"
                    + " holds it to a refusal.",
                "No key is handed out, whatever the policy; none has fewer than 16 octets.",
                "Whoever loads the base itself with the PIN can open what is sealed.")));
  }

  /** Opens the token with the PSKs; the test closes it. */
  public Token openMain() {
    return open.apply(main);
  }

  /** Opens the token with the RSA key pair; the test closes it. */
  public Token openRsa() {
    return open.apply(rsa);
  }

  @Override
  public String toString() {
    return name;
  }
}

package org.mikeyhsm.hsm;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.Token;

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
 */
public record TokenRow(
    String name,
    Function<String, Token> open,
    String main,
    String other,
    String rsa,
    Supplier<Path> library) {

  /** All tokens. */
  public static Stream<TokenRow> all() {
    return Stream.of(
        new TokenRow(
            "SoftHSM2",
            label -> TestTokens.get().open(label),
            TestTokens.MAIN,
            TestTokens.OTHER,
            TestTokens.RSA,
            () -> TestTokens.get().library()),
        new TokenRow(
            "NSS softokn",
            label -> TestNss.get().open(label),
            TestNss.MAIN,
            TestNss.OTHER,
            TestNss.MAIN,
            NssDatabase::library));
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

package org.mikeyhsm.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;

/**
 * The tokens of libmikeytoken of these tests, with the PSKs of {@link TestTokens}, which makes them
 * empty: SoftHSM2 reads its slots once. The base is a copy of SoftHSM2, for {@link TestTokens} owns
 * the original, and a library has one owner.
 */
public final class TestMikeyTokens {
  /** A token with the PSKs and an RSA key pair. */
  public static final String MAIN = "mikeytoken main";

  /** A second one with PSK_20. */
  public static final String OTHER = "mikeytoken other";

  /** A PSK of more than 256 bits. */
  public static final String PSK_40 = "psk40";

  private final Path library;
  private final CryptokiModule module;

  private static final class Holder {
    static final TestMikeyTokens INSTANCE = new TestMikeyTokens();
  }

  private TestMikeyTokens() {
    Path softHsm = TestTokens.get().library();
    library = find();
    module =
        MikeyTokenModule.open(
            library,
            Optional.of(
                copy(softHsm, TestTokens.get().conf().resolveSibling("base-of-module.so"))));
    for (String label : new String[] {MAIN, OTHER}) {
      try (Token token = open(label)) {
        put(token, TestTokens.PSK_16, HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f"));
        put(token, TestTokens.PSK_20, TestTokens.psk(20));
        put(token, TestTokens.PSK_32, TestTokens.psk(32));
        put(token, PSK_40, TestTokens.psk(40));
      }
    }
    try (Token token = open(MAIN)) {
      TestRsa.generate(library, token.label());
    }
  }

  /** The token module that this build made. */
  public static Path find() {
    Properties properties = new Properties();
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, System.getProperty("mikeyhsm.root"));
    return MikeyTokenModule.find(Optional.empty(), properties, Map.of());
  }

  /** The tokens of this JVM. */
  public static TestMikeyTokens get() {
    return Holder.INSTANCE;
  }

  /** Opens a token, which the test closes. */
  public Token open(String label) {
    return module.openToken(label, TestTokens.pin(label));
  }

  /** Destroys a secret key of a token. */
  public void destroy(Token token, String label) {
    token.provision(
        (cryptoki, session) -> {
          List<ObjectHandle> found =
              cryptoki.findObjects(
                  session,
                  List.of(
                      new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
                      Attribute.Text.of(AttributeType.LABEL, label)));
          found.forEach(handle -> cryptoki.destroyObject(session, handle));
          return found;
        });
  }

  /** The PKCS#11 library. */
  public Path library() {
    return library;
  }

  /** The module. */
  public CryptokiModule module() {
    return module;
  }

  private static void put(Token token, String label, byte[] psk) {
    try (SecretOctets octets = SecretOctets.copyOf(psk)) {
      KeyImport.preSharedKey(token, label, octets);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path copy(Path from, Path to) {
    try {
      return Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

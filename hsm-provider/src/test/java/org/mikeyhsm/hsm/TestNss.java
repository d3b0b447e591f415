package org.mikeyhsm.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Provisioning;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;

/** The NSS databases of these tests, made once per JVM, with the PSKs of {@link TestTokens}. */
public final class TestNss {
  /** A token with the PSKs. */
  public static final String MAIN = "nss main";

  /** A second one. */
  public static final String OTHER = "nss other";

  private static final PinSource PIN = () -> "nss-Pin-4711".toCharArray();

  private final CryptokiModule module;

  private static final class Holder {
    static final TestNss INSTANCE = new TestNss();
  }

  private TestNss() {
    Path root = Path.of(System.getProperty("mikeyhsm.softhsm")).resolveSibling("nss");
    List<NssDatabase> databases =
        List.of(
            new NssDatabase(MAIN, fresh(root.resolve("main"))),
            new NssDatabase(OTHER, fresh(root.resolve("other"))));
    module = NssDatabase.open(NssDatabase.library(), databases);
    for (NssDatabase database : databases) {
      Provisioning.setUserPin(module, database.label(), () -> new char[0], PIN);
      try (Token token = open(database.label())) {
        put(token, TestTokens.PSK_16, HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f"));
        put(token, TestTokens.PSK_20, TestTokens.psk(20));
        put(token, TestTokens.PSK_32, TestTokens.psk(32));
        TestRsa.generate(module.library().orElseThrow(), database.label());
      }
    }
  }

  /** The databases of this JVM. */
  public static TestNss get() {
    return Holder.INSTANCE;
  }

  /** Opens a token, which the test closes. */
  public Token open(String label) {
    return module.openToken(label, PIN);
  }

  private static void put(Token token, String label, byte[] psk) {
    try (SecretOctets octets = SecretOctets.copyOf(psk)) {
      KeyImport.preSharedKey(token, label, octets);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path fresh(Path directory) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

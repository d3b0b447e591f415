package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Provisioning;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;

/**
 * Puts the pre-shared key on the tokens of {@link NssTokens}, which it makes, or of {@link
 * MikeyTokenTokens}, for the launcher: in a process of its own, so that the call's never has the
 * key. The directory has {@code alice.pin}, {@code bob.pin} and {@code call.psk} (hexadecimal).
 */
public final class TokenSetup {
  private static final int UNAVAILABLE = 69;
  private static final List<String> PARTIES = List.of("alice", "bob");

  private TokenSetup() {}

  /**
   * Takes {@code nss} or {@code mikeytoken}, and the directory; exits with 0, or with 69 and one
   * line on standard error.
   */
  public static void main(String[] arguments) {
    try {
      Path directory = Path.of(arguments[1]);
      if (arguments[0].equals("nss")) {
        makeNss(directory);
      } else {
        fillMikeyToken(directory, System.getenv());
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      System.err.println("mikey: " + e.getMessage());
      System.exit(UNAVAILABLE);
    }
  }

  static void makeNss(Path directory) throws IOException, GeneralSecurityException {
    List<NssDatabase> databases = NssTokens.databases(directory);
    for (NssDatabase database : databases) {
      Files.createDirectories(database.directory());
    }
    try (CryptokiModule module = NssDatabase.open(NssDatabase.library(), databases)) {
      for (String party : PARTIES) {
        Provisioning.setUserPin(module, party, () -> new char[0], pin(directory, party));
      }
      put(module, directory);
    }
  }

  /** Fills the tokens that token.sh made. */
  static void fillMikeyToken(Path directory, Map<String, String> environment)
      throws IOException, GeneralSecurityException {
    Path library = MikeyTokenModule.find(Optional.empty(), System.getProperties(), environment);
    try (CryptokiModule module = MikeyTokenTokens.module(library, directory)) {
      put(module, directory);
    }
  }

  private static void put(CryptokiModule module, Path directory)
      throws IOException, GeneralSecurityException {
    byte[] octets =
        HexFormat.of().parseHex(Files.readString(directory.resolve("call.psk")).strip());
    try (SecretOctets psk = SecretOctets.copyOf(octets)) {
      for (String party : PARTIES) {
        try (Token token = module.openToken(party, pin(directory, party))) {
          KeyImport.preSharedKey(token, Pkcs11Tokens.PSK_LABEL, psk);
        }
      }
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static PinSource pin(Path directory, String party) {
    return PinSource.file(directory.resolve(party + ".pin"));
  }
}

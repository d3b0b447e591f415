package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Provisioning;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;

/**
 * Makes the tokens of {@link NssTokens}, for the launcher: in a process of its own, so that the
 * call's never has the pre-shared key. The directory has {@code alice.pin}, {@code bob.pin} and
 * {@code call.psk} (hexadecimal).
 */
public final class NssSetup {
  private static final int UNAVAILABLE = 69;

  private NssSetup() {}

  /** Takes the directory; exits with 0, or with 69 and one line on standard error. */
  public static void main(String[] arguments) {
    try {
      make(Path.of(arguments[0]));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      System.err.println("mikey: " + e.getMessage());
      System.exit(UNAVAILABLE);
    }
  }

  static void make(Path directory) throws IOException, GeneralSecurityException {
    List<NssDatabase> databases = NssTokens.databases(directory);
    for (NssDatabase database : databases) {
      Files.createDirectories(database.directory());
    }
    byte[] octets = psk(directory);
    try (CryptokiModule module = NssDatabase.open(NssDatabase.library(), databases);
        SecretOctets psk = SecretOctets.copyOf(octets)) {
      for (NssDatabase database : databases) {
        PinSource pin = PinSource.file(directory.resolve(database.label() + ".pin"));
        Provisioning.setUserPin(module, database.label(), () -> new char[0], pin);
        try (Token token = module.openToken(database.label(), pin)) {
          KeyImport.preSharedKey(token, Pkcs11Tokens.PSK_LABEL, psk);
        }
      }
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static byte[] psk(Path directory) throws IOException {
    return HexFormat.of().parseHex(Files.readString(directory.resolve("call.psk")).strip());
  }
}

package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Provisioning;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.trust.Certificates;

/**
 * Puts the pre-shared key on the tokens of {@link NssTokens}, which it makes, or of {@link
 * MikeyTokenTokens}, for the launcher: in a process of its own, so that the call's never has the
 * key. The directory has {@code alice.pin}, {@code bob.pin} and {@code call.psk} (hexadecimal).
 * Those of {@link SoftHsmTokens} have their pre-shared key. On any it has RSA key pairs generated,
 * if wanted, and certifies them. In those of {@link MikeyTokenTokens} it makes a KMS, if wanted,
 * which issues identity-based keys.
 */
public final class TokenSetup {
  private static final int UNAVAILABLE = 69;
  private static final String CERTIFICATES = "certificates";

  private TokenSetup() {}

  /**
   * Takes {@code nss}, {@code mikeytoken} or {@code softhsm}, the directory, and {@code
   * certificates} if they are wanted, and anything if identity-based keys are; exits with 0, or
   * with 69 and one line on standard error.
   */
  public static void main(String[] arguments) {
    try {
      Path directory = Path.of(arguments[1]);
      boolean certificates = arguments.length > 2 && arguments[2].equals(CERTIFICATES);
      switch (arguments[0]) {
        case "nss" -> makeNss(directory, certificates);
        case "softhsm" -> fillSoftHsm(directory, certificates);
        default -> {
          boolean identities = arguments.length > 3 && !arguments[3].isEmpty();
          fillMikeyToken(directory, System.getenv(), certificates, identities);
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      System.err.println("mikey: " + e.getMessage());
      System.exit(UNAVAILABLE);
    }
  }

  static void makeNss(Path directory, boolean certificates)
      throws IOException, GeneralSecurityException {
    List<NssDatabase> databases = NssTokens.databases(directory);
    for (NssDatabase database : databases) {
      Files.createDirectories(database.directory());
    }
    try (CryptokiModule module = NssDatabase.open(NssDatabase.library(), databases)) {
      for (Transcript.Role role : Transcript.Role.values()) {
        Provisioning.setUserPin(
            module, role.label(), () -> new char[0], pin(directory, role.label()));
      }
      put(module, directory);
      certify(module, directory, certificates);
    }
  }

  /** Certifies key pairs on tokens that token.sh made with the pre-shared key. */
  static void fillSoftHsm(Path directory, boolean certificates)
      throws IOException, GeneralSecurityException {
    try (CryptokiModule module = CryptokiModule.open(SoftHsmTokens.library(directory))) {
      certify(module, directory, certificates);
    }
  }

  /**
   * Fills the tokens that token.sh made.
   *
   * @param identities whether the parties of mode sakke get keys
   */
  static void fillMikeyToken(
      Path directory, Map<String, String> environment, boolean certificates, boolean identities)
      throws IOException, GeneralSecurityException {
    Path library = MikeyTokenModule.find(Optional.empty(), System.getProperties(), environment);
    try (CryptokiModule module = MikeyTokenTokens.module(library, directory)) {
      put(module, directory);
      certify(module, directory, certificates);
      if (identities) {
        issue(module, directory);
      }
    }
  }

  private static void issue(CryptokiModule module, Path directory)
      throws IOException, GeneralSecurityException {
    try (Token alice = open(module, directory, Transcript.Role.INITIATOR);
        Token bob = open(module, directory, Transcript.Role.RESPONDER)) {
      ProvisionedIdentities.provision(alice, bob, directory);
    }
  }

  private static void put(CryptokiModule module, Path directory)
      throws IOException, GeneralSecurityException {
    byte[] octets =
        HexFormat.of().parseHex(Files.readString(directory.resolve("call.psk")).strip());
    try (SecretOctets psk = SecretOctets.copyOf(octets)) {
      for (Transcript.Role role : Transcript.Role.values()) {
        try (Token token = open(module, directory, role)) {
          KeyImport.preSharedKey(token, Pkcs11Tokens.PSK_LABEL, psk);
        }
      }
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static void certify(CryptokiModule module, Path directory, boolean wanted)
      throws IOException, GeneralSecurityException {
    if (!wanted) {
      return;
    }
    DemoAuthority authority = new DemoAuthority();
    write(directory, Pkcs11Tokens.AUTHORITY, authority.certificate());
    for (Transcript.Role role : Transcript.Role.values()) {
      try (Token token = open(module, directory, role)) {
        KeyPairs pairs = new KeyPairs(token);
        pairs.generate(Pkcs11Tokens.RSA_LABEL, KeyPairs.Type.RSA_2048);
        X509Certificate certificate =
            authority.issue(role, pairs.publicKey(Pkcs11Tokens.RSA_LABEL));
        pairs.importCertificate(Pkcs11Tokens.RSA_LABEL, certificate);
        write(directory, role.label(), certificate);
      }
    }
  }

  private static void write(Path directory, String name, X509Certificate certificate)
      throws IOException {
    Files.write(directory.resolve(name + ".cer"), Certificates.der(certificate).toArray());
  }

  private static Token open(CryptokiModule module, Path directory, Transcript.Role role) {
    return module.openToken(role.label(), pin(directory, role.label()));
  }

  private static PinSource pin(Path directory, String party) {
    return PinSource.file(directory.resolve(party + ".pin"));
  }
}

package org.mikeyhsm.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.SlotDescription;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/**
 * A token that lasts as long as this object: in a private directory under {@code java.io.tmpdir},
 * with a random label and random PINs, logged in to. {@link SoftHsm} gives one to a test class;
 * other tests make and close one by themselves.
 *
 * <p>It has copies of the PKCS#11 libraries, for a library has one state in a process: so several
 * of these live at once, and whatever else the process does with SoftHSM2 is not disturbed. Other
 * code of this process that wants to use the token by PKCS#11 takes {@link #library()}, which is
 * initialized already; other processes do, with {@link #environment()}.
 *
 * <p>Thread-safe. Whoever created it closes it.
 */
public final class SoftHsmToken implements AutoCloseable {
  private static final String CONFIGURATION = "SOFTHSM2_CONF";
  private static final int RANDOM_OCTETS = 8;

  private final Path directory;
  private final Path library;
  private final String label;
  private final String pin;
  private final Map<String, String> environment;
  private final CryptokiModule module;
  private final Token token;
  private final MikeyPkcs11Provider provider;

  private SoftHsmToken(Path directory, SoftHsm.Library wanted) throws IOException {
    this.directory = directory;
    Path tokens = Files.createDirectory(directory.resolve("tokens"));
    Path configuration =
        Files.writeString(
            directory.resolve("softhsm2.conf"),
            "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
    Map<String, String> variables = new TreeMap<>();
    variables.put(CONFIGURATION, configuration.toString());
    Path softHsm = copy(SoftHsmLibrary.find(System.getenv()));
    if (wanted == SoftHsm.Library.MIKEYTOKEN) {
      variables.put(MikeyTokenModule.BASE_VARIABLE, softHsm.toString());
      library =
          copy(MikeyTokenModule.find(Optional.empty(), System.getProperties(), System.getenv()));
    } else {
      library = softHsm;
    }
    environment = Map.copyOf(variables);
    label = "test-" + random();
    pin = random();
    Files.writeString(directory.resolve("pin"), pin + "\n");
    // Both variables are read once, at C_Initialize.
    module = NativeEnvironment.with(environment, () -> open(wanted));
    try {
      String officer = random();
      long slot =
          module.slots().stream()
              .filter(candidate -> !candidate.isInitialized())
              .findFirst()
              .map(SlotDescription::slot)
              .orElseThrow(() -> new TokenUnavailableException("SoftHSM2 has no free slot"));
      module.initToken(slot, label, officer::toCharArray, pinSource());
      token = module.openToken(label, pinSource());
      provider = new MikeyPkcs11Provider(token);
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  /**
   * Makes a token.
   *
   * @param wanted the PKCS#11 library
   * @throws TokenUnavailableException if SoftHSM2, or libmikeytoken.so where that is wanted, is not
   *     installed, with what to do about it; or if it does not work
   */
  public static SoftHsmToken create(SoftHsm.Library wanted) {
    try {
      Path directory =
          Files.createTempDirectory(
              "softhsm-test",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        return new SoftHsmToken(directory, wanted);
      } catch (IOException | RuntimeException e) {
        delete(directory);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for a token", e);
    }
  }

  private CryptokiModule open(SoftHsm.Library wanted) {
    return wanted == SoftHsm.Library.MIKEYTOKEN
        ? MikeyTokenModule.open(library, Optional.empty())
        : CryptokiModule.open(library);
  }

  private Path copy(Path original) throws IOException {
    return Files.copy(original, directory.resolve(original.getFileName().toString()));
  }

  private static String random() {
    byte[] octets = new byte[RANDOM_OCTETS];
    new SecureRandom().nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }

  /** The PKCS#11 library that has the token: a copy, initialized by {@link #module()}. */
  public Path library() {
    return library;
  }

  /** The directory, with {@code softhsm2.conf}, {@code tokens} and {@code pin}; mode 0700. */
  public Path directory() {
    return directory;
  }

  /** The token's label: 21 octets of ASCII. */
  public String label() {
    return label;
  }

  /** The user PIN: 16 hexadecimal digits, of no use to anybody when the token is gone. */
  public String pin() {
    return pin;
  }

  /** The user PIN for those who want a source of it. */
  public PinSource pinSource() {
    return pin::toCharArray;
  }

  /** A file with the user PIN, one line. */
  public Path pinFile() {
    return directory.resolve("pin");
  }

  /** What another process needs in its environment to find the token, by {@link #library()}. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The library, initialized; closed with this object. */
  public CryptokiModule module() {
    return module;
  }

  /** The token, logged in to; closed with this object. */
  public Token token() {
    return token;
  }

  /** The provider {@code MikeyPkcs11} on the token, which takes what the token can do. */
  public MikeyPkcs11Provider provider() {
    return provider;
  }

  /** Closes the token and its library, and deletes the directory. Further calls do nothing. */
  @Override
  public void close() {
    try {
      module.close();
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }

  /** The label and the library; never the PIN. */
  @Override
  public String toString() {
    return "token " + label + " of " + library;
  }
}

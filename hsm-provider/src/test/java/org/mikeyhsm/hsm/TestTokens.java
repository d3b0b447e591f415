package org.mikeyhsm.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.softhsm.TokenDirectory;

/**
 * The SoftHSM2 tokens of these tests, made once per JVM and before C_Initialize, which reads the
 * slots; and the one module that all tests of the JVM share, because it has one owner.
 */
public final class TestTokens {
  /** A token with the PSKs below. */
  public static final String MAIN = "mikey main";

  /** A second token, whose PIN is not all ASCII. */
  public static final String OTHER = "mikey other";

  /** A token for wrong PINs. */
  public static final String REFUSING = "mikey refusing";

  /** A token with keys that must be refused. */
  public static final String ODD = "mikey odd";

  /** A token for a process of its own, with a PSK that nobody else knows. */
  public static final String HEAP = "mikey heap";

  /** A token with an RSA key pair. */
  public static final String RSA = "mikey rsa";

  /** A token that keys are put on and taken from. */
  public static final String PROVISIONED = "mikey provisioned";

  /** The user PIN of all tokens but one. */
  public static final String PIN = "Pin-4711";

  /** The user PIN of {@link #OTHER}. */
  public static final String OTHER_PIN = "P\u00edn-\u20ac4711";

  /** minisip's PSK of 16 octets, stored padded. */
  public static final String PSK_16 = "psk16";

  /** A PSK of 20 octets. */
  public static final String PSK_20 = "psk20";

  /** A PSK of 32 octets. */
  public static final String PSK_32 = "psk32";

  private final TokenDirectory directory;
  private final byte[] heapPsk;
  private final CryptokiModule module;

  private static final class Holder {
    static final TestTokens INSTANCE = new TestTokens();
  }

  private TestTokens() {
    directory = TokenDirectory.ofTests();
    heapPsk = new byte[24];
    new SecureRandom().nextBytes(heapPsk);
    directory.remake(
        MAIN,
        PIN,
        Map.of(
            PSK_16,
            HexFormat.of().parseHex("101112131415161718191a1b1c1d1e1f"),
            PSK_20,
            psk(20),
            PSK_32,
            psk(32)));
    directory.remake(OTHER, OTHER_PIN, Map.of(PSK_20, psk(20)));
    directory.remake(REFUSING, PIN, Map.of());
    directory.remake(PROVISIONED, PIN, Map.of());
    directory.remake(HEAP, PIN, Map.of(PSK_20, heapPsk));
    directory.remake(ODD, PIN, Map.of());
    directory.remake(RSA, PIN, Map.of());
    directory.remake(TestMikeyTokens.MAIN, PIN, Map.of());
    directory.remake(TestMikeyTokens.OTHER, PIN, Map.of());
    putOddKeys();
    module = CryptokiModule.open(directory.modulePath());
    Token withRsa = open(RSA);
    try (withRsa) {
      TestRsa.generate(library(), RSA);
    }
  }

  /** The tokens of this JVM. */
  public static TestTokens get() {
    return Holder.INSTANCE;
  }

  /** The octets of the PSK of a length. */
  public static byte[] psk(int length) {
    byte[] psk = new byte[length];
    for (int i = 0; i < length; i++) {
      psk[i] = (byte) (7 * i + length);
    }
    return psk;
  }

  /** The right PIN of a token. */
  public static PinSource pin(String label) {
    return () -> (label.equals(OTHER) ? OTHER_PIN : PIN).toCharArray();
  }

  /** The PKCS#11 library. */
  public Path library() {
    return directory.modulePath();
  }

  /** SoftHSM2's configuration. */
  public Path conf() {
    return directory.confFile();
  }

  /** The PIN file of a token. */
  public Path pinFile(String label) {
    return directory.pinFile(label);
  }

  /** The module. */
  public CryptokiModule module() {
    return module;
  }

  /** The PSK on {@link #HEAP}. */
  public byte[] heapPsk() {
    return heapPsk.clone();
  }

  /** Opens a token, which the test closes. */
  public Token open(String label) {
    return module.openToken(label, pin(label));
  }

  private void putOddKeys() {
    String[] sensitive = {"--private", "--sensitive", "--usage-sign"};
    write("extractable", 20, "--private", "--sensitive", "--extractable", "--usage-sign");
    write("short", 16, sensitive);
    write("long", 40, sensitive);
    write("twice", 20, sensitive);
    write("twice", 32, sensitive);
    write("mislabelled", 20, sensitive);
    tool("a longer length".getBytes(StandardCharsets.US_ASCII), data("mislabelled"));
    write("overlong", 20, sensitive);
    tool("psk-octets=21".getBytes(StandardCharsets.US_ASCII), data("overlong"));
    List<String> generate =
        new ArrayList<>(List.of("--keygen", "--key-type", "GENERIC:32", "--label", "generated"));
    generate.addAll(List.of(sensitive));
    tool(new byte[0], generate);
  }

  private static List<String> data(String label) {
    return List.of(
        "--write-object",
        "/dev/stdin",
        "--type",
        "data",
        "--label",
        label,
        "--application-label",
        "mikey-hsm",
        "--private");
  }

  private void write(String label, int length, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--write-object", "/dev/stdin", "--type", "secrkey", "--label", label));
    arguments.addAll(List.of(options));
    tool(psk(length), arguments);
  }

  /** Runs pkcs11-tool on {@link #ODD}. */
  private void tool(byte[] input, List<String> arguments) {
    run(library(), ODD, PIN, input, arguments);
  }

  /** Runs pkcs11-tool, logged in, in a process of its own; its output. */
  public static String run(
      Path library, String label, String pin, byte[] input, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "pkcs11-tool",
                "--module",
                library.toString(),
                "--token-label",
                label,
                "--login",
                "--pin",
                "env:TEST_PIN"));
    command.addAll(arguments);
    try {
      Path stdin = Files.createTempFile("object", "");
      Path output = Files.createTempFile("tool", ".txt");
      try {
        Files.write(stdin, input);
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(stdin.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TEST_PIN", pin);
        int exit = builder.start().waitFor();
        String text = Files.readString(output);
        if (exit != 0) {
          throw new IllegalStateException(String.join(" ", arguments) + ": " + text);
        }
        return text;
      } finally {
        Files.delete(stdin);
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

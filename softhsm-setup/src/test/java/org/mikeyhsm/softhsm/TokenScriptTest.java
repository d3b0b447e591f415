package org.mikeyhsm.softhsm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("softhsm")
final class TokenScriptTest {

  private static final String PIN = "user-pin-48151623";
  private static final String SO_PIN = "so-pin-42108642";
  private static final byte[] PSK16 = HexFormat.of().parseHex("c0ffee00112233445566778899aabbcc");
  private static final byte[] MESSAGE = "a message to authenticate".getBytes(US_ASCII);

  @TempDir private Path temp;

  private Path dir;
  private Path pinFile;
  private Path pskFile;

  @BeforeEach
  void writeInputs() throws IOException {
    dir = temp.resolve("hsm");
    pinFile = TokenDirectory.writePrivate(temp.resolve("pin"), PIN + "\n");
    pskFile = psk("psk16", PSK16);
  }

  @Test
  void keyIsAGenericSecretThatCannotLeaveTheToken() throws Exception {
    assertDone(token("--psk", "sip:bob@example.org=" + pskFile));

    String listing = listObjects("alice", PIN);
    String id =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest("sip:bob@example.org".getBytes(US_ASCII)),
                0,
                8);
    assertTrue(
        Pattern.compile(
                "Secret Key Object; Generic secret length 20\n"
                    + " +label: +sip:bob@example.org\n +ID: +"
                    + id
                    + "\n +Usage: .*\n +Access: +sensitive\n")
            .matcher(listing)
            .find(),
        listing);
    ScriptRun value =
        pkcs11(
            "alice",
            "--login",
            "--pin",
            "env:PIN",
            "--read-object",
            "--type",
            "secrkey",
            "--id",
            id);
    assertNotEquals(0, value.exitCode());
    assertTrue(value.stderr().contains("CKR_ATTRIBUTE_SENSITIVE"), value.stderr());
    ScriptRun publicListing = pkcs11("alice", "--list-objects");
    assertEquals(0, publicListing.exitCode(), publicListing.stderr());
    assertFalse(publicListing.stdout().contains("bob"), publicListing.stdout());
  }

  @Test
  void configurationIsPrivateAndNamesTheDirectory() throws Exception {
    assertDone(token());

    Path conf = dir.resolve("softhsm2.conf");
    assertEquals("rwx------", mode(dir));
    assertEquals("rwx------", mode(dir.resolve("tokens")));
    assertEquals("rw-------", mode(conf));
    assertEquals(
        List.of(
            "directories.tokendir = " + dir.toRealPath().resolve("tokens"),
            "objectstore.backend = file",
            "log.level = ERROR",
            "slots.removable = false"),
        Files.readAllLines(conf).stream().filter(line -> !line.startsWith("#")).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 19, 20, 21, 32})
  void macFromTheTokenEqualsTheMacOfTheTruePsk(int octets) throws Exception {
    byte[] key = new byte[octets];
    for (int i = 0; i < octets; i++) {
      key[i] = (byte) (0xf0 - 7 * i);
    }
    assertDone(token("--psk", "psk=" + psk("any", key)));

    assertArrayEquals(hmacSha1(key), tokenMac("psk"));
    assertEquals("psk-octets=" + octets, lengthRecord("psk"));
    assertTrue(
        listObjects("alice", PIN).contains("Generic secret length " + Math.max(20, octets) + "\n"));
  }

  @Test
  void hexadecimalMayBeUpperCaseAndSpaced() throws Exception {
    String hex = HexFormat.ofDelimiter(" \n\t").withUpperCase().formatHex(PSK16);
    assertDone(
        token("--psk", "psk=" + TokenDirectory.writePrivate(temp.resolve("spaced"), hex + "\n")));

    assertArrayEquals(hmacSha1(PSK16), tokenMac("psk"));
  }

  @Test
  void longRandomPskIsMadeInsideTheToken() throws Exception {
    assertDone(token("--psk-random", "r24:24"));

    assertTrue(
        Pattern.compile(
                "length 24\n +label: +r24\n(?: +.*\n)*?"
                    + " +Access: +sensitive, always sensitive, never extractable, local\n")
            .matcher(listObjects("alice", PIN))
            .find());
    assertEquals("psk-octets=24", lengthRecord("r24"));
  }

  @Test
  void shortRandomPskIsPaddedAndDiffersEachTime() throws Exception {
    assertDone(token("--psk-random", "one:8", "--psk-random", "two:8"));

    String listing = listObjects("alice", PIN);
    assertEquals(2, count(listing, "Generic secret length 20\n"));
    assertEquals("psk-octets=8", lengthRecord("one"));
    assertFalse(Arrays.equals(tokenMac("one"), tokenMac("two")));
  }

  @Test
  void secondRunKeepsWhatIsThere() throws Exception {
    ScriptRun first = token("--psk", "psk=" + pskFile, "--psk-random", "other:20", "--json");
    assertDone(first);
    String listing = listObjects("alice", PIN);
    byte[] other = tokenMac("other");

    ScriptRun second = token("--psk", "psk=" + pskFile, "--psk-random", "other:20", "--json");

    assertDone(second);
    assertEquals(first.stdout().replace("\"created\"", "\"kept\""), second.stdout());
    assertTrue(second.stderr().contains("token alice: kept"), second.stderr());
    assertEquals(
        listing.lines().sorted().toList(), listObjects("alice", PIN).lines().sorted().toList());
    assertArrayEquals(other, tokenMac("other"));
  }

  @Test
  void missingKeyIsAddedToATokenThatIsThere() throws Exception {
    assertDone(token("--psk", "psk=" + pskFile));

    ScriptRun run = token("--psk", "psk=" + pskFile, "--psk-random", "new:32", "--json");

    assertDone(run);
    assertTrue(run.stdout().contains("\"token\":\"kept\""), run.stdout());
    assertTrue(run.stdout().matches("(?s).*\"name\":\"psk\"[^}]*\"state\":\"kept\".*"));
    assertTrue(run.stdout().matches("(?s).*\"name\":\"new\"[^}]*\"state\":\"created\".*"));
    assertArrayEquals(hmacSha1(PSK16), tokenMac("psk"));
  }

  @Test
  void otherLengthOrOtherValueIsAnErrorAndForceReplaces() throws Exception {
    assertDone(token("--psk", "psk=" + pskFile));
    byte[] padded = Arrays.copyOf(PSK16, 17);
    byte[] changed = PSK16.clone();
    changed[15] ^= 1;

    assertRefused(65, "another length", token("--psk", "psk=" + psk("padded", padded)));
    assertRefused(65, "another value", token("--psk", "psk=" + psk("changed", changed)));
    assertArrayEquals(hmacSha1(PSK16), tokenMac("psk"));
    assertDone(token("--psk", "psk=" + psk("changed", changed), "--force"));
    assertArrayEquals(hmacSha1(changed), tokenMac("psk"));
    assertEquals(1, tokenCount());
  }

  @Test
  void labelThatStartsAnotherLabelIsAnotherToken() throws Exception {
    assertDone(run("alice-2", pinFile, Map.of(), "--psk", "psk=" + pskFile));
    Path otherPin = TokenDirectory.writePrivate(temp.resolve("pin2"), "another");

    assertDone(run("alice", otherPin, Map.of(), "--psk-random", "psk:20", "--force"));

    assertEquals(2, tokenCount());
    assertEquals(1, count(listObjects("alice", "another"), "Secret Key Object"));
    assertEquals(1, count(listObjects("alice-2", PIN), "Secret Key Object"));
  }

  @Test
  void twoRunsAtOnceInOneDirectoryMakeTwoTokens() throws Exception {
    var one = CompletableFuture.supplyAsync(() -> run("one", pinFile, Map.of()));
    var two = CompletableFuture.supplyAsync(() -> run("two", pinFile, Map.of()));

    assertDone(one.get());
    assertDone(two.get());
    assertEquals(2, tokenCount());
    assertEquals("", listObjects("one", PIN));
    assertEquals("", listObjects("two", PIN));
  }

  @Test
  void securityOfficersPinIsTheOneFromTheFile() throws Exception {
    Path soPinFile = TokenDirectory.writePrivate(temp.resolve("so"), SO_PIN + "\n");
    assertDone(token("--so-pin-file", soPinFile.toString()));

    ScriptRun reset =
        ScriptRun.of(
            pkcs11Command(
                "alice",
                List.of(
                    "--login",
                    "--login-type",
                    "so",
                    "--so-pin",
                    "env:SO_PIN",
                    "--init-pin",
                    "--new-pin",
                    "env:PIN")),
            environment(Map.of("SO_PIN", SO_PIN, "PIN", "fresh-pin")));

    assertEquals(0, reset.exitCode(), reset.stderr());
    assertEquals("", listObjects("alice", "fresh-pin"));
  }

  @Test
  void configurationOfAnotherHandIsNotTouched() throws Exception {
    Files.createDirectory(dir);
    Path conf = dir.resolve("softhsm2.conf");
    Files.writeString(conf, "directories.tokendir = /somewhere\n");

    assertRefused(73, "was not written by token.sh", token("--force"));

    assertEquals("directories.tokendir = /somewhere\n", Files.readString(conf));
    assertEquals(Set.of("softhsm2.conf"), entries(dir));
  }

  @Test
  void tokensOfAnotherHandAreNotTouched() throws Exception {
    Files.createDirectories(dir.resolve("tokens"));

    assertRefused(73, "was not made by token.sh", token());

    assertEquals(Set.of("tokens"), entries(dir));
  }

  @Test
  void linksAreNotFollowedOutOfTheDirectory() throws Exception {
    assertDone(token());
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.move(dir.resolve("tokens"), temp.resolve("moved"));
    Files.createSymbolicLink(dir.resolve("tokens"), elsewhere);

    assertRefused(73, "is a link", token());

    assertEquals(Set.of(), entries(elsewhere));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----w-"})
  void directoryThatOthersCanWriteIsRefused(String mode) throws Exception {
    Files.createDirectory(dir);
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString(mode));

    assertRefused(77, "writable to group or others", token());

    assertEquals(Set.of(), entries(dir));
  }

  @Test
  void directoryOfAnotherUserIsRefused() throws Exception {
    // Root may give a directory away; everybody else finds one of root's.
    dir = Path.of("/usr");
    if (Files.getOwner(temp).getName().equals("root")) {
      dir = Files.createDirectory(temp.resolve("given"));
      var users = dir.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(dir, users.lookupPrincipalByName("nobody"));
    }

    assertRefused(77, "belongs to another user", token());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void secretFileThatOthersCanAccessIsRefused(String mode) throws Exception {
    Files.setPosixFilePermissions(pskFile, PosixFilePermissions.fromString(mode));
    assertRefused(77, "accessible to group or others", token("--psk", "psk=" + pskFile));
    Files.setPosixFilePermissions(pskFile, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(pinFile, PosixFilePermissions.fromString(mode));
    assertRefused(77, "accessible to group or others", token("--psk", "psk=" + pskFile));

    assertFalse(Files.exists(dir));
  }

  @Test
  void pskOver256BitsIsRefusedWithTheReason() throws Exception {
    ScriptRun file = token("--psk", "psk=" + psk("long", new byte[33]));
    assertRefused(65, "33 octets, more than 32: the MIKEY PRF (RFC 3830 section 4.1.2)", file);
    assertTrue(file.stderr().contains("splits keys over 256 bits into blocks"), file.stderr());
    assertRefused(65, "33 octets", token("--psk-random", "psk:33"));
    assertFalse(Files.exists(dir));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "0x11", "zz", "00\0ff"})
  void fileWithoutWholeHexadecimalOctetsIsRefused(String text) throws Exception {
    Path file = TokenDirectory.writePrivate(temp.resolve("bad"), text);

    assertRefused(65, "the PSK psk", token("--psk", "psk=" + file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc\n", "two\nlines\n", "nul\0nul"})
  void unusablePinIsRefused(String text) throws Exception {
    TokenDirectory.writePrivate(pinFile, text);

    assertRefused(65, "the PIN file", token());
  }

  @Test
  void absentFilesAreNamed() throws Exception {
    assertRefused(77, "/absent", token("--psk", "psk=" + temp.resolve("absent")));
    Files.delete(pinFile);
    assertRefused(77, pinFile.toString(), token());
  }

  @Test
  void wrongPinIsTriedOnceAndNothingChanges() throws Exception {
    assertDone(token("--psk", "psk=" + pskFile));
    TokenDirectory.writePrivate(pinFile, "wrong-pin\n");
    Path log = temp.resolve("log");
    FakePath path = before("pkcs11-tool", "printf '%s\\n' \"$*\" >>'" + log + "'");

    ScriptRun run = run("alice", pinFile, path(path), "--psk-random", "new:20");

    assertRefused(77, "CKR_PIN_INCORRECT", run);
    assertEquals(
        1, Files.readAllLines(log).stream().filter(line -> line.contains("--login")).count());
    assertEquals(1, count(listObjects("alice", PIN), "Secret Key Object"));
    assertEquals(Set.of("softhsm2.conf", "tokens"), entries(dir));
  }

  @Test
  void failureHalfWayLeavesNothingBehind() throws Exception {
    FakePath path = before("pkcs11-tool", "case \"$*\" in *secrkey*) exit 1 ;; esac");

    ScriptRun run = run("alice", pinFile, path(path), "--psk", "psk=" + pskFile);

    assertRefused(73, "storing the PSK psk failed", run);
    assertEquals(Set.of("softhsm2.conf", "tokens"), entries(dir));
    assertEquals(0, tokenCount());
  }

  @Test
  void signalHalfWayLeavesNothingBehind() throws Exception {
    FakePath path = before("pkcs11-tool", "case \"$*\" in *--init-pin*) kill -TERM $PPID ;; esac");

    ScriptRun run = run("alice", pinFile, path(path), "--psk", "psk=" + pskFile);

    assertEquals(143, run.exitCode(), run.stderr());
    assertEquals(Set.of("softhsm2.conf", "tokens"), entries(dir));
    assertEquals(0, tokenCount());
    assertDone(token("--psk", "psk=" + pskFile));
  }

  @Test
  void keyThatTheTokenWouldGiveOutIsNotAccepted() throws Exception {
    // The tool is made to ask for a readable key; the script must see it in what the token says.
    FakePath path =
        before(
            "pkcs11-tool",
            "case \"$*\" in *--write-object*secrkey*) set -- \"$@\" --extractable ;; esac");

    ScriptRun run = run("alice", pinFile, path(path), "--psk", "psk=" + pskFile);

    assertRefused(73, "is not sensitive and non-extractable", run);
    assertEquals(0, tokenCount());
  }

  @Test
  void tokensOfTheCallerAreNotUsed() throws Exception {
    Path own = Files.createDirectories(temp.resolve("own/tokens"));
    Path conf = temp.resolve("own/softhsm2.conf");
    String text = "directories.tokendir = " + own + "\nobjectstore.backend = file\n";
    Files.writeString(conf, text);

    assertDone(run("alice", pinFile, Map.of("SOFTHSM2_CONF", conf.toString()), "--json"));
    assertDone(run("alice", pinFile, Map.of("SOFTHSM2_CONF", "/absent/softhsm2.conf"), "--force"));

    assertEquals(text, Files.readString(conf));
    assertEquals(Set.of(), entries(own));
    assertEquals(1, tokenCount());
  }

  @Test
  void noSecretIsEverAnArgumentOrInAFile() throws Exception {
    Path soPinFile = TokenDirectory.writePrivate(temp.resolve("so"), SO_PIN + "\n");
    Path log = temp.resolve("log");
    FakePath path = FakePath.logging(temp.resolve("logged"), log);
    String[] arguments = {
      "--psk", "psk=" + pskFile, "--psk-random", "short:8", "--so-pin-file", soPinFile.toString()
    };

    ScriptRun traced =
        ScriptRun.of(
            command(List.of("bash", "-x"), "alice", pinFile, arguments), environment(path(path)));
    assertDone(traced);
    assertDone(run("alice", pinFile, path(path), arguments));

    String commandLines = Files.readString(log).toLowerCase(Locale.ROOT);
    assertTrue(commandLines.contains("pkcs11-tool --module"), commandLines);
    assertTrue(commandLines.contains("sha1sum"), commandLines);
    String hex = HexFormat.of().formatHex(PSK16);
    for (String secret : List.of(PIN, SO_PIN, hex, hex.replaceAll("..", "\\\\x$0"))) {
      assertFalse(commandLines.contains(secret), secret);
      assertFalse((traced.stdout() + traced.stderr()).contains(secret), traced.stderr());
    }
    assertEquals(Set.of("softhsm2.conf", "tokens"), entries(dir));
  }

  @Test
  void environmentIsPrintedForTheShell() throws Exception {
    dir = temp.resolve("a b'c");
    ScriptRun run = token("--print-env");
    assertDone(run);

    ScriptRun shell =
        ScriptRun.of(
            List.of("bash", "-c", run.stdout() + "printf %s \"$SOFTHSM2_CONF\""), Map.of());

    assertEquals(dir.toRealPath().resolve("softhsm2.conf").toString(), shell.stdout());
  }

  @Test
  void jsonTellsModuleConfigurationAndKeys() throws Exception {
    ScriptRun run = token("--psk", "psk=" + pskFile, "--json");

    assertDone(run);
    Matcher matcher =
        Pattern.compile(
                "\\{\"module\":\"(/[^\"]+)\",\"conf\":\"([^\"]+)\",\"label\":\"alice\","
                    + "\"serial\":\"[0-9a-f]{16}\",\"token\":\"created\",\"keys\":\\["
                    + "\\{\"name\":\"psk\",\"id\":\"[0-9a-f]{16}\",\"octets\":16,"
                    + "\"storedOctets\":20,\"state\":\"created\"\\}\\]\\}\n")
            .matcher(run.stdout());
    assertTrue(matcher.matches(), run.stdout());
    assertTrue(Files.isRegularFile(Path.of(matcher.group(1))));
    assertEquals(dir.toRealPath().resolve("softhsm2.conf"), Path.of(matcher.group(2)));
  }

  @Test
  void standardOutputStaysEmptyUnlessAsked() throws Exception {
    assertEquals("", token("--psk", "psk=" + pskFile).stdout());
  }

  @Test
  void wrongUseIsExplained() throws Exception {
    assertRefused(64, "unknown argument: --frob", token("--frob"));
    assertRefused(64, "--psk needs NAME=HEXFILE", token("--psk", "psk"));
    assertRefused(64, "--psk-random needs NAME:OCTETS", token("--psk-random", "psk:many"));
    assertRefused(64, "given twice", token("--psk-random", "a:20", "--psk-random", "a:20"));
    assertRefused(64, "exclude each other", token("--json", "--print-env"));
    assertRefused(64, "--psk needs a value", token("--psk"));
    assertRefused(64, "1 to 32 octets", run("x".repeat(33), pinFile, Map.of()));
    assertRefused(64, "printable ASCII", run("quote\"", pinFile, Map.of()));
    assertRefused(64, "are needed", ScriptRun.of(List.of(script()), Map.of()));
    ScriptRun help = ScriptRun.of(List.of(script(), "--help"), Map.of());
    assertEquals(0, help.exitCode());
    assertTrue(help.stdout().startsWith("usage: token.sh"), help.stdout());
    assertFalse(Files.exists(dir));
  }

  @Test
  void missingModuleOrToolIsNamed() throws Exception {
    assertRefused(
        69, "/absent.so", run("alice", pinFile, Map.of("MIKEY_SOFTHSM_MODULE", "/absent.so")));
    FakePath bare = new FakePath(Files.createDirectory(temp.resolve("bare"))).system("bash", "env");
    assertRefused(69, "pkcs11-tool is missing", run("alice", pinFile, path(bare)));
  }

  private ScriptRun token(String... arguments) {
    return run("alice", pinFile, Map.of(), arguments);
  }

  private ScriptRun run(
      String label, Path pin, Map<String, String> environment, String... arguments) {
    return ScriptRun.of(command(List.of(), label, pin, arguments), environment);
  }

  private List<String> command(List<String> shell, String label, Path pin, String... arguments) {
    List<String> command = new ArrayList<>(shell);
    command.addAll(
        List.of(script(), "--dir", dir.toString(), "--label", label, "--pin-file", pin.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String script() {
    return TokenDirectory.script("token.sh").toString();
  }

  private Path psk(String name, byte[] octets) throws IOException {
    return TokenDirectory.writePrivate(temp.resolve(name), HexFormat.of().formatHex(octets));
  }

  /** A PATH in which these shell lines run before the real program. */
  private FakePath before(String program, String lines) throws IOException {
    String real = ScriptRun.of(List.of("sh", "-c", "command -v " + program), Map.of()).stdout();
    return new FakePath(Files.createDirectory(temp.resolve("fake")))
        .program(program, lines + "\nexec " + real.strip() + " \"$@\"");
  }

  private static Map<String, String> path(FakePath path) {
    boolean alone = Files.exists(path.directory().resolve("bash"));
    return Map.of("PATH", path.directory() + (alone ? "" : ":" + System.getenv("PATH")));
  }

  private Map<String, String> environment(Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("SOFTHSM2_CONF", dir.resolve("softhsm2.conf").toString());
    return environment;
  }

  private List<String> pkcs11Command(String label, List<String> arguments) throws IOException {
    String module = module();
    String slots =
        ScriptRun.of(
                List.of("pkcs11-tool", "--module", module, "--list-slots"), environment(Map.of()))
            .stdout();
    Matcher slot =
        Pattern.compile("Slot \\d+ \\((0x[0-9a-f]+)\\).*\n +token label +: (.*)\n").matcher(slots);
    List<String> command = new ArrayList<>(List.of("pkcs11-tool", "--module", module));
    while (slot.find()) {
      if (slot.group(2).equals(label)) {
        command.addAll(List.of("--slot", slot.group(1)));
        command.addAll(arguments);
        return command;
      }
    }
    throw new AssertionError("no token " + label + ":\n" + slots);
  }

  /** The module that the script finds, told by a run without keys. */
  private String module() throws IOException {
    ScriptRun run =
        ScriptRun.of(
            List.of(
                script(),
                "--dir",
                temp.resolve("probe").toString(),
                "--label",
                "probe",
                "--pin-file",
                TokenDirectory.writePrivate(temp.resolve("probe-pin"), PIN).toString(),
                "--json"),
            Map.of());
    assertDone(run);
    return run.stdout().replaceFirst("(?s)^\\{\"module\":\"([^\"]+)\".*", "$1");
  }

  private ScriptRun pkcs11(String label, String... arguments) throws IOException {
    return ScriptRun.of(pkcs11Command(label, List.of(arguments)), environment(Map.of("PIN", PIN)));
  }

  private String listObjects(String label, String pin) throws IOException {
    ScriptRun run =
        ScriptRun.of(
            pkcs11Command(label, List.of("--login", "--pin", "env:PIN", "--list-objects")),
            environment(Map.of("PIN", pin)));
    assertEquals(0, run.exitCode(), run.stderr());
    return run.stdout();
  }

  private String lengthRecord(String name) throws IOException {
    ScriptRun run =
        pkcs11(
            "alice",
            "--login",
            "--pin",
            "env:PIN",
            "--read-object",
            "--type",
            "data",
            "--label",
            name,
            "--application-label",
            "mikey-hsm");
    assertEquals(0, run.exitCode(), run.stderr());
    return run.stdout();
  }

  private byte[] tokenMac(String name) throws IOException, GeneralSecurityException {
    Path message = Files.write(temp.resolve("message"), MESSAGE);
    Path mac = temp.resolve("mac");
    byte[] id = MessageDigest.getInstance("SHA-256").digest(name.getBytes(US_ASCII));
    ScriptRun run =
        pkcs11(
            "alice",
            "--login",
            "--pin",
            "env:PIN",
            "--sign",
            "--mechanism",
            "SHA-1-HMAC",
            "--id",
            HexFormat.of().formatHex(id, 0, 8),
            "--input-file",
            message.toString(),
            "--output-file",
            mac.toString());
    assertEquals(0, run.exitCode(), run.stderr());
    byte[] octets = Files.readAllBytes(mac);
    Files.delete(mac);
    return octets;
  }

  private static byte[] hmacSha1(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key, "HmacSHA1"));
    return mac.doFinal(MESSAGE);
  }

  private long tokenCount() throws IOException {
    return entries(dir.resolve("tokens")).size();
  }

  private static Set<String> entries(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static void assertDone(ScriptRun run) {
    assertEquals(0, run.exitCode(), run.stderr());
  }

  private static void assertRefused(int exitCode, String reason, ScriptRun run) {
    assertEquals(exitCode, run.exitCode(), run.stderr());
    assertTrue(run.stderr().contains(reason), run.stderr());
    assertEquals("", run.stdout());
  }
}

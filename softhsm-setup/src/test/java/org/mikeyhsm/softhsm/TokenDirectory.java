package org.mikeyhsm.softhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Test fixture: a private SoftHSM2 directory whose tokens {@code softhsm-setup/token.sh} makes.
 *
 * <p>Needs the system property {@code mikeyhsm.root}, the directory of the parent project.
 * Instances hold no open resource; nothing needs closing, and the tokens stay until the directory
 * is deleted. Thread-safe: the script lets one run at a time into a directory.
 */
public final class TokenDirectory {

  private static final Pattern MODULE = Pattern.compile("\"module\":\"([^\"]+)\"");

  private final Path directory;

  private TokenDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * The directory at a given place; it is made, with its parents, when the first token is made.
   *
   * @param directory where; it must be absent or hold nothing but what this class made
   * @return the fixture
   */
  public static TokenDirectory at(Path directory) {
    return new TokenDirectory(directory.toAbsolutePath().normalize());
  }

  /**
   * The directory that the running test JVM's {@code SOFTHSM2_CONF} points into: system property
   * {@code mikeyhsm.softhsm}, {@code target/softhsm} of the module under test.
   *
   * @return the fixture
   * @throws IllegalStateException if the property is not set (the tests do not run under Maven)
   */
  public static TokenDirectory ofTests() {
    return at(Path.of(property("mikeyhsm.softhsm")));
  }

  /**
   * Makes a token, or keeps it if it is there with the same PIN and PSKs.
   *
   * @param label token label, 1 to 32 octets of printable ASCII
   * @param pin user PIN, 4 to 255 octets
   * @param psks PSK name (the object's label) to its octets, 1 to 32 of them
   * @return this
   * @throws IllegalStateException if the script fails, with its exit code and messages; also when a
   *     PSK of that name has another value
   */
  public TokenDirectory make(String label, String pin, Map<String, byte[]> psks) {
    run(label, pin, psks, List.of());
    return this;
  }

  /**
   * Makes a token anew; a token of that label is deleted first, with all its objects.
   *
   * @param label token label, 1 to 32 octets of printable ASCII
   * @param pin user PIN, 4 to 255 octets
   * @param psks PSK name (the object's label) to its octets, 1 to 32 of them
   * @return this
   * @throws IllegalStateException if the script fails, with its exit code and messages
   */
  public TokenDirectory remake(String label, String pin, Map<String, byte[]> psks) {
    run(label, pin, psks, List.of("--force"));
    return this;
  }

  /**
   * The directory itself.
   *
   * @return an absolute path
   */
  public Path directory() {
    return directory;
  }

  /**
   * The SoftHSM2 configuration, for {@code SOFTHSM2_CONF}; it exists once a token was made.
   *
   * @return an absolute path
   */
  public Path confFile() {
    return directory.resolve("softhsm2.conf");
  }

  /**
   * The file with a token's user PIN (one line, mode 0600); it exists once the token was made.
   *
   * @param label the token's label
   * @return an absolute path
   */
  public Path pinFile(String label) {
    return directory.resolve(URLEncoder.encode(label, StandardCharsets.UTF_8) + ".pin");
  }

  /**
   * The SoftHSM2 library that the script found.
   *
   * @return an absolute path
   * @throws IllegalStateException if no token was made in this directory yet
   */
  public Path modulePath() {
    try {
      return Path.of(Files.readString(moduleFile()));
    } catch (IOException e) {
      throw new IllegalStateException("no token was made in " + directory, e);
    }
  }

  private Path moduleFile() {
    return directory.resolve("module");
  }

  private void run(String label, String pin, Map<String, byte[]> psks, List<String> options) {
    Path secrets = null;
    try {
      var mode = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(directory.getParent());
      if (!Files.exists(directory)) {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mode));
      }
      secrets = Files.createTempDirectory(directory, ".fixture");
      List<String> command = new ArrayList<>();
      command.add(script("token.sh").toString());
      command.addAll(List.of("--dir", directory.toString(), "--label", label));
      command.addAll(List.of("--pin-file", writePrivate(pinFile(label), pin + "\n").toString()));
      int count = 0;
      for (Map.Entry<String, byte[]> psk : psks.entrySet()) {
        Path file = secrets.resolve("psk" + count++);
        writePrivate(file, HexFormat.of().formatHex(psk.getValue()));
        command.addAll(List.of("--psk", psk.getKey() + "=" + file));
      }
      command.add("--json");
      command.addAll(options);
      ScriptRun run = ScriptRun.of(command, Map.of());
      if (run.exitCode() != 0) {
        throw new IllegalStateException(
            "token.sh failed with exit code " + run.exitCode() + ":\n" + run.stderr());
      }
      writePrivate(moduleFile(), module(run.stdout()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + directory, e);
    } finally {
      Optional.ofNullable(secrets).ifPresent(TokenDirectory::deleteWithFiles);
    }
  }

  static Path script(String name) {
    return Path.of(property("mikeyhsm.root"), "softhsm-setup", name);
  }

  private static String module(String json) {
    var matcher = MODULE.matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("token.sh names no module: " + json);
    }
    return matcher.group(1);
  }

  static Path writePrivate(Path file, String text) throws IOException {
    // Made private before it has content, and replaced whole: a reader never sees half of it.
    Path part = Files.createTempFile(file.getParent(), ".part", "");
    Files.writeString(part, text, StandardOpenOption.TRUNCATE_EXISTING);
    return Files.move(
        part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void deleteWithFiles(Path directory) {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }

  private static String property(String name) {
    return Optional.ofNullable(System.getProperty(name))
        .orElseThrow(
            () -> new IllegalStateException("system property " + name + " is not set (use Maven)"));
  }
}

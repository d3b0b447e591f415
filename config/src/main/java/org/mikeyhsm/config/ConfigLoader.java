package org.mikeyhsm.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;

/** Loads configurations. Stateless and thread-safe. */
public final class ConfigLoader {
  private static final int MOST_OCTETS = 1 << 20;

  private ConfigLoader() {}

  /**
   * Loads a file, puts the overrides over it, checks it and fills in defaults.
   *
   * @param file the file, UTF-8
   * @param environment variables; those that begin with {@code MIKEY_CONFIG__} override keys of the
   *     file
   * @param properties properties; those that begin with {@code mikey.config.} override both
   * @throws ConfigException if anything is wrong with it; names all that is
   */
  public static Configuration load(
      Path file, Map<String, String> environment, Map<String, String> properties)
      throws ConfigException {
    return Binder.bind(document(file, environment, properties), directory(file));
  }

  /**
   * The files of certificates, revocation lists and KMSs that a configuration names and that cannot
   * be read here. It may be meant for another machine, so {@link #load} does not ask.
   *
   * @param file as {@link #load}
   * @param environment as {@link #load}
   * @param properties as {@link #load}
   * @return one fault for each, with its place
   * @throws ConfigException if names or values are wrong
   */
  public static List<ConfigFault> missingFiles(
      Path file, Map<String, String> environment, Map<String, String> properties)
      throws ConfigException {
    return NamedFiles.missing(document(file, environment, properties), directory(file));
  }

  private static Path directory(Path file) {
    return file.toAbsolutePath().normalize().getParent();
  }

  private static Value.Struct document(
      Path file, Map<String, String> environment, Map<String, String> properties)
      throws ConfigException {
    Value.Struct document = YamlReader.read(file.toString(), text(file));
    document = Overrides.apply(document, ConfigurationShape.ROOT, environment, properties);
    List<ConfigFault> faults = Check.of(document, ConfigurationShape.ROOT);
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return document;
  }

  private static String text(Path file) throws ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      if (isWritableByAll(file)) {
        throw unreadable(
            file, "a file that everybody can write, and so say what is run and loaded");
      }
      byte[] octets = in.readNBytes(MOST_OCTETS + 1);
      if (octets.length > MOST_OCTETS) {
        throw unreadable(file, "more than 1 MiB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file");
    } catch (CharacterCodingException e) {
      throw unreadable(file, "octets that are not UTF-8");
    } catch (IOException e) {
      throw unreadable(file, "a file that cannot be read");
    }
  }

  private static boolean isWritableByAll(Path file) throws IOException {
    try {
      return Files.isRegularFile(file)
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (UnsupportedOperationException e) {
      // No POSIX permissions on this file system: there is nothing to judge by.
      return false;
    }
  }

  private static ConfigException unreadable(Path file, String found) {
    return new ConfigException(
        List.of(
            ConfigFault.of(
                Position.of(file.toString()), "", found, "a readable configuration file in YAML")));
  }
}

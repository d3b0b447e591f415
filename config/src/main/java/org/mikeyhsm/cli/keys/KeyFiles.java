package org.mikeyhsm.cli.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.mikeyhsm.message.Octets;

/** Reads and writes files of keys. Stateless. */
public final class KeyFiles {
  private static final int MOST_OCTETS = 1 << 20;
  private static final int PEM_LINE = 64;

  private KeyFiles() {}

  /**
   * A certificate, PEM or DER; of several the first.
   *
   * @throws KeyFileException if it is none
   */
  public static X509Certificate certificate(Path file) throws KeyFileException {
    return certificates(file).get(0);
  }

  /**
   * Certificates, PEM or DER, in the order of the file, at least one.
   *
   * @throws KeyFileException if it has none, or something else
   */
  public static List<X509Certificate> certificates(Path file) throws KeyFileException {
    return all(
        X509Certificate.class,
        factory -> factory.generateCertificates(new ByteArrayInputStream(read(file))),
        file + " is no X.509 certificate in PEM or DER");
  }

  /**
   * A certificate from elsewhere.
   *
   * @param name what messages call it
   * @throws KeyFileException if it is none
   */
  public static X509Certificate certificate(String name, Octets der) throws KeyFileException {
    return all(
            X509Certificate.class,
            factory -> factory.generateCertificates(new ByteArrayInputStream(der.toArray())),
            name + " is no X.509 certificate")
        .get(0);
  }

  /**
   * Certificate revocation lists, PEM or DER, at least one.
   *
   * @throws KeyFileException if it has none, or something else
   */
  public static List<X509CRL> revocationLists(Path file) throws KeyFileException {
    return all(
        X509CRL.class,
        factory -> factory.generateCRLs(new ByteArrayInputStream(read(file))),
        file + " is no X.509 certificate revocation list in PEM or DER");
  }

  @FunctionalInterface
  private interface Reader {
    Collection<?> read(CertificateFactory factory)
        throws GeneralSecurityException, KeyFileException;
  }

  private static <T> List<T> all(Class<T> type, Reader reader, String otherwise)
      throws KeyFileException {
    try {
      List<T> found = new ArrayList<>();
      for (Object one : reader.read(CertificateFactory.getInstance("X.509"))) {
        found.add(type.cast(one));
      }
      if (!found.isEmpty()) {
        return List.copyOf(found);
      }
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new KeyFileException(otherwise, e);
    }
    throw new KeyFileException(otherwise);
  }

  static byte[] read(Path file) throws KeyFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(MOST_OCTETS + 1);
      if (octets.length > MOST_OCTETS) {
        throw new KeyFileException(file + " is larger than 1 MiB");
      }
      return octets;
    } catch (IOException e) {
      throw new KeyFileException("cannot read " + file, e);
    }
  }

  /**
   * Makes sure that a file is not there yet.
   *
   * @throws KeyFileException if it is
   */
  static void requireNew(Path file) throws KeyFileException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new KeyFileException(file + " is there already and is not overwritten");
    }
  }

  /**
   * Writes a file that is not there yet.
   *
   * @throws KeyFileException if it is, or cannot be written
   */
  public static void writeNew(Path file, String text) throws KeyFileException {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new KeyFileException(file + " is there already and is not overwritten", e);
    } catch (IOException e) {
      // Half a file would only be in the way of the next try.
      file.toFile().delete();
      throw new KeyFileException("cannot write " + file, e);
    }
  }

  /**
   * Writes a file that is not there yet and that only its owner may read.
   *
   * @throws KeyFileException if it is there, or cannot be written so
   */
  static void writeNewSecret(Path file, String text) throws KeyFileException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new KeyFileException(file + " is there already and is not overwritten", e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new KeyFileException("cannot write " + file, e);
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      // Half a secret, which would be in the way of the next try, too.
      file.toFile().delete();
      throw new KeyFileException("cannot write " + file, e);
    }
  }

  /** Textual encoding (RFC 7468). */
  static String pem(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** The content between the lines of a textual encoding, or the octets as they are. */
  static byte[] unpem(Path file, String label, byte[] octets) throws KeyFileException {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    if (from < 0) {
      return octets;
    }
    int to = text.indexOf("-----END " + label + "-----", from);
    try {
      return Base64.getMimeDecoder()
          .decode(text.substring(from + begin.length(), Math.max(from + begin.length(), to)));
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(file + " is damaged", e);
    }
  }
}

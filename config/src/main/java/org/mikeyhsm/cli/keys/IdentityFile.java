package org.mikeyhsm.cli.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;

/**
 * A KMS and keys that it issued, by the names of 3GPP TS 33.180 annex D, as JSON: {@code kms} is a
 * KMS certificate, {@code users} a list of UserUri, UserID, KeyPeriodNo, UserDecryptKey,
 * UserSigningKeySSK, UserPubTokenPVT. Closing it wipes the keys; the file and what the JSON reader
 * made of it are host memory.
 *
 * @param kms the KMS
 * @param identities the users' keys
 */
public record IdentityFile(KmsCertificate kms, List<Identity> identities) implements AutoCloseable {
  /**
   * A user's keys of a key period.
   *
   * @param userUri the user
   * @param userId the UID
   * @param periodNumber the key period
   * @param keys the keys
   */
  public record Identity(String userUri, Octets userId, long periodNumber, IssuedKeys keys) {}

  /** Copies the list. */
  public IdentityFile {
    identities = List.copyOf(identities);
  }

  /**
   * Reads a file.
   *
   * @throws KeyFileException if it is none
   */
  public static IdentityFile read(Path file) throws KeyFileException {
    JsonFields root = JsonFields.read(file);
    KmsCertificate kms = KmsCertificate.of(root.object("kms"));
    List<Identity> identities = new ArrayList<>();
    boolean done = false;
    try {
      if (root.fields().get("users") instanceof List<?> users) {
        for (Object user : users) {
          if (!(user instanceof Map<?, ?> map)) {
            throw new KeyFileException(file + ": a user is no object");
          }
          identities.add(identity(kms, new JsonFields(file, map)));
        }
      }
      if (identities.isEmpty()) {
        throw new KeyFileException(file + " holds no users");
      }
      done = true;
      return new IdentityFile(kms, identities);
    } finally {
      if (!done) {
        identities.forEach(identity -> identity.keys().close());
      }
    }
  }

  private static Identity identity(KmsCertificate kms, JsonFields user) throws KeyFileException {
    String uri = user.text("UserUri");
    Octets id = user.octets("UserID", 32);
    long period = user.number("KeyPeriodNo");
    if (!kms.scheme().uid(uri, period).equals(id)) {
      throw new KeyFileException(
          user.file() + ": UserID is not that of the user, KMS and key period (33.180 F.2.1)");
    }
    Octets pvt = user.octets("UserPubTokenPVT", 65);
    return new Identity(
        uri,
        id,
        period,
        new IssuedKeys(
            user.secret("UserDecryptKey", 257), user.secret("UserSigningKeySSK", 32), pvt));
  }

  /**
   * Reads the files of a directory, or one file.
   *
   * @throws KeyFileException if one is none, or there is none
   */
  public static List<IdentityFile> readAll(Path place) throws KeyFileException {
    if (!Files.isDirectory(place)) {
      return List.of(read(place));
    }
    List<Path> names;
    try (Stream<Path> found = Files.list(place)) {
      names = found.filter(name -> name.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new KeyFileException("cannot read " + place, e);
    }
    List<IdentityFile> files = new ArrayList<>();
    boolean done = false;
    try {
      for (Path name : names) {
        files.add(read(name));
      }
      if (files.isEmpty()) {
        throw new KeyFileException(place + " holds no identities");
      }
      done = true;
      return files;
    } finally {
      if (!done) {
        files.forEach(IdentityFile::close);
      }
    }
  }

  /**
   * Has a provider verify and take the keys.
   *
   * @return the users; the caller closes them
   * @throws GeneralSecurityException if a key is not this KMS's for its user, or the policy forbids
   *     it
   */
  public List<SakkeUser> take(Provider provider) throws GeneralSecurityException {
    KmsDomain domain = kms.domain();
    Map<String, List<UserKeys>> byUser = new LinkedHashMap<>();
    boolean done = false;
    try {
      for (Identity identity : identities) {
        byUser
            .computeIfAbsent(identity.userUri(), uri -> new ArrayList<>())
            .add(
                UserKeys.take(
                    provider,
                    domain,
                    IdPayload.uri(identity.userUri()),
                    kms.start(identity.periodNumber()),
                    identity.keys().rsk(),
                    identity.keys().ssk(),
                    identity.keys().pvt()));
      }
      List<SakkeUser> users = new ArrayList<>();
      byUser.forEach((uri, keys) -> users.add(new SakkeUser(IdPayload.uri(uri), keys)));
      done = true;
      return users;
    } finally {
      if (!done) {
        byUser.values().forEach(keys -> keys.forEach(UserKeys::close));
      }
    }
  }

  /**
   * Writes the file of one user, which only its owner may read.
   *
   * @throws KeyFileException if it is there already, or cannot be written
   */
  public static void write(Path file, KmsCertificate kms, Identity identity)
      throws KeyFileException {
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("UserUri", identity.userUri());
    user.put("UserID", identity.userId().toHex());
    user.put("KeyPeriodNo", identity.periodNumber());
    user.put("UserDecryptKey", hex(identity.keys().rsk()));
    user.put("UserSigningKeySSK", hex(identity.keys().ssk()));
    user.put("UserPubTokenPVT", identity.keys().pvt().toHex());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kms", kms.toMap());
    root.put("users", List.of(user));
    KeyFiles.writeNewSecret(file, Json.write(root) + "\n");
  }

  static String hex(SecretOctets secret) {
    byte[] octets = secret.copy();
    try {
      return HexFormat.of().formatHex(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  @Override
  public void close() {
    identities.forEach(identity -> identity.keys().close());
  }
}

package org.mikeyhsm.cli.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
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
 * KMS certificate, {@code users} a list of UserUri, UserID, KeyPeriodNo (or KeyPeriod, a month),
 * UserDecryptKey, UserSigningKeySSK, UserPubTokenPVT. Closing it wipes the keys; the file and what
 * the JSON reader made of it are host memory.
 *
 * @param kms the KMS
 * @param identities the users' keys
 */
public record IdentityFile(KmsCertificate kms, List<Identity> identities) implements AutoCloseable {
  /**
   * A user's keys of a key period.
   *
   * @param of whose
   * @param keys the keys
   */
  public record Identity(IssuedIdentity of, IssuedKeys keys) {}

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
      for (JsonFields user : root.objects("users")) {
        identities.add(identity(kms, user));
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
    IssuedIdentity of = whose(kms, user);
    Octets pvt = user.octets("UserPubTokenPVT", 65);
    SecretOctets rsk = user.secret("UserDecryptKey", 257);
    boolean done = false;
    try {
      IssuedKeys keys = new IssuedKeys(rsk, user.secret("UserSigningKeySSK", 32), pvt);
      done = true;
      return new Identity(of, keys);
    } finally {
      if (!done) {
        rsk.close();
      }
    }
  }

  static IssuedIdentity whose(KmsCertificate kms, JsonFields user) throws KeyFileException {
    String period =
        kms.scheme().isHashed()
            ? Long.toString(user.number("KeyPeriodNo"))
            : user.text("KeyPeriod");
    IssuedIdentity of;
    try {
      of = IssuedIdentity.of(kms, user.text("UserUri"), period);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(user.file() + ": " + e.getMessage(), e);
    }
    if (!of.identifier().equals(user.octets("UserID", of.identifier().length()))) {
      throw new KeyFileException(
          user.file()
              + ": UserID is not that of the user, KMS and key period (33.180 F.2.1, RFC 6509 3.2)");
    }
    return of;
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
            .computeIfAbsent(identity.of().userUri(), uri -> new ArrayList<>())
            .add(
                UserKeys.take(
                    provider,
                    domain,
                    IdPayload.uri(identity.of().userUri()),
                    identity.of().start(),
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
  public static void write(Path file, Identity identity) throws KeyFileException {
    Map<String, Object> user = new LinkedHashMap<>(identity.of().toMap());
    user.put("UserDecryptKey", JsonFields.hex(identity.keys().rsk()));
    user.put("UserSigningKeySSK", JsonFields.hex(identity.keys().ssk()));
    user.put("UserPubTokenPVT", identity.keys().pvt().toHex());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kms", identity.of().kms().toMap());
    root.put("users", List.of(user));
    KeyFiles.writeNewSecret(file, Json.write(root) + "\n");
  }

  /**
   * Writes a file for each user into a directory, named by the identifier, as {@link #write} does;
   * all or none.
   *
   * @throws KeyFileException if one is there already, or cannot be written; none of them is left
   */
  public void store(Path directory) throws KeyFileException {
    List<Path> written = new ArrayList<>();
    boolean done = false;
    try {
      for (Identity identity : identities) {
        Path file = directory.resolve(identity.of().identifier().toHex() + ".json");
        write(file, identity);
        written.add(file);
      }
      done = true;
    } finally {
      if (!done) {
        written.forEach(file -> file.toFile().delete());
      }
    }
  }

  @Override
  public void close() {
    identities.forEach(identity -> identity.keys().close());
  }
}

package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.hsm.provider.WrappedIdentity;

/**
 * Keys that a KMS issued and wrapped for an RSA key pair of a user's token, as JSON: as {@link
 * IdentityFile}, with UserDecryptKeyWrapped and UserSigningKeySSKWrapped, octets of
 * CKM_RSA_AES_KEY_WRAP, in place of the keys.
 *
 * @param recipient fingerprint of the RSA key
 * @param identities the users' keys
 */
public record WrappedIdentityFile(String recipient, List<Wrapped> identities) {
  private static final String RECIPIENT = "recipient";
  private static final String RSK = "UserDecryptKeyWrapped";
  private static final String SSK = "UserSigningKeySSKWrapped";
  private static final String PVT = "UserPubTokenPVT";

  /**
   * A user's keys of a key period.
   *
   * @param of whose
   * @param keys the keys
   */
  public record Wrapped(IssuedIdentity of, WrappedIdentity keys) {}

  /** Copies the list. */
  public WrappedIdentityFile {
    identities = List.copyOf(identities);
  }

  /**
   * Whether a file is one.
   *
   * @throws KeyFileException if it is no JSON object
   */
  public static boolean isOne(Path file) throws KeyFileException {
    return JsonFields.read(file).fields().containsKey(RECIPIENT);
  }

  /**
   * Reads a file.
   *
   * @throws KeyFileException if it is none
   */
  public static WrappedIdentityFile read(Path file) throws KeyFileException {
    JsonFields root = JsonFields.read(file);
    KmsCertificate kms = KmsCertificate.of(root.object("kms"));
    List<Wrapped> identities = new ArrayList<>();
    for (JsonFields user : root.objects("users")) {
      identities.add(
          new Wrapped(
              IdentityFile.whose(kms, user),
              new WrappedIdentity(user.octets(RSK), user.octets(SSK), user.octets(PVT, 65))));
    }
    return new WrappedIdentityFile(root.text(RECIPIENT), identities);
  }

  /**
   * Writes the file of one user.
   *
   * @throws KeyFileException if it is there already, or cannot be written
   */
  public static void write(Path file, IssuedIdentity of, WrappedIdentity keys, String recipient)
      throws KeyFileException {
    Map<String, Object> user = new LinkedHashMap<>(of.toMap());
    user.put(RSK, keys.rsk().toHex());
    user.put(SSK, keys.ssk().toHex());
    user.put(PVT, keys.pvt().toHex());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kms", of.kms().toMap());
    root.put(RECIPIENT, recipient);
    root.put("users", List.of(user));
    KeyFiles.writeNew(file, Json.write(root) + "\n");
  }
}

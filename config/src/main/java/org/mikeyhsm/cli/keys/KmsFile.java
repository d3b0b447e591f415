package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.hsm.provider.TokenKmsMasterKeys;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KmsMasterKeys;
import org.mikeyhsm.jca.software.SoftwareKmsMasterKeys;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.mode.sakke.IdentifierScheme;

/**
 * A KMS: its certificate in a file, its master keys in a token or in the same file, custody HOST.
 * Closing it wipes or closes them in memory.
 *
 * @param certificate what it tells everybody
 * @param master the master keys
 */
public record KmsFile(KmsCertificate certificate, KmsMasterKeys master) implements AutoCloseable {
  private static final String SECRET = "MasterSecret";
  private static final String AUTHENTICATION = "MasterAuthenticationKey";
  private static final String LABEL = "MasterKeysLabel";

  /** Where the master keys of a KMS file are. */
  public enum Place {
    /** In the file. */
    FILE,
    /** In a token. */
    TOKEN
  }

  /**
   * Draws master keys and writes them to a new file, which only its owner may read.
   *
   * @return the caller closes it
   * @throws KeyFileException if the file is there already, or cannot be written
   * @throws CustodyRefusedException if the policy keeps long-term keys out of host memory
   */
  public static KmsFile create(Path file, String uri, IdentifierScheme scheme, CustodyPolicy policy)
      throws KeyFileException, CustodyRefusedException {
    SoftwareKmsMasterKeys master = SoftwareKmsMasterKeys.generate(new SecureRandom(), policy);
    boolean done = false;
    try {
      KmsFile made = new KmsFile(certificate(uri, scheme, master), master);
      Map<String, Object> map = new LinkedHashMap<>(made.certificate().toMap());
      List<SecretOctets> secrets = master.secrets();
      try {
        map.put(SECRET, JsonFields.hex(secrets.get(0)));
        map.put(AUTHENTICATION, JsonFields.hex(secrets.get(1)));
      } finally {
        secrets.forEach(SecretOctets::close);
      }
      KeyFiles.writeNewSecret(file, Json.write(map) + "\n");
      done = true;
      return made;
    } finally {
      if (!done) {
        master.close();
      }
    }
  }

  /**
   * Generates master keys in a token and writes their public keys and their label to a new file.
   *
   * @param label what the CKA_LABELs of the master keys begin with
   * @return the caller closes it
   * @throws KeyFileException if the file is there already, or cannot be written
   * @throws CustodyRefusedException if the policy forbids keys of this token
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if the token has keys of that label
   */
  public static KmsFile createIn(
      Token token,
      String label,
      Path file,
      String uri,
      IdentifierScheme scheme,
      CustodyPolicy policy)
      throws KeyFileException, CustodyRefusedException {
    // A file in the way shall not cost keys that nobody has a name for.
    KeyFiles.requireNew(file);
    TokenKmsMasterKeys master = TokenKmsMasterKeys.generate(token, label, policy);
    boolean done = false;
    try {
      KmsFile made = new KmsFile(certificate(uri, scheme, master), master);
      Map<String, Object> map = new LinkedHashMap<>(made.certificate().toMap());
      map.put(LABEL, label);
      KeyFiles.writeNew(file, Json.write(map) + "\n");
      done = true;
      return made;
    } finally {
      if (!done) {
        master.close();
        StoredObjects objects = new StoredObjects(token);
        objects.delete(label + TokenKmsMasterKeys.SAKKE);
        objects.delete(label + TokenKmsMasterKeys.ECCSI);
      }
    }
  }

  private static KmsCertificate certificate(
      String uri, IdentifierScheme scheme, KmsMasterKeys master) {
    return new KmsCertificate(uri, scheme, master.encryption(), master.authentication());
  }

  /**
   * Where the master keys of a file are.
   *
   * @throws KeyFileException if it is none
   */
  public static Place place(Path file) throws KeyFileException {
    return JsonFields.read(file).fields().containsKey(LABEL) ? Place.TOKEN : Place.FILE;
  }

  /**
   * Reads a file with master keys.
   *
   * @return the caller closes it
   * @throws KeyFileException if it is none, or its public keys are not those of its master keys
   * @throws CustodyRefusedException if the policy keeps long-term keys out of host memory
   */
  public static KmsFile read(Path file, CustodyPolicy policy)
      throws KeyFileException, CustodyRefusedException {
    JsonFields fields = JsonFields.read(file);
    KmsCertificate certificate = KmsCertificate.of(fields);
    SoftwareKmsMasterKeys master;
    try (SecretOctets secret = fields.secret(SECRET, 128);
        SecretOctets authentication = fields.secret(AUTHENTICATION, 32)) {
      master = SoftwareKmsMasterKeys.of(secret, authentication, new SecureRandom(), policy);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(file + ": a master key is out of range", e);
    }
    return checked(file, certificate, master);
  }

  /**
   * Reads a file whose master keys are in a token.
   *
   * @return the caller closes it
   * @throws KeyFileException if it is none, or its public keys are not those of the master keys
   * @throws CustodyRefusedException if the policy forbids keys of this token
   * @throws org.mikeyhsm.hsm.token.KeyNotFoundException if the token does not have them
   */
  public static KmsFile readIn(Token token, Path file, CustodyPolicy policy)
      throws KeyFileException, CustodyRefusedException {
    JsonFields fields = JsonFields.read(file);
    KmsCertificate certificate = KmsCertificate.of(fields);
    return checked(file, certificate, TokenKmsMasterKeys.open(token, fields.text(LABEL), policy));
  }

  private static KmsFile checked(Path file, KmsCertificate certificate, KmsMasterKeys master)
      throws KeyFileException {
    if (!master.encryption().equals(certificate.encryption())
        || !master.authentication().equals(certificate.authentication())) {
      master.close();
      throw new KeyFileException(file + ": the public keys are not those of the master keys");
    }
    return new KmsFile(certificate, master);
  }

  /** The master keys as those of a token, where they are. */
  public Optional<TokenKmsMasterKeys> inToken() {
    return master instanceof TokenKmsMasterKeys token ? Optional.of(token) : Optional.empty();
  }

  /**
   * Issues a user's keys for a key period.
   *
   * @return the caller closes its keys
   */
  public IdentityFile.Identity issue(IssuedIdentity identity) {
    Octets identifier = identity.identifier();
    return new IdentityFile.Identity(identity, master.issue(identifier));
  }

  @Override
  public void close() {
    master.close();
  }
}

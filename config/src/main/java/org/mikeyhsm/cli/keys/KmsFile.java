package org.mikeyhsm.cli.keys;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.jca.IssuedKeys;
import org.mikeyhsm.jca.software.SoftwareKmsMasterKeys;
import org.mikeyhsm.message.SecretOctets;

/**
 * A KMS whose master keys are in a file, custody HOST. Closing it wipes them in memory.
 *
 * @param certificate what it tells everybody
 * @param master the master keys
 */
public record KmsFile(KmsCertificate certificate, SoftwareKmsMasterKeys master)
    implements AutoCloseable {
  private static final String SECRET = "MasterSecret";
  private static final String AUTHENTICATION = "MasterAuthenticationKey";

  /**
   * Draws master keys and writes them to a new file, which only its owner may read.
   *
   * @return the caller closes it
   * @throws KeyFileException if the file is there already, or cannot be written
   * @throws CustodyRefusedException if the policy keeps long-term keys out of host memory
   * @throws IllegalArgumentException if the key period is out of range
   */
  public static KmsFile create(
      Path file, String uri, long periodSeconds, long offsetSeconds, CustodyPolicy policy)
      throws KeyFileException, CustodyRefusedException {
    SoftwareKmsMasterKeys master = SoftwareKmsMasterKeys.generate(new SecureRandom(), policy);
    boolean done = false;
    try {
      KmsCertificate certificate =
          new KmsCertificate(
              uri, periodSeconds, offsetSeconds, master.encryption(), master.authentication());
      certificate.scheme();
      Map<String, Object> map = new LinkedHashMap<>(certificate.toMap());
      List<SecretOctets> secrets = master.secrets();
      try {
        map.put(SECRET, IdentityFile.hex(secrets.get(0)));
        map.put(AUTHENTICATION, IdentityFile.hex(secrets.get(1)));
      } finally {
        secrets.forEach(SecretOctets::close);
      }
      KeyFiles.writeNewSecret(file, Json.write(map) + "\n");
      done = true;
      return new KmsFile(certificate, master);
    } finally {
      if (!done) {
        master.close();
      }
    }
  }

  /**
   * Reads it again.
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
    if (!master.encryption().equals(certificate.encryption())
        || !master.authentication().equals(certificate.authentication())) {
      master.close();
      throw new KeyFileException(file + ": the public keys are not those of the master keys");
    }
    return new KmsFile(certificate, master);
  }

  /**
   * Issues a user's keys for a key period.
   *
   * @return the caller closes its keys
   */
  public IdentityFile.Identity issue(String userUri, long periodNumber) {
    var uid = certificate.scheme().uid(userUri, periodNumber);
    IssuedKeys keys = master.issue(uid);
    return new IdentityFile.Identity(userUri, uid, periodNumber, keys);
  }

  @Override
  public void close() {
    master.close();
  }
}

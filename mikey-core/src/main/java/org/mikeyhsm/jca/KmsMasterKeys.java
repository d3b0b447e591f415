package org.mikeyhsm.jca;

import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.message.Octets;

/**
 * The master keys of a KMS: z_T of SAKKE (RFC 6508 section 6.1) and KSAK of ECCSI (RFC 6507 section
 * 4.2). Thread-safe, except for closing; whoever made it closes it.
 */
public interface KmsMasterKeys extends AutoCloseable {
  /** The KMS Public Key, 257 octets. */
  Octets encryption();

  /** The KPAK, 65 octets. */
  Octets authentication();

  /**
   * Issues the keys of an identifier.
   *
   * @param identifier an integer in 2 to q - 1 of SAKKE
   * @return the caller closes it
   * @throws IllegalArgumentException if the identifier is none
   */
  IssuedKeys issue(Octets identifier);

  /** Where the master keys have been. */
  Custody custody();

  @Override
  void close();
}

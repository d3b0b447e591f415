package org.mikeyhsm.config;

import org.mikeyhsm.hsm.token.Pkcs11Uri;
import org.mikeyhsm.message.Octets;

/** How a configuration names a key on its token. */
public sealed interface KeyReference {
  /**
   * By CKA_LABEL.
   *
   * @param label the label
   */
  record Label(String label) implements KeyReference {
    @Override
    public String toString() {
      return "label " + label;
    }
  }

  /**
   * By CKA_ID.
   *
   * @param id 1 to 64 octets
   */
  record Id(Octets id) implements KeyReference {
    @Override
    public String toString() {
      return "id " + id.toHex();
    }
  }

  /**
   * By a PKCS#11 URI that names an object.
   *
   * @param uri the URI
   * @param text as it was written
   */
  record Uri(Pkcs11Uri uri, String text) implements KeyReference {
    @Override
    public String toString() {
      return text;
    }
  }
}

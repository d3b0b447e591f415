package org.mikeyhsm.jca;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;

/** Finds this package's engines the way the JDK finds its own. */
final class Engines {
  private Engines() {}

  static <T> T find(String type, String algorithm, Provider provider, Class<T> spiType)
      throws NoSuchAlgorithmException {
    Provider.Service service = provider.getService(type, algorithm);
    if (service == null) {
      throw new NoSuchAlgorithmException(
          "provider " + provider.getName() + " has no " + type + " " + algorithm);
    }
    Object spi = service.newInstance(null);
    if (!spiType.isInstance(spi)) {
      throw new NoSuchAlgorithmException(
          "provider " + provider.getName() + " offers a " + type + " that is no " + spiType);
    }
    return spiType.cast(spi);
  }
}

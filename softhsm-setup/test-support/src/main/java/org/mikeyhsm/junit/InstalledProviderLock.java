package org.mikeyhsm.junit;

import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;

/** Keeps two classes apart that install providers of the same name. */
final class InstalledProviderLock implements ResourceLocksProvider {
  private static final String RESOURCE = "java.security.Security/" + MikeyPkcs11Provider.NAME;

  @Override
  public Set<Lock> provideForClass(Class<?> testClass) {
    return AnnotationSupport.findAnnotation(testClass, SoftHsm.class)
        .filter(SoftHsm::installed)
        .map(wanted -> Set.of(new Lock(RESOURCE, ResourceAccessMode.READ_WRITE)))
        .orElse(Set.of());
  }
}

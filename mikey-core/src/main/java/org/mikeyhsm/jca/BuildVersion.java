package org.mikeyhsm.jca;

import java.util.Optional;

/** The version of a part of mikey-hsm, which the build gives to all of them. */
public final class BuildVersion {
  /** Of classes that the build has not packaged, as in a test. */
  public static final String UNPACKAGED = "0-unpackaged";

  private BuildVersion() {}

  /**
   * What the build put into the module descriptor, or into the jar's manifest, of a class.
   *
   * @return such as 0.1.0, or {@value #UNPACKAGED}
   */
  public static String of(Class<?> type) {
    return Optional.ofNullable(type.getModule().getDescriptor())
        .flatMap(descriptor -> descriptor.rawVersion())
        .or(() -> Optional.ofNullable(type.getPackage().getImplementationVersion()))
        .orElse(UNPACKAGED);
  }
}

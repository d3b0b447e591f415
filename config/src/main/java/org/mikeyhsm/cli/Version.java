package org.mikeyhsm.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build put into the module descriptor, or into the jar's manifest. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Main.class.getModule().getDescriptor())
            .flatMap(descriptor -> descriptor.rawVersion())
            .or(() -> Optional.ofNullable(Main.class.getPackage().getImplementationVersion()))
            .orElse("(unpackaged)");
    return new String[] {
      "mikey " + version, "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
    };
  }
}

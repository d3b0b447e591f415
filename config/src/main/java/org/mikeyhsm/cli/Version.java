package org.mikeyhsm.cli;

import org.mikeyhsm.jca.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code mikey --version} prints: mikey's version and the JVM's. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "mikey " + BuildVersion.of(Main.class),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
    };
  }
}

package org.mikeyhsm.cli;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What {@code ./mikey} needs in its environment when a test runs it. */
final class LauncherEnvironment {
  private LauncherEnvironment() {}

  /**
   * The variables to set, the empty ones to remove.
   *
   * @param temporary where it may put its private directory
   */
  static Map<String, String> of(Path temporary) throws IOException, URISyntaxException {
    return Map.of(
        "TMPDIR",
        temporary.toString(),
        "JAVA_HOME",
        System.getProperty("java.home"),
        "JAVA_TOOL_OPTIONS",
        "",
        "JDK_JAVA_OPTIONS",
        "",
        "SOFTHSM2_CONF",
        "",
        "MIKEY_MODULE_PATH",
        modulePath());
  }

  /** Maven is running: what it has made so far is what must run, and nothing may be built anew. */
  private static String modulePath() throws IOException, URISyntaxException {
    Path target =
        Path.of(
                LauncherEnvironment.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI())
            .getParent();
    return target.resolve("classes")
        + File.pathSeparator
        + Files.readString(target.resolve("runtime.path")).strip();
  }
}

package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When {@code ./mikey} builds, on a project of its own with a Maven and a Java that only take
 * notes.
 */
class LauncherBuildTest {
  private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path scratch;

  private Path root;
  private Path stamp;
  private Path mavenRuns;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeProject() throws IOException {
    root = Files.createDirectory(scratch.resolve("project"));
    stamp = root.resolve("config/target/mikey.stamp");
    mavenRuns = scratch.resolve("maven-runs");
    Files.createFile(mavenRuns);
    Files.copy(Path.of(System.getProperty("mikeyhsm.root"), "mikey"), root.resolve("mikey"));
    Files.createDirectory(root.resolve(".mvn"));
    Files.createFile(root.resolve("pom.xml"));
    for (String module : List.of("mikey-core", "hsm-provider", "config")) {
      Path source = Files.createDirectories(root.resolve(module).resolve("src/main/java"));
      Files.createFile(source.resolve("A.java"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    Path tokenModule = Files.createDirectories(root.resolve("softhsm-setup/token-module"));
    Files.createFile(tokenModule.resolve("Makefile"));
    Files.createFile(Files.createDirectories(tokenModule.resolve("src")).resolve("a.c"));
    Files.createFile(Files.createDirectories(tokenModule.resolve("include")).resolve("a.h"));
    Files.createDirectories(tokenModule.resolve("target"));
    age();
    Path bin = Files.createDirectories(scratch.resolve("bin"));
    script(
        bin.resolve("mvn"),
        "echo run >>" + mavenRuns,
        "echo 'words of Maven'",
        "sleep 0.3",
        "[[ ! -e " + scratch.resolve("broken") + " ]] || exit 1",
        "mkdir -p config/target/lib && touch config/target/config-1.jar",
        "touch softhsm-setup/token-module/target/libmikeytoken.so");
    script(bin.resolve("java"), "echo ran");
    environment.put("JAVA_HOME", scratch.toString());
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    environment.put("MIKEY_MODULE_PATH", "");
  }

  private static void script(Path file, String... lines) throws IOException {
    List<String> all = new ArrayList<>(List.of("#!/usr/bin/env bash"));
    all.addAll(List.of(lines));
    Files.write(file, all);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Makes everything older than any stamp. */
  private void age() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(PAST));
      }
    }
  }

  private void stamp() throws IOException {
    Files.createDirectories(root.resolve("config/target/lib"));
    Files.writeString(root.resolve("softhsm-setup/token-module/target/libmikeytoken.so"), "");
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, FileTime.from(PAST.plusSeconds(10)));
  }

  private ProcessRun.Started start(Map<String, String> more) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return ProcessRun.start(
        scratch, scratch, all, List.of(root.resolve("mikey").toString(), "decode", "00"));
  }

  private String check() throws IOException, InterruptedException {
    ProcessRun run = start(Map.of("MIKEY_BUILD", "check")).finish();
    assertEquals(0, run.exitCode(), run.err());
    return run.out().strip();
  }

  private long mavenRuns() throws IOException {
    return Files.readAllLines(mavenRuns).size();
  }

  @Test
  void anUnbuiltProjectIsStale() throws IOException, InterruptedException {
    assertEquals("stale", check());
  }

  @Test
  void sourcesInADirectoryBinBesideOneLibAreNoInstallation()
      throws IOException, InterruptedException {
    Files.createDirectories(scratch.resolve("home/lib"));
    root = Files.move(root, scratch.resolve("home/bin"));
    stamp = root.resolve("config/target/mikey.stamp");
    stamp();
    assertEquals("fresh", check());
  }

  @Test
  void aBuildNewerThanEverySourceIsFresh() throws IOException, InterruptedException {
    stamp();
    assertEquals("fresh", check());
  }

  @Test
  void whatIsNewerThanTheBuildMakesItStale() throws IOException, InterruptedException {
    for (String changed :
        List.of(
            "pom.xml",
            ".mvn",
            "mikey-core/pom.xml",
            "config/pom.xml",
            "mikey-core/src/main/java/A.java",
            "hsm-provider/src/main/java/A.java",
            "config/src/main/java/A.java",
            "softhsm-setup/token-module/Makefile",
            "softhsm-setup/token-module/src/a.c",
            "softhsm-setup/token-module/include/a.h")) {
      stamp();
      assertEquals("fresh", check());
      Files.setLastModifiedTime(root.resolve(changed), FileTime.from(PAST.plusSeconds(20)));
      assertEquals("stale", check(), changed);
      age();
    }
  }

  @Test
  void aRemovedSourceMakesItStale() throws IOException, InterruptedException {
    stamp();
    Files.delete(root.resolve("config/src/main/java/A.java"));
    assertEquals("stale", check());
  }

  @Test
  void testsDoNotMatter() throws IOException, InterruptedException {
    stamp();
    Files.createDirectories(root.resolve("config/src/test/java"));
    assertEquals("fresh", check());
  }

  @Test
  void twoAtOnceBuildOnceAndMavensWordsAreNoResult() throws IOException, InterruptedException {
    ProcessRun.Started one = start(Map.of());
    ProcessRun.Started two = start(Map.of());
    for (ProcessRun run : List.of(one.finish(), two.finish())) {
      assertEquals(0, run.exitCode(), run.err());
      assertEquals("ran\n", run.out());
    }
    assertEquals(1, mavenRuns());
    assertEquals("fresh", check());
    assertEquals("ran\n", start(Map.of()).finish().out());
    assertEquals(1, mavenRuns());
  }

  @Test
  void aFailedBuildIsToldAndTriedAgain() throws IOException, InterruptedException {
    Files.createFile(scratch.resolve("broken"));
    ProcessRun run = start(Map.of()).finish();
    assertEquals(70, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().contains("words of Maven"), run.err());
    Files.delete(scratch.resolve("broken"));
    assertEquals(0, start(Map.of()).finish().exitCode());
    assertEquals(2, mavenRuns());
  }

  @Test
  void aGivenModulePathIsNeverBuilt() throws IOException, InterruptedException {
    ProcessRun run = start(Map.of("MIKEY_MODULE_PATH", scratch.toString())).finish();
    assertEquals("ran\n", run.out(), run.err());
    assertEquals(0, mavenRuns());
  }
}

package org.mikeyhsm.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("softhsm")
final class InstallScriptTest {

  private static final String[] SHELL = {
    "bash", "sh", "env", "dirname", "readlink", "sed", "sort", "head", "cat"
  };

  private static final String ALL =
      "softhsm2 opensc libnss3 caml-crush-server caml-crush-clients tshark python3-gi"
          + " gir1.2-gst-plugins-base-1.0 gcc make libc6-dev libp11-kit-dev nettle-dev libgmp-dev openssl"
          + " man-db fakeroot";
  private static final String READY = "ready: " + ALL.replace(" ", ", ") + ", JDK ";

  @TempDir private Path temp;

  private Path log;
  private FakePath machine;

  /** A machine of fake programs: Debian, not root, JDK and Maven there, nothing else. */
  @BeforeEach
  void freshMachine() throws IOException {
    log = temp.resolve("log");
    machine =
        new FakePath(Files.createDirectory(temp.resolve("bin")))
            .system(SHELL)
            .program("id", "echo 1000")
            .program("dpkg-query", "exit 1")
            .program("apt-cache", "exit 0")
            .program("apt-get", "echo \"apt-get $*\" >>'" + log + "'; exit 1")
            .program("javac", "echo javac 17.0.15")
            .program("mvn", "echo 'Apache Maven 3.8.7'");
  }

  @Test
  void thisMachineIsReadyWithoutRootOrNetwork() throws IOException {
    FakePath noRootNoNetwork =
        new FakePath(Files.createDirectory(temp.resolve("fakes")))
            .program("id", "echo 1000")
            .program("sudo", "echo sudo >>'" + log + "'; exit 1")
            .program("apt-get", "echo apt-get >>'" + log + "'; exit 1");
    Map<String, String> environment =
        Map.of("PATH", noRootNoNetwork.directory() + ":" + System.getenv("PATH"));

    for (String[] arguments : new String[][] {{}, {"--check"}, {}}) {
      ScriptRun run = install(environment, arguments);
      assertEquals(0, run.exitCode(), run.stderr());
      assertEquals("", run.stdout());
      assertEquals(1, run.stderr().lines().count(), run.stderr());
      assertTrue(run.stderr().startsWith(READY), run.stderr());
    }
    assertFalse(Files.exists(log));
  }

  @Test
  void withoutRootTheCommandToRunIsNamed() throws IOException {
    ScriptRun run = install();

    assertEquals(77, run.exitCode(), run.stderr());
    assertTrue(
        run.stderr().contains("Run: sudo apt-get update && sudo apt-get install -y " + ALL),
        run.stderr());
    assertFalse(Files.exists(log));
  }

  @Test
  void sudoIsAskedOnlyIfItNeedsNoPassword() throws IOException {
    machine.program("sudo", "echo \"sudo $*\" >>'" + log + "'; exit 1");

    assertEquals(77, install().exitCode());

    assertEquals(List.of("sudo -n true"), Files.readAllLines(log));
  }

  @Test
  void sudoWithoutPasswordInstalls() throws IOException {
    aptThatWorks();
    machine.program(
        "sudo", "echo \"sudo $1\" >>'" + log + "'; [ \"$1\" = -n ] && shift; exec \"$@\"");
    machine.system("true");

    ScriptRun run = install();

    assertEquals(0, run.exitCode(), run.stderr());
    assertEquals(List.of("sudo -n", "sudo -n", "noninteractive install"), actions());
    assertTrue(run.stderr().contains("\n" + READY + "17.0.15, Maven 3.8.7\n"));
    assertEquals("", run.stdout());
  }

  @Test
  void rootInstallsAndASecondRunDoesNothing() throws IOException {
    aptThatWorks();
    machine.program("id", "echo 0");

    assertEquals(0, install().exitCode());
    assertEquals(List.of("noninteractive install"), actions());
    Files.delete(log);
    ScriptRun again = install();

    assertEquals(0, again.exitCode(), again.stderr());
    assertTrue(again.stderr().startsWith("ready: "), again.stderr());
    assertFalse(Files.exists(log));
  }

  @Test
  void onlyWhatIsMissingIsInstalled() throws IOException {
    aptThatWorks();
    machine.program("id", "echo 0");
    allThere().without("softhsm2-util");

    assertEquals(0, install().exitCode());

    assertTrue(Files.readString(log).endsWith(" softhsm2\n"), Files.readString(log));
  }

  @Test
  void packageListsAreFetchedWhenAbsent() throws IOException {
    aptThatWorks();
    machine.program("id", "echo 0").program("apt-cache", "exit 100");

    assertEquals(0, install().exitCode());

    assertEquals(List.of("noninteractive update", "noninteractive install"), actions());
  }

  @Test
  void failedInstallationIsTriedOnceMoreWithFreshLists() throws IOException {
    machine.program("id", "echo 0");

    ScriptRun run = install();

    assertEquals(69, run.exitCode(), run.stderr());
    assertTrue(run.stderr().contains("could not install: " + ALL), run.stderr());
    List<String> calls = Files.readAllLines(log);
    assertEquals(2, calls.stream().filter(call -> call.contains(" install ")).count());
    assertTrue(calls.get(1).endsWith(" update"), calls.toString());
  }

  @Test
  void checkChangesNothing() throws IOException {
    machine.program("id", "echo 0");

    ScriptRun run = install("--check");

    assertEquals(69, run.exitCode());
    assertTrue(run.stderr().contains("softhsm2 is missing"), run.stderr());
    assertTrue(run.stderr().contains("opensc is missing"), run.stderr());
    assertTrue(run.stderr().contains("python3-gi is missing"), run.stderr());
    assertFalse(Files.exists(log));
  }

  @ParameterizedTest
  @ValueSource(strings = {"javac 11.0.2", "javac 16.0.1", "javac 1.8.0_402", "-"})
  void oldOrAbsentJdkIsNamedWithItsPackage(String version) throws IOException {
    if (version.equals("-")) {
      machine.without("javac");
    } else {
      machine.program("javac", "echo " + version);
    }

    assertPackageNamed("openjdk-17-jdk-headless");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Apache Maven 3.6.3", "Apache Maven 3.8.6 (abc)", "-"})
  void oldOrAbsentMavenIsNamedWithItsPackage(String version) throws IOException {
    if (version.equals("-")) {
      machine.without("mvn");
    } else {
      machine.program("mvn", "echo '" + version + "'");
    }

    assertPackageNamed("package maven");
  }

  @Test
  void newerVersionsAreTakenWhereverTheyLie() throws IOException {
    allThere();
    Path jdk = temp.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    new FakePath(jdk.resolve("bin")).program("javac", "exit 1");
    Files.writeString(jdk.resolve("release"), "A=\"1\"\nJAVA_VERSION=\"25.0.3\"\nB=\"2\"\n");
    Path maven = temp.resolve("maven");
    Files.createDirectories(maven.resolve("bin"));
    Files.createDirectories(maven.resolve("lib"));
    new FakePath(maven.resolve("bin")).program("mvn", "exit 1");
    Files.createFile(maven.resolve("lib/maven-core-3.10.0.jar"));
    machine.without("mvn");
    Files.createSymbolicLink(machine.directory().resolve("mvn"), maven.resolve("bin/mvn"));

    ScriptRun run =
        install(Map.of("PATH", machine.directory().toString(), "JAVA_HOME", jdk.toString()));

    assertEquals(READY + "25.0.3, Maven 3.10.0\n", run.stderr());
    assertEquals(0, run.exitCode());
  }

  @Test
  void runningNeedsLessThanBuilding() throws IOException {
    machine.without("javac").without("mvn");

    ScriptRun missing = install("--run");
    assertEquals(77, missing.exitCode(), missing.stderr());
    assertTrue(missing.stderr().endsWith("apt-get install -y softhsm2 opensc\n"), missing.stderr());

    machine.program("pkcs11-tool", "exit 0").program("softhsm2-util", "exit 0");
    ScriptRun ready = install("--run");
    assertEquals(0, ready.exitCode(), ready.stderr());
    assertEquals("ready: softhsm2, opensc\n", ready.stderr());
  }

  @Test
  void anInstallationWithoutSourcesIsForRunning() throws IOException {
    machine.program("pkcs11-tool", "exit 0").program("softhsm2-util", "exit 0");
    Path installed = temp.resolve("install.sh");
    Files.copy(TokenDirectory.script("install.sh"), installed, StandardCopyOption.COPY_ATTRIBUTES);

    ScriptRun run =
        ScriptRun.of(
            List.of(installed.toString()),
            Map.of("PATH", machine.directory().toString(), "JAVA_HOME", ""));

    assertEquals("ready: softhsm2, opensc\n", run.stderr());
  }

  @Test
  void otherSystemsAreToldThePackages() throws IOException {
    machine.without("apt-get").without("dpkg-query").program("id", "echo 0");

    ScriptRun run = install();

    assertEquals(69, run.exitCode());
    assertTrue(run.stderr().contains("no Debian or Ubuntu"), run.stderr());
    assertTrue(run.stderr().contains(ALL), run.stderr());
  }

  @Test
  void wrongUseIsExplained() throws IOException {
    assertEquals(64, install("--frob").exitCode());
    ScriptRun help = install("--help");
    assertEquals(0, help.exitCode());
    assertTrue(help.stdout().startsWith("usage: install.sh"), help.stdout());
  }

  private void assertPackageNamed(String name) {
    for (String[] arguments : new String[][] {{}, {"--check"}}) {
      ScriptRun run = install(arguments);
      assertEquals(69, run.exitCode(), run.stderr());
      assertTrue(run.stderr().contains(name), run.stderr());
      assertFalse(Files.exists(log));
    }
  }

  private FakePath allThere() throws IOException {
    return machine
        .program("pkcs11-tool", "exit 0")
        .program("softhsm2-util", "exit 0")
        .program("pkcs11proxyd", "exit 0")
        .program("tshark", "exit 0")
        .program("gcc", "exit 0")
        .program("make", "exit 0")
        .program("openssl", "exit 0")
        .program("man", "exit 0")
        .program("fakeroot", "exit 0")
        .program("dpkg-query", "echo installed");
  }

  private void aptThatWorks() throws IOException {
    machine.program(
        "apt-get",
        """
        echo "apt-get $DEBIAN_FRONTEND $*" >>'%s'
        echo noise
        case "$*" in
          *' install '*)
            for program in pkcs11-tool softhsm2-util pkcs11proxyd tshark gcc make openssl man fakeroot dpkg-query; do
              printf '#!/bin/sh\necho installed\n' >"${0%%/*}/$program"
              /bin/chmod +x "${0%%/*}/$program"
            done
            ;;
        esac
        """
            .formatted(log));
  }

  /** The log, an apt-get call shortened to its front end and command. */
  private List<String> actions() throws IOException {
    return Files.readAllLines(log).stream()
        .map(line -> line.replaceFirst("^apt-get (\\S+) .*?(install|update).*", "$1 $2"))
        .toList();
  }

  private ScriptRun install(String... arguments) {
    return install(Map.of("PATH", machine.directory().toString(), "JAVA_HOME", ""), arguments);
  }

  private static ScriptRun install(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(TokenDirectory.script("install.sh").toString());
    command.addAll(List.of(arguments));
    return ScriptRun.of(command, environment);
  }
}

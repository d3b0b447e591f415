package org.mikeyhsm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.softhsm.ScriptRun;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What docs/ci.md tells pipelines to do, with the package unpacked under a directory: what it says
 * of /usr/lib/mikey-hsm is done there, and apt-get, sudo and curl do nothing. That apt-get installs
 * the package is seen by {@code .ci/run}.
 */
@Tag("softhsm")
class PipelineIT {
  @TempDir private Path directory;

  private final Map<String, String> environment = new HashMap<>(Installation.environment());

  @BeforeEach
  void unpack() throws IOException {
    Path root = directory.resolve("root");
    Installation.run(
        Map.of(),
        "dpkg-deb",
        "--extract",
        Installation.archive(".deb").toString(),
        root.toString());
    Path programs = Files.createDirectory(directory.resolve("programs"));
    for (String program : List.of("apt-get", "sudo", "curl")) {
      Path file = Files.writeString(programs.resolve(program), "#!/bin/sh\nexit 0\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    environment.put("PATH", programs + ":" + System.getenv("PATH"));
    environment.put("TMPDIR", Files.createDirectory(directory.resolve("tmp")).toString());
    environment.put("GITHUB_ENV", "");
    environment.put("GITHUB_PATH", "");
    environment.put("RUNNER_TEMP", "");
  }

  private String bash(String commands) {
    String here = directory.resolve("root/usr/lib/mikey-hsm").toString();
    ScriptRun run =
        ScriptRun.of(
            List.of("bash", "-euo", "pipefail", "-c", commands.replace("/usr/lib/mikey-hsm", here)),
            environment);
    assertEquals(0, run.exitCode(), commands + "\n" + run.stdout() + run.stderr());
    return run.stdout();
  }

  @Test
  void theDocumentsCommandsRun() throws IOException {
    List<String> commands = Installation.commands("ci.md");
    assertEquals(2, commands.size());

    String out = bash(String.join("\n", commands));

    assertTrue(out.contains("psk call was generated in the token"), out);
    assertTrue(out.contains("label:      call"), out);
    assertFalse(out.contains("TRANSIENT"), out);
  }

  @Test
  void softHsmAloneWithAKeyOfItsOwn() {
    String out =
        bash(
            "eval \"$(/usr/lib/mikey-hsm/softhsm-setup/ci.sh --library softhsm --label other"
                + " --psk-random call:16)\"; echo \"$MIKEY_CI_LIBRARY\"; mikey keys list");
    assertTrue(out.contains("libsofthsm2.so"), out);
    assertTrue(out.contains("call"), out);
  }

  @Test
  void thePinIsPrintedNowhere() throws IOException {
    String line =
        "/usr/lib/mikey-hsm/softhsm-setup/ci.sh --dir " + directory.resolve("token") + " 2>&1";
    String out = bash(line);
    String pin = Files.readString(directory.resolve("token/ci.pin")).strip();
    assertEquals(16, pin.length());
    assertFalse(out.contains(pin));
    // Again, it keeps what is there.
    bash(line);
    assertEquals(pin, Files.readString(directory.resolve("token/ci.pin")).strip());
  }

  @Test
  void anyPathThatSoftHsmTakesWillDo() {
    environment.put("HERE", directory.resolve("it's, {a: dir}").toString());
    String out =
        bash(
            "eval \"$(/usr/lib/mikey-hsm/softhsm-setup/ci.sh --dir \"$HERE\")\"; mikey keys list;"
                + " echo \"$MIKEY_CONFIG\"");
    assertTrue(out.endsWith("/it's, {a: dir}/mikey.yaml\n"), out);
  }

  @Test
  void wrongUseIsExplained() {
    for (String arguments :
        List.of("--frob", "--library none", "--dir", "--label ../x", "--label 'a: b'")) {
      String out =
          bash("/usr/lib/mikey-hsm/softhsm-setup/ci.sh " + arguments + " 2>&1 || echo exit $?");
      assertTrue(out.contains("ci.sh: ") && out.contains("exit 64"), out);
    }
    assertTrue(bash("/usr/lib/mikey-hsm/softhsm-setup/ci.sh --help").startsWith("usage: ci.sh"));
  }

  /** Each step as a runner of GitHub's does it: a shell of its own, with what earlier ones told. */
  @Test
  void theWorkflowRuns() throws IOException {
    Path told = Files.createFile(directory.resolve("env"));
    Path paths = Files.createFile(directory.resolve("path"));
    environment.put("GITHUB_ENV", told.toString());
    environment.put("GITHUB_PATH", paths.toString());
    environment.put("RUNNER_TEMP", environment.get("TMPDIR"));
    Map<?, ?> workflow;
    try (Reader file =
        Files.newBufferedReader(Installation.ROOT.resolve("docs/examples/github-actions.yml"))) {
      workflow = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
    }
    ((Map<?, ?>) workflow.get("env"))
        .forEach((name, value) -> environment.put(name + "", value + ""));
    Map<?, ?> job = (Map<?, ?>) ((Map<?, ?>) workflow.get("jobs")).get("test");
    assertTrue(job.get("runs-on").toString().startsWith("ubuntu-"));
    List<String> said = new ArrayList<>();
    for (Object step : (List<?>) job.get("steps")) {
      Map<?, ?> parts = (Map<?, ?>) step;
      assertTrue(
          List.of("name", "run", "uses").containsAll(parts.keySet())
              && parts.containsKey("run") != parts.containsKey("uses"),
          parts.toString());
      if (parts.containsKey("run")) {
        said.add(bash(parts.get("run").toString()));
      }
      for (String line : Files.readAllLines(told)) {
        environment.put(line.split("=", 2)[0], line.split("=", 2)[1]);
      }
      for (String path : Files.readAllLines(paths)) {
        environment.merge("PATH", path, (before, more) -> more + ":" + before);
      }
    }
    assertTrue(said.get(3).contains("What token ci can keep"), said.get(3));
    assertTrue(said.get(4).contains("\"label\":\"call\""), said.get(4));
    assertFalse(said.get(5).isBlank());
  }

  /** The two lines of docs/ci.md are those of the workflow. */
  @Test
  void theDocumentShowsTheWorkflowsTwoLines() throws IOException {
    String document = Files.readString(Installation.ROOT.resolve("docs/ci.md"));
    String workflow =
        Files.readString(Installation.ROOT.resolve("docs/examples/github-actions.yml"));
    String shown = document.split("```yaml\n")[1].split("```")[0];
    assertEquals(2, shown.lines().count());
    shown.lines().forEach(line -> assertTrue(workflow.contains(line), line));
  }
}

package org.mikeyhsm.hsm.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PKCS#11 module in a process of its own, behind caml-crush's {@code pkcs11proxyd}, which
 * docs/tokens.md's readers would set up so.
 */
final class ModuleProcess implements AutoCloseable {
  private static final String ALIAS = "mikeytoken";

  private final Path directory;
  private final Map<String, String> environment;
  private Process server;

  private ModuleProcess(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  /**
   * Starts the server.
   *
   * @param directory an empty directory with a short name, for a socket's path has 107 octets
   * @param environment what the module wants
   */
  static ModuleProcess start(Path directory, Path module, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("filter.conf"),
        """
        debug = 0
        modules = [("%s", "%s")]
        log_subchannel = filter
        """
            .formatted(ALIAS, module));
    Files.writeString(
        directory.resolve("proxy.conf"),
        """
        netplex {
          controller {
            max_level = "crit";
            socket_directory = "%1$s/netplex";
            logging { type = "stderr"; };
          };
          service {
            name = "PKCS#11 Filtering Proxy";
            conn_limit = 1;
            protocol {
              name = "rpc_pkcs11";
              address { type = "local"; path = "%1$s/socket"; };
            };
            processor {
              type = "rpc_pkcs11";
              filter_config = "%1$s/filter.conf";
              use_ssl = false;
            };
            workload_manager {
              type = "dynamic";
              max_jobs_per_thread = 1;
              min_free_jobs_capacity = 1;
              max_free_jobs_capacity = 1;
              max_threads = 100;
            };
          }
        }
        """
            .formatted(directory));
    ModuleProcess process = new ModuleProcess(directory, environment);
    process.restart();
    return process;
  }

  /** Starts it, again if it was killed. */
  void restart() throws IOException, InterruptedException {
    Path socket = directory.resolve("socket");
    Files.deleteIfExists(socket);
    ProcessBuilder builder =
        new ProcessBuilder(
                "pkcs11proxyd", "-fg", "-conf", directory.resolve("proxy.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("proxy.txt").toFile());
    builder.environment().putAll(environment);
    server = builder.start();
    for (int i = 0; i < 200 && !Files.exists(socket); i++) {
      if (!server.isAlive()) {
        throw new IllegalStateException(
            Files.readString(directory.resolve("proxy.txt"), StandardCharsets.ISO_8859_1));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** The library that a client loads. */
  static Path library() {
    return Stream.of("/usr/lib", "/usr/lib64")
        .map(Path::of)
        .flatMap(
            root ->
                Stream.concat(
                        Stream.of(root),
                        Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu").map(root::resolve))
                    .map(place -> place.resolve("caml-crush/libp11clientunix.so")))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("caml-crush-clients: softhsm-setup/install.sh"));
  }

  /** What tells a client where the server is. */
  Map<String, String> clientEnvironment() {
    return Map.of(
        "PKCS11PROXY_LIBNAME",
        ALIAS,
        "PKCS11PROXY_SOCKET_PATH",
        directory.resolve("socket").toString());
  }

  /** The processes that have the module: the server's children. */
  List<Long> pids() {
    return Stream.concat(Stream.of(server.toHandle()), server.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** Kills the server and all that it started. */
  void kill() {
    List<ProcessHandle> children = server.descendants().toList();
    server.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    server.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}

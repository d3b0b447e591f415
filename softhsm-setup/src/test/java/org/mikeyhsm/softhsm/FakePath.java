package org.mikeyhsm.softhsm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A directory of programs for a script under test to find in its PATH.
 *
 * @param directory where the programs lie
 */
record FakePath(Path directory) {

  /** The directories of the system's own programs. */
  static final List<Path> SYSTEM =
      List.of(
          Path.of("/usr/local/bin"),
          Path.of("/usr/bin"),
          Path.of("/bin"),
          Path.of("/usr/sbin"),
          Path.of("/sbin"));

  /** Adds a program that is a shell script with this body. */
  FakePath program(String name, String body) throws IOException {
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  /** Adds the system's own programs of these names. */
  FakePath system(String... names) throws IOException {
    for (String name : names) {
      program(name, "exec " + find(name) + " \"$@\"");
    }
    return this;
  }

  /** Removes a program. */
  FakePath without(String name) throws IOException {
    Files.delete(directory.resolve(name));
    return this;
  }

  /** Puts a logger before every program of the system: it appends the arguments to a file. */
  static FakePath logging(Path directory, Path log) throws IOException {
    FakePath path = new FakePath(Files.createDirectories(directory));
    String places = SYSTEM.stream().map(Path::toString).collect(Collectors.joining(":"));
    path.program(
        "logger-of-arguments",
        """
        name=${0##*/}
        printf '%%s\\n' "$name $*" >>'%s'
        real=$(PATH=%s; command -v "$name")
        exec "$real" "$@"
        """
            .formatted(log, places));
    for (Path place : SYSTEM) {
      if (!Files.isDirectory(place)) {
        continue;
      }
      try (var programs = Files.newDirectoryStream(place)) {
        for (Path program : programs) {
          Path link = directory.resolve(program.getFileName());
          if (Files.isExecutable(program) && !Files.exists(link)) {
            Files.createSymbolicLink(link, Path.of("logger-of-arguments"));
          }
        }
      }
    }
    return path;
  }

  private static Path find(String name) throws IOException {
    for (Path place : SYSTEM) {
      Path program = place.resolve(name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    throw new IOException("the system has no " + name);
  }
}

package org.mikeyhsm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package, installed under a directory by dpkg, and purged again. */
@Tag("softhsm")
class DebianPackageIT {
  @TempDir private static Path directory;

  private static Path root;
  private static Path deb;

  @BeforeAll
  static void install() throws IOException {
    deb = Installation.archive(".deb");
    root = directory.resolve("root");
    Path database = Files.createDirectories(root.resolve("var/lib/dpkg"));
    Files.createDirectory(database.resolve("updates"));
    Files.createDirectory(database.resolve("info"));
    Files.createFile(database.resolve("status"));
    // That directory's database has no Java and no C library; the machine has.
    // Nor does it leave out the documents, as that of a container may.
    dpkg(root, "--force-depends", "--path-include=/usr/share/*", "--install", deb.toString());
  }

  /** As root, or as what thinks it is: dpkg gives its files to root. */
  private static String dpkg(Path root, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("fakeroot", "dpkg", "--root=" + root, "--log=" + directory.resolve("log")));
    command.addAll(List.of(arguments));
    return Installation.run(
        Map.of("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin"), command.toArray(String[]::new));
  }

  private static String field(String name) {
    return Installation.run(Map.of(), "dpkg-deb", "--field", deb.toString(), name).strip();
  }

  @Test
  void theInstalledCommandWorks() throws IOException {
    assertTrue(Files.isSymbolicLink(root.resolve("usr/bin/mikey")));
    new Installation(root.resolve("usr/bin/mikey")).requireThatItWorks();
  }

  @Test
  void whatItNeedsIsSaid() {
    assertTrue(
        field("Depends").startsWith("default-jre-headless (>= 2:1.17) | java17-runtime-headless, "),
        field("Depends"));
    for (String library : List.of("libc6 (>= 2.", "libnettle8", "libgmp10")) {
      assertTrue(field("Depends").contains(library), field("Depends"));
    }
    assertEquals("softhsm2, opensc", field("Recommends"));
    assertTrue(
        Installation.VERSION.equalsIgnoreCase(field("Version").replace('~', '-')),
        field("Version"));
  }

  @Test
  void filesAreWhereDebianHasThem() throws Exception {
    for (String file :
        List.of(
            "usr/lib/mikey-hsm/libmikeytoken.so",
            "usr/lib/mikey-hsm/softhsm-setup/token.sh",
            "usr/share/man/man1/mikey.1.gz",
            "usr/share/bash-completion/completions/mikey",
            "usr/share/doc/mikey-hsm/README.md",
            "usr/share/doc/mikey-hsm/copyright",
            "usr/share/doc/mikey-hsm/docs/install.md")) {
      assertTrue(Files.isRegularFile(root.resolve(file)), file);
    }
    String page =
        Installation.run(
            Map.of("LC_ALL", "C.UTF-8", "MANPAGER", "cat"),
            "man",
            "-l",
            root.resolve("usr/share/man/man1/mikey.1.gz").toString());
    assertTrue(page.contains("mikey - "), page);
  }

  @Test
  void everyLinkOfTheDocumentsLeadsToAFile() throws IOException {
    Path documents = root.resolve("usr/share/doc/mikey-hsm");
    var link = Pattern.compile("\\]\\(([^):#]+)(#[^)]*)?\\)");
    try (Stream<Path> files = Files.walk(documents)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".md")).toList()) {
        var found = link.matcher(Files.readString(file));
        while (found.find()) {
          assertTrue(
              Files.exists(file.resolveSibling(found.group(1))), file + ": " + found.group());
        }
      }
    }
  }

  @Test
  void aPurgeLeavesNothing() throws IOException {
    Path other = directory.resolve("other");
    Installation.run(Map.of(), "cp", "-a", root.toString(), other.toString());
    dpkg(other, "--purge", "mikey-hsm");
    assertFalse(Files.exists(other.resolve("usr")));
  }
}

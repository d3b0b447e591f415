package org.mikeyhsm.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of certificates, revocation lists and KMSs that a document names. */
final class NamedFiles {
  private final Path directory;
  private final List<ConfigFault> missing = new ArrayList<>();

  private NamedFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Those that cannot be read here, each with its place.
   *
   * @param document one that was checked
   * @param directory what relative file names are relative to
   */
  static List<ConfigFault> missing(Value.Struct document, Path directory) {
    NamedFiles files = new NamedFiles(directory);
    View root = new View(document, ConfigurationShape.ROOT);
    files.look(root, "certificate", "certificate");
    files.look(root.views("former-key-pairs"), "former-key-pairs", "certificate");
    files.look(root, "trust", "trust");
    files.look(root.inner("revocation"), "lists", "revocation.lists");
    files.look(root.views("peers"), "peers", "certificate");
    files.look(root.views("peers"), "peers", "former-certificates");
    files.look(root.inner("sakke"), "kms", "sakke.kms");
    return List.copyOf(files.missing);
  }

  private void look(List<View> views, String list, String name) {
    for (int i = 0; i < views.size(); i++) {
      look(views.get(i), name, list + "[" + i + "]." + name);
    }
  }

  private void look(View view, String name, String key) {
    for (Value.Scalar written : view.scalars(name)) {
      Path file = directory.resolve(written.text());
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        missing.add(
            ConfigFault.of(
                written.at(),
                key,
                written.describe() + ", where no file can be read",
                "a file that is there"));
      }
    }
  }
}

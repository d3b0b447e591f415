package org.mikeyhsm.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.cli.output.Table;
import org.mikeyhsm.cli.output.Table.Align;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.hsm.provisioning.StoredObject;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the keys and certificates of a token. */
@Command(
    name = "list",
    description = "Lists the keys and certificates of a token, and how well it keeps each.")
final class KeysListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TokenOption token;
  @Mixin private JsonOption json;

  KeysListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException {
    List<StoredObject> objects;
    try (TokenOption.Opened opened = token.open(console)) {
      objects = new StoredObjects(opened.token()).list();
    }
    Table table =
        new Table(0, Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT, Align.LEFT);
    table.row("LABEL", "ID", "KIND", "BITS", "CUSTODY", "USES");
    for (StoredObject object : objects) {
      table.row(
          Printable.line(object.label()),
          object.id().toHex(),
          kind(object),
          object.bits() == 0 ? "" : Integer.toString(object.bits()),
          custody(object),
          String.join(" ", object.uses()).toLowerCase(Locale.ROOT));
    }
    json.print(
        console,
        Map.of("objects", objects.stream().map(KeysListCommand::json).toList()),
        table.toString());
    return ExitCode.DONE.code();
  }

  private static String kind(StoredObject object) {
    String kind = object.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return object.keyType().isEmpty() ? kind : object.keyType() + " " + kind;
  }

  /** What its flags mean to its owner. */
  static String custody(StoredObject object) {
    if (object.kind() != StoredObject.Kind.SECRET_KEY
        && object.kind() != StoredObject.Kind.PRIVATE_KEY) {
      return "public";
    }
    StoredObject.Flags flags = object.flags();
    List<String> words = new ArrayList<>();
    words.add(flags.generatedHere() ? "generated here" : "imported");
    if (!flags.sensitive()) {
      words.add("READABLE");
    } else if (flags.extractable()) {
      words.add("shareable, not in use yet");
    } else if (!flags.neverExtractable()) {
      words.add("was extractable");
    } else {
      words.add("never extractable");
    }
    return String.join(", ", words);
  }

  static Map<String, Object> json(StoredObject object) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("label", object.label());
    map.put("id", object.id().toHex());
    map.put("kind", object.kind().name());
    if (!object.keyType().isEmpty()) {
      map.put("keyType", object.keyType());
    }
    map.put("bits", object.bits());
    map.put("sensitive", object.flags().sensitive());
    map.put("extractable", object.flags().extractable());
    map.put("neverExtractable", object.flags().neverExtractable());
    map.put("generatedHere", object.flags().generatedHere());
    map.put("uses", object.uses());
    return map;
  }
}

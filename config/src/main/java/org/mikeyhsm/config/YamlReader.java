package org.mikeyhsm.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads one YAML document and keeps the line of each value. */
final class YamlReader {
  /** More than any configuration; bounds what a hostile file can cost. */
  private static final int MOST_CHARACTERS = 1 << 20;

  private static final int MOST_DEPTH = 20;

  private final String source;

  private YamlReader(String source) {
    this.source = source;
  }

  /**
   * Reads a document.
   *
   * @param source what positions call the text
   * @throws ConfigException if it is no YAML, or not one mapping without anchors and repeated keys
   */
  static Value.Struct read(String source, String text) throws ConfigException {
    return new YamlReader(source).document(text);
  }

  private Value.Struct document(String text) throws ConfigException {
    if (text.length() > MOST_CHARACTERS) {
      throw fault(Position.of(source), "", "more than 1 MiB", "a configuration file");
    }
    Optional<Node> root;
    try {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(0);
      options.setNestingDepthLimit(MOST_DEPTH);
      // Composed only: no tag ever makes an object.
      Yaml yaml = new Yaml(new SafeConstructor(options));
      root = Optional.ofNullable(yaml.compose(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      throw fault(
          at(e.getProblemMark()),
          "",
          Optional.ofNullable(e.getProblem()).orElse("text that is no YAML"),
          "YAML");
    } catch (YAMLException e) {
      throw fault(Position.of(source), "", "text that is no YAML", "YAML");
    }
    if (root.isEmpty() || !(root.get() instanceof MappingNode)) {
      throw fault(new Position(source, 1), "", "no keys", "the keys of a configuration");
    }
    return (Value.Struct) value(root.get(), "");
  }

  private Value value(Node node, String path) throws ConfigException {
    Position at = at(node.getStartMark());
    if (node.getAnchor() != null) {
      throw fault(at, path, "an anchor", "each value written out");
    }
    if (node instanceof ScalarNode scalar) {
      return new Value.Scalar(scalar.getValue(), at);
    }
    if (node instanceof SequenceNode sequence) {
      List<Value> elements = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        elements.add(value(element, path + "[" + elements.size() + "]"));
      }
      return new Value.Items(elements, at);
    }
    Map<String, Value.Struct.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      Position keyAt = at(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw fault(keyAt, path, "a key that is no text", "a name");
      }
      String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      Value.Struct.Entry entry = new Value.Struct.Entry(keyAt, value(tuple.getValueNode(), inner));
      if (entries.put(key.getValue(), entry) != null) {
        throw fault(keyAt, inner, "the key a second time", "each key once");
      }
    }
    return new Value.Struct(entries, at);
  }

  private Position at(Mark mark) {
    return mark == null ? Position.of(source) : new Position(source, mark.getLine() + 1);
  }

  private static ConfigException fault(Position at, String key, String found, String allowed) {
    return new ConfigException(List.of(ConfigFault.of(at, key, found, allowed)));
  }
}

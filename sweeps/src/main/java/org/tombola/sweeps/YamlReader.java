package org.tombola.sweeps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 (core schema) into values that know their lines. */
final class YamlReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private final List<SweepProblem> problems;

  YamlReader(List<SweepProblem> problems) {
    this.problems = problems;
  }

  /** The document's value; null where it could not be read. */
  @Nullable Located read(String text) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setUseMarks(true).build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        problems.add(new SweepProblem(0, "", "", "the file is empty", null));
        return null;
      }
      return value("", root.get(), Collections.newSetFromMap(new IdentityHashMap<>()));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      String reason = Optional.ofNullable(e.getProblem()).orElse("it cannot be read");
      problems.add(new SweepProblem(line, "", "", "not YAML: " + reason, null));
    } catch (YamlEngineException e) {
      problems.add(new SweepProblem(0, "", "", "not YAML: " + e.getMessage(), null));
    }
    return null;
  }

  private Located value(String path, Node node, Set<Node> above) {
    int line = line(node);
    if (!above.add(node)) {
      problems.add(new SweepProblem(line, path, "", "a value cannot contain itself", null));
      return Located.scalar(line, NODES.nullNode());
    }
    Located value =
        switch (node.getNodeType()) {
          case MAPPING -> map(path, (MappingNode) node, above);
          case SEQUENCE -> list(path, (SequenceNode) node, above);
          default -> Located.scalar(line, scalar(path, (ScalarNode) node));
        };
    above.remove(node);
    return value;
  }

  private Located map(String path, MappingNode node, Set<Node> above) {
    Map<String, Located> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            new SweepProblem(line(tuple.getKeyNode()), path, "", "a key is one word", null));
        continue;
      }
      String name = key.getValue();
      String below = path.isEmpty() ? name : path + "." + name;
      Located value = value(below, tuple.getValueNode(), above).at(line(key));
      Located earlier = fields.putIfAbsent(name, value);
      if (earlier != null) {
        problems.add(value.problem(below, "already written in line " + earlier.line(), null));
      }
    }
    return Located.map(line(node), fields);
  }

  private Located list(String path, SequenceNode node, Set<Node> above) {
    List<Located> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      items.add(value(path + "[" + items.size() + "]", item, above));
    }
    return Located.list(line(node), items);
  }

  private JsonNode scalar(String path, ScalarNode node) {
    Tag tag = node.getTag();
    String text = node.getValue();
    try {
      if (tag.equals(Tag.INT)) {
        return NODES.numberNode(whole(text));
      }
      if (tag.equals(Tag.FLOAT)) {
        return text.toLowerCase(Locale.ROOT).matches("[-+]?\\.(inf|nan)")
            ? NODES.numberNode(
                text.endsWith("n") || text.endsWith("N") ? Double.NaN : Double.POSITIVE_INFINITY)
            : NODES.numberNode(new BigDecimal(text));
      }
    } catch (NumberFormatException e) {
      problems.add(new SweepProblem(line(node), path, text, "no number: " + text, null));
      return NODES.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return NODES.booleanNode(Boolean.parseBoolean(text));
    }
    return tag.equals(Tag.NULL) ? NODES.nullNode() : NODES.textNode(text);
  }

  private static BigInteger whole(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}

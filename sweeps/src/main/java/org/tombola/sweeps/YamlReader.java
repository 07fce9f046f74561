package org.tombola.sweeps;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 (core schema) into values that know their lines, within bounds: a file of a few
 * lines can spell out more values than any memory holds.
 */
final class YamlReader {
  /** Lists and maps within each other; reading them is a recursion. */
  private static final int DEEPEST = 50;

  /** Values of a file, those behind aliases counted as often as they are named. */
  private static final int MOST_VALUES = 20_000;

  private final List<SweepProblem> problems;
  private int values;

  YamlReader(List<SweepProblem> problems) {
    this.problems = problems;
  }

  /** One reason not to read on. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;

    Refused(int line, String reason) {
      super(reason, null, false, false);
      this.line = line;
    }
  }

  /** The document's value; null where it could not be read. */
  @Nullable Located read(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setUseMarks(true)
            // counted here, with their lines
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    try {
      bound(settings, text);
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        problems.add(new SweepProblem(0, "", "", "the file is empty", null));
        return null;
      }
      return value("", root.get(), Collections.newSetFromMap(new IdentityHashMap<>()));
    } catch (Refused e) {
      problem(e.line, String.valueOf(e.getMessage()));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(YamlReader::line).orElse(0);
      problem(line, "not YAML: " + Optional.ofNullable(e.getProblem()).orElse("it cannot be read"));
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      problem(
          1 + (int) before.chars().filter(c -> c == '\n').count(),
          "not YAML: it contains the control character "
              + String.format("U+%04X", e.getCodePoint()));
    } catch (YamlEngineException e) {
      problem(0, "not YAML: it cannot be read");
    }
    return null;
  }

  private void problem(int line, String message) {
    problems.add(new SweepProblem(line, "", "", message, null));
  }

  /** Events come one by one, however deep: what is made of them is not. */
  private static void bound(LoadSettings settings, String text) {
    int depth = 0;
    int events = 0;
    int documents = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      int line = event.getStartMark().map(YamlReader::line).orElse(0);
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        throw new Refused(line, "lists and maps can be nested at most %d deep".formatted(DEEPEST));
      }
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      if (++events > 2 * MOST_VALUES) {
        throw tooMany(line);
      }
      if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
        throw new Refused(line, "a second document begins, but a sweep file is one document");
      }
    }
  }

  private static Refused tooMany(int line) {
    return new Refused(
        line,
        "a file can have at most %,d values, including those behind aliases"
            .formatted(MOST_VALUES));
  }

  private Located value(String path, Node node, Set<Node> above) {
    int line = line(node);
    if (++values > MOST_VALUES) {
      throw tooMany(line);
    }
    if (!above.add(node)) {
      problems.add(new SweepProblem(line, path, "", "a value cannot contain itself", null));
      return Located.scalar(line, Scalar.NOTHING);
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
    tagged(path, node, Tag.MAP);
    Map<String, Located> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            new SweepProblem(line(tuple.getKeyNode()), path, "", "a key must be one word", null));
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
    tagged(path, node, Tag.SEQ);
    List<Located> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      items.add(value(path + "[" + items.size() + "]", item, above));
    }
    return Located.list(line(node), items);
  }

  private void tagged(String path, Node node, Tag known) {
    if (!node.getTag().equals(known)) {
      unknownTag(path, node);
    }
  }

  private void unknownTag(String path, Node node) {
    String tag = node.getTag().getValue().replace(Tag.PREFIX, "!!");
    String message = "a tag such as " + tag + " does not fit here";
    problems.add(new SweepProblem(line(node), path, "", message, null));
  }

  private JsonNode scalar(String path, ScalarNode node) {
    try {
      Optional<JsonNode> value = Scalar.of(node.getTag(), node.getValue());
      value.ifPresentOrElse(known -> {}, () -> unknownTag(path, node));
      return value.orElse(Scalar.NOTHING);
    } catch (NumberFormatException e) {
      String text = node.getValue();
      problems.add(new SweepProblem(line(node), path, text, String.valueOf(e.getMessage()), null));
      return Scalar.NOTHING;
    }
  }

  private static int line(Node node) {
    return node.getStartMark().map(YamlReader::line).orElse(0);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }
}

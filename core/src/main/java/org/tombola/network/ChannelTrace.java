package org.tombola.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tombola.network.Channels.Group;
import org.tombola.network.Channels.Reader;
import org.tombola.network.Channels.Use;
import org.tombola.network.Graph.Node;
import org.tombola.network.Operation.BatchNormalisation;
import org.tombola.network.Operation.Flatten;
import org.tombola.network.Operation.Unflatten;
import org.tombola.network.Operation.Weighted;

/**
 * Follows channels through a graph, from the layers that make them to those that read them. A sum
 * joins the channels it adds.
 */
final class ChannelTrace {
  /** Channels met so far; joined ones point on to those they have become. */
  private static final class Draft {
    private final int number;
    private final int size;
    private Use use = Use.FREE;
    private Draft joined = this;
    private final List<String> producers = new ArrayList<>();
    private final List<String> normalisations = new ArrayList<>();
    private final List<String> scales = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();

    Draft(int number, int size) {
      this.number = number;
      this.size = size;
    }

    Draft found() {
      Draft draft = this;
      while (draft.joined != draft) {
        draft = draft.joined;
      }
      return draft;
    }

    void fix() {
      found().use = Use.FIXED;
    }

    private void join(Draft other) {
      // the first met goes on, so that layers are told in their order
      boolean first = found().number <= other.found().number;
      Draft into = first ? found() : other.found();
      Draft from = first ? other.found() : found();
      if (into.size != from.size) {
        into.use = Use.FIXED;
        from.use = Use.FIXED;
        return;
      }
      if (into.use != Use.FIXED) {
        into.use = from.use == Use.FIXED ? Use.FIXED : Use.SUMMED;
      }
      if (into != from) {
        from.joined = into;
        into.producers.addAll(from.producers);
        into.normalisations.addAll(from.normalisations);
        into.scales.addAll(from.scales);
        into.readers.addAll(from.readers);
      }
    }
  }

  private final Graph graph;
  private final Map<String, Draft> made = new HashMap<>();
  private final List<Draft> drafts = new ArrayList<>();

  ChannelTrace(Graph graph) {
    this.graph = graph;
    output(graph.output()).fix();
  }

  Channels channels() {
    return new Channels(
        drafts.stream()
            .filter(draft -> draft.found() == draft && !draft.producers.isEmpty())
            .map(d -> new Group(d.size, d.use, d.producers, d.normalisations, d.scales, d.readers))
            .toList());
  }

  private Draft output(String name) {
    Draft known = made.get(name);
    if (known == null) {
      known = trace(name);
      made.put(name, known);
    }
    return known.found();
  }

  private Draft fresh(int size) {
    Draft draft = new Draft(drafts.size(), size);
    drafts.add(draft);
    return draft;
  }

  private Draft trace(String name) {
    return graph.node(name).map(this::trace).orElseGet(this::images);
  }

  /** Whoever reads the images keeps all its inputs. */
  private Draft images() {
    Draft images = fresh(1);
    images.fix();
    return images;
  }

  private Draft trace(Node node) {
    List<Draft> inputs = node.inputs().stream().map(this::output).toList();
    Draft input = inputs.get(0);
    Operation operation = node.operation();
    if (operation instanceof Weighted layer) {
      return weights(node, layer, input);
    }
    inputs.subList(1, inputs.size()).forEach(input::join);
    // numbers are only told apart from channels where weights read them
    if (operation instanceof Unflatten || flat(node.inputs().get(0))) {
      input.fix();
    }
    if (operation instanceof BatchNormalisation normalisation) {
      if (normalisation.frozen() || node.shape().get(0) != input.size) {
        input.fix();
      }
      input.normalisations.add(node.name());
      if (normalisation.affine()) {
        input.scales.add(node.name());
      }
    }
    return input;
  }

  private boolean flat(String name) {
    return graph.node(name).filter(node -> node.operation() instanceof Flatten).isPresent();
  }

  private Draft weights(Node node, Weighted layer, Draft input) {
    int read = graph.shape(node.inputs().get(0)).get(0);
    if (layer.frozen() || read % input.size != 0) {
      input.fix();
    }
    input.readers.add(new Reader(node.name(), Math.max(1, read / input.size)));
    Draft output = fresh(node.shape().get(0));
    output.producers.add(node.name());
    if (layer.frozen()) {
      output.fix();
    }
    return output;
  }
}

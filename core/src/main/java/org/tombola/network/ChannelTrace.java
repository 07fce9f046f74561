package org.tombola.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.tombola.network.Channels.Group;
import org.tombola.network.Channels.Reader;
import org.tombola.network.Channels.Use;

/**
 * Follows channels through a DL4J configuration, from the layers that make them to those that read
 * them. A sum joins the channels it adds.
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

  private final ComputationGraphConfiguration configuration;
  private final Map<String, Draft> made = new HashMap<>();
  private final List<Draft> drafts = new ArrayList<>();

  ChannelTrace(ComputationGraphConfiguration configuration) {
    this.configuration = configuration;
    configuration.getNetworkOutputs().forEach(name -> output(name).fix());
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

  private Draft fresh(long size) {
    Draft draft = new Draft(drafts.size(), (int) size);
    drafts.add(draft);
    return draft;
  }

  private Draft trace(String name) {
    GraphVertex vertex = configuration.getVertices().get(name);
    if (vertex == null) {
      // the images: whoever reads them keeps all its inputs
      Draft images = fresh(1);
      images.fix();
      return images;
    }
    List<Draft> inputs =
        Objects.requireNonNull(configuration.getVertexInputs().get(name)).stream()
            .map(this::output)
            .toList();
    Draft input = inputs.get(0);
    if (vertex instanceof LayerVertex layer) {
      return layer(name, layer, input);
    }
    if (vertex instanceof ElementWiseVertex) {
      inputs.subList(1, inputs.size()).forEach(input::join);
      return input;
    }
    throw Design.unsupported(name, vertex.getClass().getSimpleName());
  }

  private Draft layer(String name, LayerVertex vertex, Draft input) {
    Layer layer = vertex.getLayerConf().getLayer();
    if (layer instanceof FrozenLayer wrapper) {
      layer = wrapper.getLayer();
      input.fix();
    }
    boolean reads =
        layer instanceof ConvolutionLayer
            || layer instanceof DenseLayer
            || layer instanceof OutputLayer;
    if (reads && layer instanceof FeedForwardLayer weights) {
      return weights(name, vertex, weights, input);
    }
    // numbers are only told apart from channels where weights read them
    if (vertex.getPreProcessor() != null) {
      input.fix();
    }
    if (layer instanceof BatchNormalization normalisation) {
      if (normalisation.getNOut() != input.size) {
        input.fix();
      }
      input.normalisations.add(name);
      if (!normalisation.isLockGammaBeta()) {
        input.scales.add(name);
      }
    }
    return input;
  }

  private Draft weights(String name, LayerVertex vertex, FeedForwardLayer layer, Draft input) {
    if (vertex.getPreProcessor() instanceof FeedForwardToCnnPreProcessor
        || layer.getNIn() % input.size != 0) {
      input.fix();
    }
    input.readers.add(new Reader(name, (int) Math.max(1, layer.getNIn() / input.size)));
    Draft output = fresh(layer.getNOut());
    output.producers.add(name);
    if (vertex.getLayerConf().getLayer() instanceof FrozenLayer) {
      output.fix();
    }
    return output;
  }
}

package org.tombola.network;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.tombola.network.Channels.Group;
import org.tombola.network.Channels.Reader;
import org.tombola.network.Channels.Use;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/**
 * A smaller network that computes what another does: the channels that no weight reads are gone,
 * with their filters, biases and normalisation.
 *
 * <p>Only zeros count: a mask of whole channels shrinks its network by all of them, one of single
 * weights as far as it happens to cut channels off. Channels that only dropped ones read go too. A
 * layer keeps at least one channel.
 */
public final class Shrunk {
  private final Network network;
  private final ParameterLayout layout;
  private final float[] values;

  /** Channels left of what each layer makes or normalises. */
  private final Map<String, BitSet> made = new HashMap<>();

  /** Inputs left of what each layer reads. */
  private final Map<String, BitSet> read = new HashMap<>();

  /** Channels left of what each flattened layer reads. */
  private final Map<String, Integer> flattened = new HashMap<>();

  private Shrunk(Network network) {
    this.network = network;
    this.layout = network.layout();
    this.values = network.parameters();
    List<Group> groups = network.design().channels().groups();
    for (Group group : groups) {
      BitSet left = first(group.size());
      group.producers().forEach(name -> made.put(name, left));
      group.normalisations().forEach(name -> made.put(name, left));
    }
    drop(groups);
    for (Group group : groups) {
      BitSet left = left(group);
      for (Reader reader : group.readers()) {
        BitSet inputs = new BitSet();
        left.stream().forEach(c -> inputs.set(c * reader.width(), (c + 1) * reader.width()));
        read.put(reader.layer(), inputs);
        flattened.put(reader.layer(), left.cardinality());
      }
    }
  }

  /**
   * The smaller network, in arrays of its own; the caller closes it.
   *
   * @param network stays as it is
   */
  public static Network of(Network network) {
    Shrunk shrunk = new Shrunk(network);
    Design smaller = Design.of(shrunk.configuration(), network.design().images());
    return Network.of(smaller, shrunk.parameters(smaller.layout()));
  }

  private static BitSet first(int count) {
    BitSet all = new BitSet(count);
    all.set(0, count);
    return all;
  }

  private BitSet left(Group group) {
    return Objects.requireNonNull(made.get(group.producers().get(0)));
  }

  /** Drops what nobody reads, until that leaves nothing more unread. */
  private void drop(List<Group> groups) {
    boolean again = true;
    while (again) {
      again = false;
      for (Group group : groups) {
        BitSet left = left(group);
        for (int c = left.nextSetBit(0); c >= 0; c = left.nextSetBit(c + 1)) {
          if (group.use() != Use.FIXED && left.cardinality() > 1 && unread(group, c)) {
            left.clear(c);
            again = true;
          }
        }
      }
    }
  }

  private boolean unread(Group group, int channel) {
    return group.readers().stream().noneMatch(reader -> reads(reader, channel));
  }

  /** Whether a layer has weights other than 0 from a channel to one of those it has left. */
  private boolean reads(Reader reader, int channel) {
    Slice weights = layout.slice(reader.layer() + "/W");
    int from = channel * reader.width();
    return outputs(reader.layer(), weights.outputs()).stream()
        .anyMatch(
            output ->
                IntStream.range(from, from + reader.width())
                    .anyMatch(
                        input ->
                            IntStream.range(0, weights.taps())
                                .anyMatch(t -> values[weights.place(output, input, t)] != 0)));
  }

  private BitSet outputs(String layer, int count) {
    return made.getOrDefault(layer, first(count));
  }

  private BitSet inputs(String layer, int count) {
    return read.getOrDefault(layer, first(count));
  }

  private ComputationGraphConfiguration configuration() {
    ComputationGraphConfiguration smaller = network.design().configuration().clone();
    smaller
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer) {
                shrink(name, layer);
              }
            });
    return smaller;
  }

  private void shrink(String name, LayerVertex vertex) {
    BitSet outputs = made.get(name);
    if (outputs == null || !(vertex.getLayerConf().getLayer() instanceof FeedForwardLayer layer)) {
      return;
    }
    layer.setNOut(outputs.cardinality());
    BitSet inputs = read.get(name);
    if (layer instanceof BatchNormalization) {
      layer.setNIn(outputs.cardinality());
    } else if (inputs != null) {
      layer.setNIn(inputs.cardinality());
    }
    if (vertex.getPreProcessor() instanceof CnnToFeedForwardPreProcessor flat && inputs != null) {
      flat.setNumChannels(Objects.requireNonNull(flattened.get(name)));
    }
  }

  private float[] parameters(ParameterLayout smaller) {
    float[] flat = new float[smaller.length()];
    for (Slice slice : smaller.slices()) {
      Slice old = layout.slice(slice.name());
      String layer = slice.layer();
      if (slice.kind() == Kind.WEIGHT) {
        int[] outputs = outputs(layer, old.outputs()).stream().toArray();
        int[] inputs = inputs(layer, old.inputs()).stream().toArray();
        for (int o = 0; o < outputs.length; o++) {
          for (int i = 0; i < inputs.length; i++) {
            for (int t = 0; t < slice.taps(); t++) {
              flat[slice.place(o, i, t)] = values[old.place(outputs[o], inputs[i], t)];
            }
          }
        }
      } else {
        int[] channels = outputs(layer, old.length()).stream().toArray();
        for (int c = 0; c < channels.length; c++) {
          flat[slice.offset() + c] = values[old.offset() + channels[c]];
        }
      }
    }
    return flat;
  }
}

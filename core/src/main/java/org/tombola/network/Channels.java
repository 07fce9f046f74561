package org.tombola.network;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * Which layers of a network make its channels, and which read them. A number a dense layer makes is
 * a channel too; those of the images are nobody's.
 *
 * @param groups channels that come and go together, in the order the layers are met
 */
public record Channels(List<Group> groups) {

  /** What may become of a group's channels. */
  public enum Use {
    /** Each may be dropped by itself. */
    FREE,
    /** They are added to channels of other layers: those may only be dropped together. */
    SUMMED,
    /** They are logits, or a frozen layer's, or read as something else: none may be dropped. */
    FIXED
  }

  /**
   * Channels that come and go together.
   *
   * @param size how many there are
   * @param producers convolutions and dense layers that make them; several where they are added
   * @param normalisations batch normalisations on the way
   * @param scales those of them with a scale, gamma
   * @param readers convolutions and dense layers that read them
   */
  public record Group(
      int size,
      Use use,
      List<String> producers,
      List<String> normalisations,
      List<String> scales,
      List<Reader> readers) {
    /** Keeps its own copies. */
    public Group {
      producers = List.copyOf(producers);
      normalisations = List.copyOf(normalisations);
      scales = List.copyOf(scales);
      readers = List.copyOf(readers);
    }
  }

  /**
   * A layer that reads channels.
   *
   * @param layer its name
   * @param width inputs it has a channel, one after the other: a flattened map's height times its
   *     width, else 1
   */
  public record Reader(String layer, int width) {}

  /** Keeps its own copy. */
  public Channels {
    groups = List.copyOf(groups);
  }

  /**
   * Those of an architecture; no weights are made.
   *
   * @throws IllegalArgumentException if it cannot read such images
   */
  public static Channels of(
      Architecture architecture, ImageShape images, Normalisation normalisation, int classes) {
    return of(Dl4jLayers.graph(architecture.configuration(images, normalisation, classes), images));
  }

  static Channels of(Graph graph) {
    return new ChannelTrace(graph).channels();
  }

  /** The groups whose channels may be dropped one by one. */
  public List<Group> free() {
    return groups.stream().filter(group -> group.use() == Use.FREE).toList();
  }

  /** The groups that sums join. */
  public List<Group> summed() {
    return groups.stream().filter(group -> group.use() == Use.SUMMED).toList();
  }

  /**
   * The prunable places that are left where channels are dropped: a dropped channel loses its
   * filter and every weight that reads it, so that what batch normalisation adds to it reaches
   * nobody.
   *
   * @param layout of the network
   * @param kept channels of each {@link #free} group
   */
  public BitSet places(ParameterLayout layout, List<BitSet> kept) {
    BitSet places = new BitSet(layout.length());
    layout.prunable().forEach(s -> places.set(s.offset(), s.offset() + s.length()));
    List<Group> free = free();
    for (int g = 0; g < free.size(); g++) {
      Group group = free.get(g);
      for (int c = kept.get(g).nextClearBit(0);
          c < group.size();
          c = kept.get(g).nextClearBit(c + 1)) {
        eachPlace(group, c, layout, places::clear);
      }
    }
    return places;
  }

  /**
   * The channels of each {@link #free} group that are left: those with a place of their filters, or
   * of the weights that read them.
   *
   * @param layout of the network
   * @param places kept, prunable ones
   */
  public List<BitSet> kept(ParameterLayout layout, BitSet places) {
    return free().stream()
        .map(
            group -> {
              BitSet kept = new BitSet(group.size());
              for (int c = 0; c < group.size(); c++) {
                kept.set(c, left(group, c, layout, places));
              }
              return kept;
            })
        .toList();
  }

  private static boolean left(Group group, int channel, ParameterLayout layout, BitSet places) {
    boolean[] any = {false};
    eachPlace(group, channel, layout, place -> any[0] |= places.get(place));
    return any[0];
  }

  /** The places of a channel's filters, and of the weights that read it. */
  private static void eachPlace(
      Group group, int channel, ParameterLayout layout, IntConsumer seen) {
    for (String producer : group.producers()) {
      Slice weights = layout.slice(producer + "/W");
      for (int i = 0; i < weights.inputs(); i++) {
        eachTap(weights, channel, i, seen);
      }
    }
    for (Reader reader : group.readers()) {
      Slice weights = layout.slice(reader.layer() + "/W");
      for (int o = 0; o < weights.outputs(); o++) {
        for (int i = channel * reader.width(); i < (channel + 1) * reader.width(); i++) {
          eachTap(weights, o, i, seen);
        }
      }
    }
  }

  private static void eachTap(Slice weights, int output, int input, IntConsumer seen) {
    for (int t = 0; t < weights.taps(); t++) {
      seen.accept(weights.place(output, input, t));
    }
  }
}

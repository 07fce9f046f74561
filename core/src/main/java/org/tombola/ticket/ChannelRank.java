package org.tombola.ticket;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.tombola.network.Channels.Group;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.TopK;

/**
 * Ranks channels by scores, one array a group. Of n channels exactly round((1 - rate) n) are kept,
 * but at least one of each group, so that no network is cut off; of equal scores the first wins.
 */
final class ChannelRank {
  private ChannelRank() {}

  /** The l1 norm of each channel's filters. */
  static List<float[]> filterNorms(List<Group> groups, ParameterLayout layout, float[] parameters) {
    return scores(
        groups,
        Group::producers,
        (layer, channel) -> {
          Slice weights = layout.slice(layer + "/W");
          double sum = 0;
          for (int i = 0; i < weights.inputs(); i++) {
            for (int t = 0; t < weights.taps(); t++) {
              sum += Math.abs(parameters[weights.place(channel, i, t)]);
            }
          }
          return sum;
        });
  }

  /** The magnitude of each channel's scale in batch normalisation. */
  static List<float[]> scales(List<Group> groups, ParameterLayout layout, float[] parameters) {
    return scores(
        groups,
        Group::scales,
        (layer, channel) ->
            Math.abs(parameters[layout.slice(layer + "/gamma").offset() + channel]));
  }

  private interface Score {
    double of(String layer, int channel);
  }

  private static List<float[]> scores(
      List<Group> groups, java.util.function.Function<Group, List<String>> layers, Score score) {
    List<float[]> scores = new ArrayList<>();
    for (Group group : groups) {
      float[] own = new float[group.size()];
      for (int c = 0; c < own.length; c++) {
        int channel = c;
        own[c] = (float) layers.apply(group).stream().mapToDouble(l -> score.of(l, channel)).sum();
      }
      scores.add(own);
    }
    return scores;
  }

  /** All channels of each group. */
  static List<BitSet> all(List<Group> groups) {
    return groups.stream()
        .map(
            group -> {
              BitSet all = new BitSet(group.size());
              all.set(0, group.size());
              return all;
            })
        .toList();
  }

  /**
   * The highest of each group.
   *
   * @param among the candidates
   * @param rate fraction of a group's channels that are dropped, earlier ones included
   */
  static List<BitSet> perGroup(List<float[]> scores, List<BitSet> among, double rate) {
    return IntStream.range(0, scores.size())
        .mapToObj(
            g -> {
              int count = (int) Math.round((1 - rate) * scores.get(g).length);
              return TopK.largest(scores.get(g), among.get(g), Math.max(1, count));
            })
        .toList();
  }

  /**
   * The highest of all groups together.
   *
   * @param among the candidates, at least one a group
   * @param rate fraction of all channels that are dropped, earlier ones included
   */
  static List<BitSet> overall(List<float[]> scores, List<BitSet> among, double rate) {
    int total = scores.stream().mapToInt(own -> own.length).sum();
    float[] pooled = new float[total];
    BitSet kept = new BitSet(total);
    BitSet others = new BitSet(total);
    int first = 0;
    for (int g = 0; g < scores.size(); g++) {
      int offset = first;
      System.arraycopy(scores.get(g), 0, pooled, offset, scores.get(g).length);
      among.get(g).stream().forEach(c -> others.set(offset + c));
      kept.set(offset + TopK.largest(scores.get(g), among.get(g), 1).nextSetBit(0));
      first += scores.get(g).length;
    }
    others.andNot(kept);
    int wanted = (int) Math.round((1 - rate) * total) - kept.cardinality();
    kept.or(TopK.largest(pooled, others, Math.max(0, wanted)));
    List<BitSet> groups = new ArrayList<>();
    first = 0;
    for (float[] own : scores) {
      groups.add(kept.get(first, first + own.length));
      first += own.length;
    }
    return groups;
  }
}

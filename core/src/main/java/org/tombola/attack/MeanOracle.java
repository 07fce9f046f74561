package org.tombola.attack;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.tensor.Logits;

/**
 * Losses and gradients averaged over networks.
 *
 * @param networks asked one after the other
 * @param draws networks drawn for each image and look; 0 is every one of them once
 */
record MeanOracle(List<Supplier<Network>> networks, int draws) implements Oracle {
  MeanOracle {
    networks = List.copyOf(networks);
  }

  @Override
  public Response at(Points points, Goal goal, Want want, Key key) {
    int count = points.count();
    int[][] times = draws == 0 ? once(count) : drawn(points, key);
    double of = draws == 0 ? networks.size() : draws;
    double[] loss = new double[count];
    boolean[] right = new boolean[count];
    // drawn networks say nothing about the others
    Arrays.fill(right, draws > 0);
    float[] gradient = want == Want.GRADIENT ? new float[points.images().pixels().length] : null;
    double[] logits = new double[0];
    for (int n = 0; n < networks.size(); n++) {
      int[] own = times[n];
      int[] asked = IntStream.range(0, count).filter(i -> own[i] > 0).toArray();
      if (asked.length == 0) {
        continue;
      }
      Points some = points.of(asked);
      Response look = new NetworkResponse(networks.get(n).get(), some, goal);
      int classes = look.logits().classes();
      logits = logits.length == 0 ? new double[count * classes] : logits;
      for (int j = 0; j < asked.length; j++) {
        loss[asked[j]] += own[asked[j]] * look.loss()[j] / of;
        right[asked[j]] |= look.right()[j];
        for (int c = 0; c < classes; c++) {
          logits[asked[j] * classes + c] += own[asked[j]] * look.logits().at(j, c) / of;
        }
      }
      if (gradient != null) {
        add(look.gradient(), asked, own, of, gradient);
      }
    }
    return new Mean(loss, right, new Logits(logits, logits.length / count), gradient);
  }

  /** Adds rows of one network's gradient to those of the mean. */
  private static void add(float[] one, int[] asked, int[] times, double of, float[] sum) {
    int size = one.length / asked.length;
    for (int j = 0; j < asked.length; j++) {
      float share = (float) (times[asked[j]] / of);
      for (int p = 0; p < size; p++) {
        sum[asked[j] * size + p] += one[j * size + p] * share;
      }
    }
  }

  private int[][] once(int count) {
    int[][] times = new int[networks.size()][count];
    Arrays.stream(times).forEach(each -> Arrays.fill(each, 1));
    return times;
  }

  private int[][] drawn(Points points, Key key) {
    int[][] times = new int[networks.size()][points.count()];
    for (int i = 0; i < points.count(); i++) {
      Key look = key.child("look", points.looks()[i]);
      SplittableRandom stream = look.child("example", points.ids()[i]).stream();
      for (int draw = 0; draw < draws; draw++) {
        times[stream.nextInt(networks.size())][i]++;
      }
    }
    return times;
  }

  private record Mean(double[] loss, boolean[] right, Logits logits, float @Nullable [] sum)
      implements Response {
    @Override
    public float[] gradient() {
      if (sum == null) {
        throw new IllegalStateException("Cannot give a gradient: only the loss was wanted");
      }
      return sum;
    }
  }
}

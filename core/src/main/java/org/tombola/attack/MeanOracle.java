package org.tombola.attack;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Network;
import org.tombola.random.Key;

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
  public Look at(Attack.Targets points, Want want, Key key) {
    int count = points.count();
    int[][] times = draws == 0 ? once(count) : drawn(points.ids(), key);
    double of = draws == 0 ? networks.size() : draws;
    double[] loss = new double[count];
    boolean[] right = new boolean[count];
    // drawn networks say nothing about the others
    Arrays.fill(right, draws > 0);
    INDArray gradient = want == Want.GRADIENT ? points.images().like() : null;
    for (int n = 0; n < networks.size(); n++) {
      int[] own = times[n];
      int[] asked = IntStream.range(0, count).filter(i -> own[i] > 0).toArray();
      if (asked.length == 0) {
        continue;
      }
      Attack.Targets some = points.of(asked);
      try (INDArray images = some.images();
          Look look = new OneLook(networks.get(n).get(), some)) {
        for (int j = 0; j < asked.length; j++) {
          loss[asked[j]] += own[asked[j]] * look.loss()[j] / of;
          right[asked[j]] |= look.right()[j];
        }
        if (gradient != null) {
          add(look.gradient(), asked, own, of, gradient);
        }
      }
    }
    return new Mean(loss, right, gradient);
  }

  /** Adds rows of one network's gradient to those of the mean. */
  private static void add(INDArray one, int[] asked, int[] times, double of, INDArray sum) {
    INDArray from = one.reshape(asked.length, -1);
    INDArray to = sum.reshape(times.length, -1);
    for (int j = 0; j < asked.length; j++) {
      try (INDArray part = from.getRow(j).mul(times[asked[j]] / of)) {
        to.getRow(asked[j]).addi(part);
      }
    }
  }

  private int[][] once(int count) {
    int[][] times = new int[networks.size()][count];
    Arrays.stream(times).forEach(each -> Arrays.fill(each, 1));
    return times;
  }

  private int[][] drawn(int[] ids, Key key) {
    int[][] times = new int[networks.size()][ids.length];
    for (int i = 0; i < ids.length; i++) {
      SplittableRandom stream = key.child("example", ids[i]).stream();
      for (int draw = 0; draw < draws; draw++) {
        times[stream.nextInt(networks.size())][i]++;
      }
    }
    return times;
  }

  private record Mean(double[] loss, boolean[] right, @Nullable INDArray sum) implements Look {
    @Override
    public INDArray gradient() {
      if (sum == null) {
        throw new IllegalStateException("Cannot give a gradient: only the loss was wanted");
      }
      return sum;
    }

    @Override
    public void close() {
      if (sum != null) {
        sum.close();
      }
    }
  }
}

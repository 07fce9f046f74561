package org.tombola.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tombola.attack.Attack;
import org.tombola.attack.Goal;
import org.tombola.attack.Oracle;
import org.tombola.attack.Pgd;
import org.tombola.data.ImageData;
import org.tombola.measure.Evaluation;
import org.tombola.network.Architecture;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.network.PreActResNet18;
import org.tombola.network.SmallCnn;
import org.tombola.objective.Loss;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Normalisation;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;

/**
 * How much of an evaluation's time is not the network's: PGD that breaks no image, so every batch
 * is full to the last step. Prints, for SmallCnn of width 16 (28x28x1, batch 128, 20 steps) and
 * PreActResNet18 (32x32x3, batch 32, 3 steps), the seconds of an evaluation and the share of them
 * outside of forward passes and input gradients. Tells the truth with one native thread only, whose
 * processor time it takes.
 */
public final class AttackBench {
  private static final int CLASSES = 10;
  private static final int RUNS = 3;
  private static final Key KEY = Key.ofSeed(0);

  private AttackBench() {}

  /** No arguments. */
  public static void main(String[] arguments) {
    measure("SmallCnn", new SmallCnn(16), new ImageShape(1, 28, 28), 128, 8, 20);
    measure("PreActResNet18", new PreActResNet18(), new ImageShape(3, 32, 32), 32, 1, 3);
  }

  /** Processor time of this thread, which other work on the machine does not stretch. */
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void measure(
      String name, Architecture architecture, ImageShape shape, int batch, int batches, int steps) {
    List<Double> half = shape.channels() == 1 ? List.of(0.5) : List.of(0.5, 0.5, 0.5);
    try (Network network =
        Network.of(architecture, shape, new Normalisation(half, half), CLASSES, KEY)) {
      ImageData images = asPredicted(network, shape, batch, batches);
      // so small a ball that no image leaves its class
      Attack attack = new Pgd(Norm.LINF, Epsilon.parse("1e-7"), Epsilon.parse("1e-8"), steps, 1);
      for (int run = 0; run <= RUNS; run++) {
        Clock clock = new Clock(network);
        long start = now();
        int[] places = IntStream.range(0, images.count()).toArray();
        int right =
            new Evaluation(attack, batch)
                .judge(network, clock, images, places, KEY, Evaluation.Observer.NOBODY)
                .counts()
                .robust();
        double all = (now() - start) / 1e9;
        double inside = clock.network / 1e9;
        // the pass over the images as they are does not go through the oracle
        double clean = clock.forward / 1e9 / (steps + 1);
        System.out.printf(
            Locale.ROOT,
            "%s, PGD-%d, batch %d, %s: %d of %d stand, %.3f s, outside the network %.1f %%%n",
            name,
            steps,
            batch,
            run == 0 ? "warming up" : "run " + run,
            right,
            images.count(),
            all,
            100 * (1 - (inside + clean) / all));
      }
    }
  }

  /** Drawn images, each with the class the network sees in it. */
  private static ImageData asPredicted(Network network, ImageShape shape, int batch, int batches) {
    byte[] pixels = new byte[batch * batches * shape.size()];
    KEY.child("pixels").stream().nextBytes(pixels);
    ImageData drawn = new ImageData(shape, CLASSES, pixels, new int[batch * batches]);
    int[] labels = new int[drawn.count()];
    for (int first = 0; first < labels.length; first += batch) {
      int[] places = IntStream.range(first, first + batch).toArray();
      Logits logits = network.forward(drawn.batch(places), Mode.EVAL).logits();
      for (int i = 0; i < batch; i++) {
        labels[first + i] = logits.predicted(i);
      }
    }
    return new ImageData(shape, CLASSES, pixels, labels);
  }

  /** Asks one network and times what it does. */
  private static final class Clock implements Oracle {
    private final Network asked;
    private long network;
    private long forward;

    Clock(Network asked) {
      this.asked = asked;
    }

    @Override
    public Response at(Points points, Goal goal, Want want, Key key) {
      long start = now();
      Pass pass = asked.forward(points.images(), Mode.EVAL);
      long took = now() - start;
      forward += took;
      network += took;
      return new Timed(pass, points, goal);
    }

    private final class Timed implements Response {
      private final Pass pass;
      private final Points points;
      private final Logits logits;
      private final Loss loss;

      Timed(Pass pass, Points points, Goal goal) {
        this.pass = pass;
        this.points = points;
        logits = pass.logits();
        loss = goal.at(logits, points.labels(), points.aims());
      }

      @Override
      public double[] loss() {
        return loss.values();
      }

      @Override
      public boolean[] right() {
        boolean[] right = new boolean[points.count()];
        for (int i = 0; i < right.length; i++) {
          right[i] = logits.right(i, points.labels()[i]);
        }
        return right;
      }

      @Override
      public Logits logits() {
        return logits;
      }

      @Override
      public float[] gradient() {
        float[] cotangent = loss.cotangent();
        long start = now();
        float[] gradient = pass.inputGradient(cotangent);
        network += now() - start;
        return gradient;
      }
    }
  }
}

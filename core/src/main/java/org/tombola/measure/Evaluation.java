package org.tombola.measure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack;
import org.tombola.attack.Attack.Targets;
import org.tombola.data.ImageData;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Logits;
import org.tombola.objective.Loss;
import org.tombola.random.Key;

/**
 * Standard and robust accuracy of a network, in evaluation mode, on images as they are.
 *
 * <p>Only images the network has right are attacked, gathered into full batches; the noise hangs
 * off each image's place, so nothing depends on how they are batched beyond rounding.
 *
 * @param attack of the robust accuracy
 * @param batch images a pass
 */
public record Evaluation(Attack attack, int batch) {

  /** Passes an evaluation takes at most: fewer, where images are not right or soon broken. */
  public Passes passes(int images) {
    return attack.passes().plus(new Passes(1, 0, 0)).times(images);
  }

  /**
   * Counts right answers.
   *
   * @param count images looked at, the first of the split; 0 is all
   * @param key of the attack's noise
   */
  public Counts of(Network network, ImageData images, int count, Key key) {
    return of(network, images, count, key, () -> {});
  }

  /**
   * Counts right answers.
   *
   * @param count images looked at, the first of the split; 0 is all
   * @param key of the attack's noise
   * @param stepped told after every batch
   */
  public Counts of(Network network, ImageData images, int count, Key key, Runnable stepped) {
    int looked = count == 0 ? images.count() : Math.min(count, images.count());
    boolean[] right = new boolean[looked];
    double[] loss = new double[looked];
    int[] all = IntStream.range(0, looked).toArray();
    inBatches(all, stepped, places -> standard(network, images, places, right, loss));
    double standardLoss = Arrays.stream(loss).average().orElseThrow();
    boolean[] broken = new boolean[looked];
    int[] standing = Arrays.stream(all).filter(i -> right[i]).toArray();
    inBatches(
        standing,
        stepped,
        places -> {
          try (INDArray batchImages = Images.of(images, places)) {
            Targets targets = new Targets(batchImages, images.labelsOf(places), places);
            Attack.Outcome outcome = attack.attack(network, targets, key);
            for (int j = 0; j < places.length; j++) {
              broken[places[j]] = outcome.broken()[j];
              loss[places[j]] = outcome.loss()[j];
            }
          }
        });
    int robust = (int) Arrays.stream(standing).filter(i -> !broken[i]).count();
    return new Counts(
        looked, standing.length, robust, standardLoss, Arrays.stream(loss).average().orElseThrow());
  }

  private static void standard(
      Network network, ImageData images, int[] places, boolean[] right, double[] loss) {
    try (INDArray batchImages = Images.of(images, places)) {
      Logits logits = Logits.of(network.forward(batchImages, Mode.EVAL).logits());
      int[] labels = images.labelsOf(places);
      Loss values = new CrossEntropy().at(logits, labels);
      for (int j = 0; j < places.length; j++) {
        right[places[j]] = logits.right(j, labels[j]);
        loss[places[j]] = values.values()[j];
      }
    }
  }

  private void inBatches(int[] places, Runnable stepped, java.util.function.Consumer<int[]> use) {
    for (int first = 0; first < places.length; first += batch) {
      use.accept(Arrays.copyOfRange(places, first, Math.min(first + batch, places.length)));
      stepped.run();
    }
  }
}

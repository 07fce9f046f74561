package org.tombola.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.AttackLoop;
import org.tombola.attack.Oracle;
import org.tombola.attack.Round;
import org.tombola.attack.Round.Subject;
import org.tombola.data.ImageData;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.Logits;

/**
 * Standard and robust accuracy of a network, in evaluation mode, on images as they are.
 *
 * <p>Only images the network has right are attacked, round by round, gathered into full batches;
 * the noise hangs off each image's place, so nothing depends on how they are batched beyond
 * rounding.
 *
 * @param attack of the robust accuracy
 * @param batch images a pass
 */
public record Evaluation(Attack attack, int batch) {
  /**
   * Batches of images that go through a round together: enough to fill up batches with while some
   * images break early. Between two of these groups an evaluation can be saved, and composed as
   * they are it goes on to the same bits.
   */
  private static final int GROUP = 4;

  /** Images of a split to be attacked, by their places there. */
  public static Targets targets(ImageData images, int[] places) {
    return new Targets(images.batch(places), images.labelsOf(places), places);
  }

  /** Told how far an evaluation is. */
  public interface Observer {
    /** Nobody looks. */
    Observer NOBODY = () -> {};

    /** A batch was looked at; called often. */
    void stepped();

    /** All that is known so far may be saved now. */
    default void safe(Judged judged) {}

    /** Where an earlier attempt was: {@link Judged#state}; empty to begin anew. */
    default Map<String, float[]> saved() {
      return Map.of();
    }
  }

  /** Passes an evaluation takes at most: fewer, where images are not right or soon broken. */
  public Passes passes(int images) {
    return attack.passes().plus(new Passes(1, 0, 0)).times(images);
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
    int[] places = IntStream.range(0, looked).toArray();
    Oracle oracle = Oracle.of(() -> network);
    return judge(network, oracle, images, places, key, stepped::run).counts();
  }

  /**
   * Judges images one by one.
   *
   * @param oracle the network as the attack asks it, with the twins the attack wants
   * @param places of the images in their split
   * @param key of the attack's noise
   * @throws IllegalStateException if what was saved is of other images
   */
  public Judged judge(
      Network network, Oracle oracle, ImageData images, int[] places, Key key, Observer progress) {
    List<Round> rounds = attack.rounds();
    Judged judged = new Judged(rounds);
    boolean ranked = rounds.stream().anyMatch(round -> round.rank() > 0);
    double[][] logits = new double[ranked ? places.length : 0][];
    for (int first = 0; first < places.length; first += batch) {
      int[] some = Arrays.copyOfRange(places, first, Math.min(first + batch, places.length));
      Logits said = network.forward(images.batch(some), Mode.EVAL).logits();
      judged.clean(some, images.labelsOf(some), said);
      for (int j = 0; ranked && j < some.length; j++) {
        logits[first + j] = said.of(j);
      }
      progress.stepped();
    }
    Map<String, float[]> saved = progress.saved();
    if (!saved.isEmpty()) {
      judged.take(saved);
    }
    for (int round = judged.round(); round < rounds.size(); round++) {
      AttackLoop loop = new AttackLoop(oracle, attack.threat(), rounds.get(round), key);
      int[] standing = judged.standing(round);
      for (int first = judged.next(); first < standing.length; first += GROUP * batch) {
        int last = Math.min(first + GROUP * batch, standing.length);
        judged.now(round, first);
        loop.run(
            Arrays.copyOfRange(standing, first, last),
            batch,
            row -> subject(images, places[row], ranked ? logits[row] : null),
            judged::found,
            progress::stepped);
        judged.now(round, last);
        progress.safe(judged);
      }
      judged.now(round + 1, 0);
    }
    return judged;
  }

  private static Subject subject(ImageData images, int place, double @Nullable [] logits) {
    float[] clean = new float[images.shape().size()];
    images.write(place, clean, 0);
    return new Subject(images.shape(), clean, images.labels()[place], place, logits);
  }
}

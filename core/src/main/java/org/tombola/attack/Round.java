package org.tombola.attack;

import org.jspecify.annotations.Nullable;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Logits;
import org.tombola.threat.Ball;

/**
 * One run over all images that stand: a part of an attack, a restart of it, a class to drive to.
 *
 * @param name of the part, as in apgd-ce
 * @param gradients whether it follows any: black-box attacks do not
 * @param anywhere whether points outside the ball may be looked at; they never count
 * @param rank the class aimed at, by the image's own logits, from 2 for the second largest; 0 for
 *     none
 * @param restart from 0
 * @param goal climbed
 * @param starter of a search on each image
 */
public record Round(
    String name,
    boolean gradients,
    boolean anywhere,
    int rank,
    int restart,
    Goal goal,
    Starter starter) {

  /** Begins a search on an image. */
  @FunctionalInterface
  public interface Starter {
    /**
     * Begins.
     *
     * @param own key of the image's draws in this round
     */
    Search on(Ball ball, Subject subject, Key own);
  }

  /**
   * An image attacked.
   *
   * @param shape of the image
   * @param clean its pixels, [channels, height, width] flat
   * @param label its class
   * @param id its place in its split
   * @param logits the network's on it; null where no round asks for them
   */
  public record Subject(
      ImageShape shape, float[] clean, int label, int id, double @Nullable [] logits) {

    /** The class of a rank by the logits, from 1 for the largest. */
    int ranked(int rank) {
      if (logits == null) {
        throw new IllegalStateException("Cannot rank the classes of an image: no logits were seen");
      }
      return new Logits(logits, logits.length).ranked(0)[rank - 1];
    }
  }

  /** A round that follows gradients, without a class to drive to. */
  static Round following(String name, int restart, Goal goal, Starter starter) {
    return new Round(name, true, false, 0, restart, goal, starter);
  }

  /** Root of its draws. */
  Key key(Key attack) {
    Key aimed = rank == 0 ? attack : attack.child("rank", rank);
    return aimed.child("restart", restart);
  }
}

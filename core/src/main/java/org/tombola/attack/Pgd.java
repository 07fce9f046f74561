package org.tombola.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;

/**
 * Projected gradient descent on cross-entropy from a random start (Madry et al. 2018, arXiv
 * 1706.06083, section 2).
 *
 * <p>When training it makes exactly {@code steps} gradient evaluations and returns the last point.
 * When judging, an image counts as broken if any point of any restart is misclassified, the start
 * included, which is at least as strict as the papers' last point; it misleads where gradients are
 * masked.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations
 * @param restarts independent random starts
 */
@Card("projected gradient descent on cross-entropy, random start (Madry et al. 2018)")
public record Pgd(Norm norm, Epsilon epsilon, Epsilon step, int steps, int restarts)
    implements Attack {
  /** Survivors are gathered anew once this share of the batch is broken. */
  private static final double GATHER = 0.25;

  /** PGD-20, 8/255, step 2/255: the evaluation of Sparsity Winning Twice. */
  public Pgd() {
    this(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 20, 1);
  }

  /** Checks the numbers. */
  public Pgd {
    ThreatModel unused = new ThreatModel(norm, epsilon);
    if (steps < 1) {
      throw new IllegalArgumentException("steps is a number of at least 1, not " + steps);
    }
    if (restarts < 1) {
      throw new IllegalArgumentException("restarts is a number of at least 1, not " + restarts);
    }
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public Passes passes() {
    return new Passes(steps + 1, steps, 0).times(restarts);
  }

  @Override
  public INDArray perturb(Network network, Targets targets, Mode mode, Key key) {
    return new Ascent(threat(), step, steps, Ascent.Start.UNIFORM)
        .climb(
            network, targets, mode, key, logits -> new CrossEntropy().at(logits, targets.labels()));
  }

  @Override
  public Crafted craft(Oracle oracle, Targets targets, Key key) {
    Outcome outcome = new Outcome(new boolean[targets.count()], new double[targets.count()]);
    INDArray found = targets.images().dup('c');
    int[] standing = IntStream.range(0, targets.count()).toArray();
    for (int r = 0; r < restarts && standing.length > 0; r++) {
      restart(oracle, targets, standing, key.child("restart", r), outcome, found);
      standing = Arrays.stream(standing).filter(i -> !outcome.broken()[i]).toArray();
    }
    return new Crafted(found, outcome);
  }

  private void restart(
      Oracle oracle, Targets targets, int[] first, Key key, Outcome outcome, INDArray found) {
    int[] standing = first;
    INDArray images = Ball.rows(targets.images(), standing);
    Ball ball = new Ball(threat(), images);
    INDArray point = ball.random(Targets.pick(targets.ids(), standing), key);
    for (int i = 0; i <= steps; i++) {
      boolean last = i == steps;
      Targets points =
          new Targets(
              point,
              Targets.pick(targets.labels(), standing),
              Targets.pick(targets.ids(), standing));
      try (Oracle.Look look =
          oracle.at(points, last ? Oracle.Want.LOSS : Oracle.Want.GRADIENT, key.child("look", i))) {
        judge(look, standing, last, outcome, point, found);
        if (last || keep(standing, outcome).length == 0) {
          break;
        }
        ball.step(point, look.gradient(), step.value());
      }
      int[] left = keep(standing, outcome);
      if (left.length <= (1 - GATHER) * standing.length) {
        INDArray fewer = Ball.rows(point, left);
        point.close();
        point = fewer;
        ball.close();
        images.close();
        standing = Targets.pick(standing, left);
        images = Ball.rows(targets.images(), standing);
        ball = new Ball(threat(), images);
      }
    }
    point.close();
    ball.close();
    images.close();
  }

  /** Notes the loss and the point of images that stood so far. */
  private static void judge(
      Oracle.Look look,
      int[] standing,
      boolean last,
      Outcome outcome,
      INDArray point,
      INDArray found) {
    for (int j = 0; j < standing.length; j++) {
      int image = standing[j];
      if (!outcome.broken()[image]) {
        outcome.loss()[image] = look.loss()[j];
        outcome.broken()[image] = !look.right()[j];
        if (last || outcome.broken()[image]) {
          Ball.copy(point, j, found, image);
        }
      }
    }
  }

  /** Places among {@code standing} that are not broken. */
  private static int[] keep(int[] standing, Outcome outcome) {
    return IntStream.range(0, standing.length)
        .filter(j -> !outcome.broken()[standing[j]])
        .toArray();
  }
}

package org.tombola.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Logits;
import org.tombola.objective.Loss;
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
  public Outcome attack(Network network, Targets targets, Key key) {
    Outcome outcome = new Outcome(new boolean[targets.count()], new double[targets.count()]);
    int[] standing = IntStream.range(0, targets.count()).toArray();
    for (int r = 0; r < restarts && standing.length > 0; r++) {
      restart(network, targets, standing, key.child("restart", r), outcome);
      standing = Arrays.stream(standing).filter(i -> !outcome.broken()[i]).toArray();
    }
    return outcome;
  }

  private void restart(Network network, Targets targets, int[] first, Key key, Outcome outcome) {
    int[] standing = first;
    INDArray images = Ball.rows(targets.images(), standing);
    Ball ball = new Ball(threat(), images);
    INDArray point = ball.random(pick(targets.ids(), standing), key);
    for (int i = 0; i <= steps; i++) {
      Pass pass = network.forward(point, Mode.EVAL);
      int[] labels = pick(targets.labels(), standing);
      Loss loss = judge(pass, standing, labels, outcome);
      int[] left = keep(standing, outcome);
      if (i == steps || left.length == 0) {
        break;
      }
      try (INDArray cotangent = loss.cotangent()) {
        ball.step(point, pass.inputGradient(cotangent), step.value());
      }
      if (left.length <= (1 - GATHER) * standing.length) {
        INDArray fewer = Ball.rows(point, left);
        point.close();
        point = fewer;
        ball.close();
        images.close();
        standing = pick(standing, left);
        images = Ball.rows(targets.images(), standing);
        ball = new Ball(threat(), images);
      }
    }
    point.close();
    ball.close();
    images.close();
  }

  private static Loss judge(Pass pass, int[] standing, int[] labels, Outcome outcome) {
    Logits logits = Logits.of(pass.logits());
    Loss loss = new CrossEntropy().at(logits, labels);
    for (int j = 0; j < standing.length; j++) {
      if (!outcome.broken()[standing[j]]) {
        outcome.loss()[standing[j]] = loss.values()[j];
        outcome.broken()[standing[j]] = !logits.right(j, labels[j]);
      }
    }
    return loss;
  }

  /** Places among {@code standing} that are not broken. */
  private static int[] keep(int[] standing, Outcome outcome) {
    return IntStream.range(0, standing.length)
        .filter(j -> !outcome.broken()[standing[j]])
        .toArray();
  }

  private static int[] pick(int[] values, int[] places) {
    return Arrays.stream(places).map(i -> values[i]).toArray();
  }
}

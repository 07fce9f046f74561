package org.tombola.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;

/**
 * One gradient step of full length from the image itself (Goodfellow et al. 2015, arXiv 1412.6572,
 * section 4). Networks trained against it alone can look robust to it and be broken by PGD.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 */
@Card("one gradient step of full length, no random start (Goodfellow et al. 2015)")
public record Fgsm(Norm norm, Epsilon epsilon) implements Attack {
  /** l-infinity, 8/255. */
  public Fgsm() {
    this(Norm.LINF, Epsilon.parse("8/255"));
  }

  /** Checks the radius. */
  public Fgsm {
    ThreatModel unused = new ThreatModel(norm, epsilon);
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public Passes passes() {
    return new Passes(2, 1, 0);
  }

  @Override
  public INDArray perturb(Network network, Targets targets, Mode mode, Key key) {
    return new Ascent(threat(), epsilon, 1, Ascent.Start.IMAGE)
        .climb(
            network, targets, mode, key, logits -> new CrossEntropy().at(logits, targets.labels()));
  }

  @Override
  public Crafted craft(Oracle oracle, Targets targets, Key key) {
    INDArray point = targets.images().dup('c');
    try (Ball ball = new Ball(threat(), targets.images());
        Oracle.Look look = oracle.at(targets, Oracle.Want.GRADIENT, key.child("look", 0))) {
      ball.step(point, look.gradient(), epsilon.value());
    }
    Targets there = new Targets(point, targets.labels(), targets.ids());
    try (Oracle.Look look = oracle.at(there, Oracle.Want.LOSS, key.child("look", 1))) {
      boolean[] broken = new boolean[targets.count()];
      for (int i = 0; i < broken.length; i++) {
        broken[i] = !look.right()[i];
      }
      return new Crafted(point, new Outcome(broken, look.loss()));
    }
  }
}

package org.tombola.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Epsilon;
import org.tombola.attack.Norm;
import org.tombola.attack.ThreatModel;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Logits;
import org.tombola.random.Key;

/**
 * Free adversarial training (Shafahi et al. 2019, arXiv 1904.12843, algorithm 1): each batch is
 * trained on several times, and each pass also moves one l-infinity perturbation, which the next
 * pass and the next batch go on from.
 *
 * <p>An epoch here is one visit of every batch, all its replays included: a training of E epochs
 * takes E / replays of them. A smaller batch moves the first places of the perturbation only.
 * Examples are cut to the pixel range always, also where a perturbation meets new images.
 *
 * @param epsilon radius and step, in pixel units
 * @param replays optimiser steps a batch, the paper's m
 */
@Card("adversarial training that moves one perturbation and the weights together (Shafahi et al.)")
public record FreeAt(Epsilon epsilon, int replays) implements Recipe {
  /** 8/255, each batch 8 times. */
  public FreeAt() {
    this(Epsilon.parse("8/255"), 8);
  }

  /** Checks the numbers. */
  public FreeAt {
    ThreatModel unused = new ThreatModel(Norm.LINF, epsilon);
    AtLeast.number("replays", 1, replays, 1000);
  }

  /** None but those it trains with. */
  @Override
  public int attackSteps() {
    return 0;
  }

  /** One forward pass, and both its gradients. */
  @Override
  public Passes passes() {
    return new Passes(1, 1, 1);
  }

  @Override
  public Course begin(Setting setting) {
    return new Free(setting);
  }

  private final class Free implements Course {
    private static final String PERTURBATION = "perturbation";

    private final Network network;
    private final INDArray perturbation;

    Free(Setting setting) {
      this.network = setting.network();
      this.perturbation =
          Nd4j.createFromArray(
              new float
                  [Math.min(setting.plan().batch(), setting.images().count())
                      * setting.images().shape().size()]);
    }

    @Override
    public Made make(Targets clean, Moment moment, Key key) {
      INDArray images = clean.images();
      INDArray delta =
          perturbation.get(NDArrayIndex.interval(0, images.length())).reshape(images.shape());
      try (INDArray examples = images.add(delta)) {
        within(examples, 0, 1);
        Pass pass = network.forward(examples, Mode.TRAIN);
        Logits logits = Logits.of(pass.logits());
        var loss = new CrossEntropy().at(logits, clean.labels());
        try (INDArray cotangent = loss.cotangent()) {
          move(delta, images, pass.inputGradient(cotangent));
          return new Made(
              loss.mean(),
              Standard.right(logits, clean.labels()),
              pass.parameterGradient(cotangent));
        }
      }
    }

    private void move(INDArray delta, INDArray images, INDArray gradient) {
      Transforms.sign(gradient, false);
      delta.addi(gradient.muli(epsilon.value()));
      within(delta, -epsilon.value(), epsilon.value());
      delta.addi(images);
      within(delta, 0, 1);
      delta.subi(images);
    }

    private static void within(INDArray values, double low, double high) {
      Transforms.max(values, low, false);
      Transforms.min(values, high, false);
    }

    @Override
    public Map<String, Object> state() {
      return Map.of(PERTURBATION, perturbation.toFloatVector());
    }

    @Override
    public void resume(Map<String, Object> state) {
      try (INDArray saved =
          Nd4j.createFromArray(
              Remembered.floats(state, PERTURBATION, (int) perturbation.length()))) {
        perturbation.assign(saved);
      }
    }

    @Override
    public void close() {
      perturbation.close();
    }
  }
}

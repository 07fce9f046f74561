package org.tombola.train;

import java.util.Map;
import org.tombola.attack.Attack.Targets;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

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
@Card("adversarial training that updates perturbation and weights together (Shafahi et al.)")
public record FreeAt(Epsilon epsilon, int replays) implements Recipe {
  /** 8/255, each batch 8 times. */
  public FreeAt() {
    this(Epsilon.parse("8/255"), 8);
  }

  /** Checks the numbers. */
  public FreeAt {
    ThreatModel.require(Norm.LINF, epsilon);
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
  public RecipeRun begin(Ingredients given) {
    return new Free(given);
  }

  private final class Free implements RecipeRun {
    private static final String PERTURBATION = "perturbation";

    private final Network network;
    private final float[] perturbation;

    Free(Ingredients given) {
      this.network = given.network();
      this.perturbation =
          new float
              [Math.min(given.plan().batch(), given.images().count())
                  * given.images().shape().size()];
    }

    @Override
    public Made make(Targets clean, Position at, Key key) {
      float[] images = clean.images().pixels();
      float[] examples = images.clone();
      for (int i = 0; i < examples.length; i++) {
        examples[i] = within(examples[i] + perturbation[i], 0, 1);
      }
      Pass pass = network.forward(new Images(examples, clean.count(), clean.shape()), Mode.TRAIN);
      Logits logits = pass.logits();
      var loss = new CrossEntropy().at(logits, clean.labels());
      float[] cotangent = loss.cotangent();
      move(images, pass.inputGradient(cotangent));
      return new Made(
          loss.mean(), Standard.right(logits, clean.labels()), pass.parameterGradient(cotangent));
    }

    private void move(float[] images, float[] gradient) {
      float step = (float) epsilon.value();
      for (int i = 0; i < images.length; i++) {
        float there = within(perturbation[i] + Math.signum(gradient[i]) * step, -step, step);
        perturbation[i] = within(there + images[i], 0, 1) - images[i];
      }
    }

    private static float within(float value, float low, float high) {
      return Math.min(Math.max(value, low), high);
    }

    @Override
    public Map<String, Object> state() {
      return Map.of(PERTURBATION, perturbation.clone());
    }

    @Override
    public void resume(Map<String, Object> state) {
      float[] saved = Remembered.floats(state, PERTURBATION, perturbation.length);
      System.arraycopy(saved, 0, perturbation, 0, saved.length);
    }
  }
}

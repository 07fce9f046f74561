package org.tombola.train;

import java.util.Arrays;
import java.util.List;
import org.tombola.attack.Attack.Targets;
import org.tombola.data.ImageData;
import org.tombola.data.None;
import org.tombola.mask.Mask;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;

/** Recipes at work on a few images, step by step. */
final class RecipeRuns {
  static final Epsilon EPSILON = Epsilon.parse("0.05");
  static final Epsilon STEP = Epsilon.parse("0.03");
  static final PgdAt PGD = new PgdAt(Norm.LINF, EPSILON, STEP, 2, Mode.BATCH);
  static final Trades TRADES = new Trades(Norm.LINF, EPSILON, STEP, 2, Mode.EVAL, 6);
  static final int BATCH = 16;
  static final Key KEY = Key.ofSeed(5);

  private RecipeRuns() {}

  static ImageData images(int count) {
    int[] places = new int[count];
    Arrays.setAll(places, i -> i);
    return Trained.SHAPES.train().select(places);
  }

  static Trainer.Plan plan(Recipe recipe, int epochs) {
    return new Trainer.Plan(
        recipe, new Sgd(0.05, 0.9, 5e-4), new Constant(), epochs, BATCH, new None());
  }

  /** A recipe begun, two batches an epoch. */
  static RecipeRun begin(Recipe recipe, Network network, float[]... teachers) {
    return recipe.begin(
        new Recipe.Ingredients(network, images(2 * BATCH), plan(recipe, 9), List.of(teachers)));
  }

  /** Training images from a place on. */
  static Targets targets(int first, int count) {
    int[] ids = new int[count];
    Arrays.setAll(ids, i -> first + i);
    int[] labels = Arrays.copyOfRange(Trained.SHAPES.train().labels(), first, first + count);
    return new Targets(Trained.images(Trained.SHAPES.train(), first, count), labels, ids);
  }

  static RecipeRun.Position at(int epoch, Network network) {
    return new RecipeRun.Position(epoch, 0, true, Mask.dense(network.layout()));
  }

  /** A step's loss and gradient. */
  record Stepped(double loss, int right, float[] gradient) {
    static Stepped of(Recipe.Made made) {
      return new Stepped(made.loss(), made.right(), made.gradient().values());
    }
  }

  /** What a recipe makes of the first images, with the network's trained weights. */
  static Stepped step(Recipe recipe, float[]... teachers) {
    try (Network network = Trained.network();
        RecipeRun run = begin(recipe, network, teachers)) {
      return Stepped.of(run.make(targets(0, BATCH), at(0, network), KEY));
    }
  }
}

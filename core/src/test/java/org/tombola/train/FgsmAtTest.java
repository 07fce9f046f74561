package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Fgsm;
import org.tombola.data.None;
import org.tombola.mask.Mask;
import org.tombola.method.Family;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;

class FgsmAtTest {
  /** The example is that of one full step from the image itself, whatever the key. */
  @Test
  void trainsOnFgsmExamplesWithoutARandomStart() {
    Epsilon epsilon = Epsilon.parse("0.05");
    FgsmAt recipe = new FgsmAt(Norm.LINF, epsilon, Mode.EVAL);
    Trainer.Plan plan = new Trainer.Plan(recipe, new Sgd(), new Constant(), 1, 32, new None());
    int[] places = IntStream.range(0, 32).toArray();
    int[] labels = Trained.SHAPES.train().labelsOf(places);
    try (Network network = Trained.network();
        Network twin = Trained.network()) {
      Targets clean = new Targets(Trained.SHAPES.train().batch(places), labels, places);
      RecipeRun run =
          recipe.begin(new Recipe.Ingredients(network, Trained.SHAPES.train(), plan, List.of()));
      Passes before = network.passes();
      RecipeRun.Position at = new RecipeRun.Position(0, 0, true, Mask.dense(network.layout()));
      Recipe.Made made = run.make(clean, at, Trained.SEED.child("any"));
      assertThat(network.passes().minus(before)).isEqualTo(recipe.passes().times(32));
      Images examples =
          new Fgsm(Norm.LINF, epsilon).perturb(twin, clean, Mode.EVAL, Trained.SEED.child("other"));
      Recipe.Made expected = Standard.onImages(twin, examples, labels);
      assertThat(made.loss()).isEqualTo(expected.loss());
      assertThat(made.right()).isEqualTo(expected.right());
      assertThat(made.gradient().values()).isEqualTo(expected.gradient().values());
    }
  }

  /** Boosting tickets' code crafts so; whoever takes it for another paper's has to be told. */
  @Test
  void craftsInEvaluationModeAndSaysSo() {
    assertThat(new FgsmAt().crafting()).isEqualTo(Mode.EVAL);
    assertThat(Family.of(Recipe.class).of(new FgsmAt()).card()).contains("evaluation mode");
  }
}

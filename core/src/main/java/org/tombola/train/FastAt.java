package org.tombola.train;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Pgd;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * Fast adversarial training, FGSM-RS (Wong et al. 2020, arXiv 2001.03994, section 4 and algorithm
 * 3): cross-entropy on examples of one gradient step from a random start, l-infinity.
 *
 * <p>It may overfit catastrophically, within an epoch or two: the network withstands single steps
 * and nothing else, and running accuracy rises while it happens. Longer steps than 1.25 epsilon,
 * starts that do not fill the ball and long trainings bring it on.
 *
 * @param epsilon radius, in pixel units
 * @param step length of the step, in pixel units
 * @param crafting mode of batch normalisation while examples are made; Sparsity Winning Twice's
 *     released code takes evaluation mode
 * @param alarm looks for catastrophic overfitting
 */
@Card("adversarial training on single steps from a random start, with an alarm (Wong et al. 2020)")
public record FastAt(Epsilon epsilon, Epsilon step, Mode crafting, Alarm alarm) implements Recipe {
  /** 8/255, a step of 10/255 from a uniform start, crafted in training mode. */
  public FastAt() {
    this(Epsilon.parse("8/255"), Epsilon.parse("10/255"), Mode.TRAIN, new Alarm());
  }

  /** Checks the radius. */
  public FastAt {
    ThreatModel.require(Norm.LINF, epsilon);
  }

  @Override
  public int attackSteps() {
    return 1;
  }

  /** Those of the steps, and of the alarm: its attack, and one look at what it left. */
  @Override
  public Passes passes(int epoch, int images, int batch) {
    Passes steps = passes().times(images);
    Passes look = new Passes(alarm.steps() + 1L, alarm.steps(), 0).times(Math.min(batch, images));
    return alarm.then() == Alarm.Then.OFF ? steps : steps.plus(look);
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return new Fast(given.network());
  }

  private final class Fast implements RecipeRun {
    private static final String ROBUST = "robust";

    private final Network network;
    private @Nullable Targets first;
    private float robust;

    Fast(Network network) {
      this.network = network;
    }

    @Override
    public Made make(Targets clean, Position at, Key key) {
      if (at.first() && alarm.then() != Alarm.Then.OFF) {
        first = clean;
      }
      Pgd attack = new Pgd(Norm.LINF, epsilon, step, 1, 1);
      Images examples = attack.perturb(network, clean, crafting, key);
      return Standard.onImages(network, examples, clean.labels());
    }

    @Override
    public boolean mayGoBack() {
      return alarm.then() == Alarm.Then.STOP;
    }

    @Override
    public After after(int epoch, Mask mask, Key key) {
      Targets batch = first;
      if (batch == null) {
        return After.FINE;
      }
      float before = robust;
      robust = robust(batch, key.child("alarm"));
      first = null;
      if (robust >= before - alarm.fall()) {
        return After.FINE;
      }
      String said =
          String.format(
              Locale.ROOT,
              "catastrophic overfitting: PGD-%d accuracy on a training batch fell from %.3f to"
                  + " %.3f",
              alarm.steps(),
              before,
              robust);
      return new After(said, mayGoBack() ? Then.GO_BACK : Then.GO_ON);
    }

    private float robust(Targets batch, Key key) {
      Pgd pgd = new Pgd(Norm.LINF, epsilon, alarm.step(), alarm.steps(), 1);
      Images examples = pgd.perturb(network, batch, Mode.BATCH, key);
      Logits logits = network.forward(examples, Mode.BATCH).logits();
      return (float) Standard.right(logits, batch.labels()) / batch.count();
    }

    @Override
    public Map<String, Object> state() {
      return Map.of(ROBUST, new float[] {robust});
    }

    @Override
    public void resume(Map<String, Object> state) {
      robust = Remembered.floats(state, ROBUST, 1)[0];
    }
  }
}

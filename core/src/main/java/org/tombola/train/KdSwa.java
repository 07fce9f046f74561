package org.tombola.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tombola.attack.Attack.Targets;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.method.Names;
import org.tombola.method.Refusal;
import org.tombola.network.Checkpoint;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Distillation;
import org.tombola.objective.Loss;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;

/**
 * Distillation from two teachers and stochastic weight averaging (Chen et al. 2021, Robust
 * Overfitting May Be Mitigated by Properly Learned Smoothening, section 3), on PGD examples of
 * plain cross-entropy.
 *
 * <p>Both teachers see the examples, in evaluation mode. The robust one is the most robust network
 * of the base's own training; the standard one, in the paper the most accurate, is the last, since
 * networks are chosen by robust accuracy. A teacher of weight 0 is not trained: without teachers
 * this is averaging alone. What is measured and kept is the average, from the first network
 * averaged on, under the mask in force: where a mask moves, places that were kept in some epochs
 * only carry an average with zeros in it. Its batch normalisation statistics are of clean augmented
 * images, one pass over all of them each epoch, as in the released code, and not of the adversarial
 * ones it was trained on.
 *
 * @param base makes the examples, and trains the robust teacher: pgd-at
 * @param hard weight of cross-entropy
 * @param standardTeacher weight of the distillation from the standard-trained network
 * @param robustTeacher weight of the distillation from the adversarially trained network
 * @param temperature of the distillation
 * @param averaging whether weights are averaged
 * @param averageAfter epochs whose networks are not averaged
 */
@Card("distillation from two teachers, and the average of the epochs' weights (Chen et al. 2021)")
public record KdSwa(
    Recipe base,
    double hard,
    double standardTeacher,
    double robustTeacher,
    double temperature,
    Averaging averaging,
    int averageAfter)
    implements Recipe {

  /** Whether weights are averaged. */
  public enum Averaging {
    /** After every epoch. */
    EPOCHS,
    /** Not at all. */
    OFF
  }

  /** 0.3 cross-entropy, 0.1 and 0.6 distillation at temperature 2; averages after 55 epochs. */
  public KdSwa() {
    this(new PgdAt(), 0.3, 0.1, 0.6, 2, Averaging.EPOCHS, 55);
  }

  /** Checks the recipe and the numbers. */
  public KdSwa {
    if (!(base instanceof PgdAt)) {
      throw new Refusal(
          "base",
          "must be pgd-at, not "
              + Names.of(base.getClass())
              + ": examples use cross-entropy, and only the loss on them differs");
    }
    weight("hard", hard);
    weight("standard-teacher", standardTeacher);
    weight("robust-teacher", robustTeacher);
    if (hard + standardTeacher + robustTeacher == 0) {
      throw new Refusal("hard", "must be above 0 if both teachers have weight 0, not " + hard);
    }
    Distillation.require(temperature);
    Refusal.unless(averageAfter >= 0, "average-after", "must be at least 0, not " + averageAfter);
  }

  private static void weight(String name, double value) {
    Refusal.unless(
        Double.isFinite(value) && value >= 0, name, "must be a weight of at least 0, not " + value);
  }

  @Override
  public int attackSteps() {
    return base.attackSteps();
  }

  /** The base's, and one forward pass of each teacher. */
  @Override
  public Passes passes() {
    return base.passes().plus(new Passes(teachers().size(), 0, 0));
  }

  @Override
  public Passes passes(int epoch, int images, int batch) {
    Passes steps = passes().times(images);
    return averages(epoch) ? steps.plus(new Passes(images, 0, 0)) : steps;
  }

  @Override
  public int changesAt() {
    return averaging == Averaging.EPOCHS ? averageAfter : 0;
  }

  private boolean averages(int epoch) {
    return averaging == Averaging.EPOCHS && epoch >= averageAfter;
  }

  @Override
  public List<Teacher> teachers() {
    List<Teacher> teachers = new ArrayList<>();
    if (standardTeacher > 0) {
      teachers.add(new Teacher(new Standard(), Checkpoint.FINAL));
    }
    if (robustTeacher > 0) {
      teachers.add(new Teacher(base, Checkpoint.BEST));
    }
    return teachers;
  }

  private List<Double> weights() {
    List<Double> weights = new ArrayList<>(List.of(standardTeacher, robustTeacher));
    weights.removeIf(weight -> weight == 0);
    return weights;
  }

  @Override
  public void check(Trainer.Plan plan) {
    if (averaging == Averaging.EPOCHS && averageAfter >= plan.epochs()) {
      throw new Refusal(
          "recipe",
          "kd-swa averages after %d epochs, but training ends after %d: set average-after"
                  .formatted(averageAfter, plan.epochs())
              + " below it, or averaging to off");
    }
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return new Smoothening(given);
  }

  private final class Smoothening implements CraftingRun {
    private final Network network;
    private final CraftingRun of;
    private final WeightAverage average;
    private final List<Network> teachers = new ArrayList<>();

    Smoothening(Ingredients given) {
      if (given.teachers().size() != teachers().size()) {
        throw new IllegalArgumentException(
            "Cannot distil: there are %d teachers, not %d"
                .formatted(given.teachers().size(), teachers().size()));
      }
      this.network = given.network();
      this.of = (CraftingRun) base.begin(given);
      this.average = new WeightAverage(given);
      given.teachers().forEach(flat -> teachers.add(network.beside(flat)));
    }

    @Override
    public Images examples(Targets clean, Key key) {
      return of.examples(clean, key);
    }

    @Override
    public Made on(Targets clean, Images examples, Mode mode) {
      List<Logits> taught =
          teachers.stream().map(teacher -> teacher.forward(examples, Mode.EVAL).logits()).toList();
      return Standard.step(
          network, examples, clean.labels(), mode, logits -> loss(logits, clean.labels(), taught));
    }

    private Loss loss(Logits logits, int[] labels, List<Logits> taught) {
      Loss loss = new CrossEntropy().at(logits, labels).times(hard);
      for (int i = 0; i < taught.size(); i++) {
        Loss distilled = new Distillation(temperature).at(logits, taught.get(i));
        loss = loss.plus(distilled.times(weights().get(i)));
      }
      return loss;
    }

    @Override
    public After after(int epoch, Mask mask, Key key) {
      if (averages(epoch - 1)) {
        average.take(mask, key.child("average"));
      }
      return After.FINE;
    }

    @Override
    public Optional<float[]> shown(Mask mask) {
      return average.shown(mask);
    }

    @Override
    public Map<String, Object> state() {
      return average.state();
    }

    @Override
    public void resume(Map<String, Object> state) {
      average.resume(state);
    }

    @Override
    public void close() {
      of.close();
      teachers.forEach(Network::close);
    }
  }
}

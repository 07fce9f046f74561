package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tombola.attack.Attack;
import org.tombola.attack.Crafting;
import org.tombola.attack.Pgd;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Mode;
import org.tombola.network.Passes;
import org.tombola.network.SmallCnn;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.AdversarialPruning;
import org.tombola.ticket.AdversarialWinningTicket;
import org.tombola.ticket.Annealing;
import org.tombola.ticket.BoostingTicket;
import org.tombola.ticket.Dense;
import org.tombola.ticket.EarlyBird;
import org.tombola.ticket.EarlyBirdSearch;
import org.tombola.ticket.EdgePopup;
import org.tombola.ticket.Emergence;
import org.tombola.ticket.ErdosRenyi;
import org.tombola.ticket.ErdosRenyiKernel;
import org.tombola.ticket.FilterPruning;
import org.tombola.ticket.FineTunedScratchTicket;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.FlyingBirdPlus;
import org.tombola.ticket.Grasp;
import org.tombola.ticket.Igq;
import org.tombola.ticket.Imp;
import org.tombola.ticket.Inherit;
import org.tombola.ticket.InverseWeightsInheritance;
import org.tombola.ticket.KernelWeight;
import org.tombola.ticket.MagnitudeAtInit;
import org.tombola.ticket.Matching;
import org.tombola.ticket.NetworkSlimming;
import org.tombola.ticket.NeuralTangentTransfer;
import org.tombola.ticket.OneShotMagnitude;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.Residual;
import org.tombola.ticket.Rigl;
import org.tombola.ticket.RobustBird;
import org.tombola.ticket.RobustScratchTicket;
import org.tombola.ticket.ScratchWeights;
import org.tombola.ticket.Snip;
import org.tombola.ticket.SparseEvolutionary;
import org.tombola.ticket.SynFlow;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Alarm;
import org.tombola.train.Awp;
import org.tombola.train.FastAt;
import org.tombola.train.FgsmAt;
import org.tombola.train.FreeAt;
import org.tombola.train.KdSwa;
import org.tombola.train.Mart;
import org.tombola.train.PgdAt;
import org.tombola.train.Recipe;
import org.tombola.train.Scores;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Step;
import org.tombola.train.Trades;

/** Every ticket with every recipe, start to finish, on a few images: it works, or says why not. */
class EveryCombinationTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.05");
  private static final Epsilon STEP = Epsilon.parse("0.03");
  private static final Attack ATTACK = new Pgd(Norm.LINF, EPSILON, STEP, 1, 1);
  private static final int EPOCHS = 3;

  /** What trials have in common is run once. */
  private static final Artifacts SHARED = Artifacts.inMemory();

  private static final Matching MATCHING = new Matching(1, 4, 16, 5e-4, 2, 1, 1e-5);

  private static final List<TicketMethod> TICKETS =
      List.of(
          new Dense(),
          new RandomTicket(),
          new MagnitudeAtInit(),
          new OneShotMagnitude(),
          new FlyingBird(0.8, new Igq(), 0.5, 0.005, 2, 2, 0.5, FlyingBird.Growth.GRADIENT),
          new FlyingBirdPlus(
              0.8,
              new Igq(),
              0.5,
              0.005,
              1,
              1,
              0.5,
              FlyingBird.Growth.GRADIENT,
              0,
              2,
              0.5,
              0.4,
              1.05),
          new SparseEvolutionary(0.8, new ErdosRenyi(), 2, 0.3, Annealing.CONSTANT, 0.75),
          new Rigl(0.8, new ErdosRenyiKernel(), 2, 0.3, Annealing.COSINE, 0.75),
          new Imp(2, 0.2, Imp.Rewind.WEIGHTS, 1, Imp.Output.DENSE),
          new BoostingTicket(
              0.8,
              new FgsmAt(Norm.LINF, EPSILON, Mode.EVAL),
              0.01,
              new Step(),
              2,
              BoostingTicket.Weights.REDRAWN),
          new Emergence(0.8, 2, 0.4),
          new RobustBird(0.8, new Standard(), new Step(), 4, 2, 0.4),
          new FilterPruning(0.5, Inherit.TRAINED, Residual.REFUSE),
          new NetworkSlimming(0.5, 1e-4, Inherit.INITIAL, Residual.REFUSE),
          new EarlyBird(0.5, 1e-4, 2, 0.5, Inherit.REDRAWN, Residual.REFUSE),
          new EarlyBirdSearch(0.5, 1e-4, 2, 0.5, Residual.REFUSE),
          new AdversarialPruning(
              AdversarialPruning.Variant.LOCAL, 0.3, 2, Inherit.INITIAL, 1e-4, Residual.REFUSE),
          new InverseWeightsInheritance(),
          new EdgePopup(),
          new RobustScratchTicket(),
          new FineTunedScratchTicket(),
          new RandomRstSwitch(
              List.of(0.5, 0.8),
              Scores.Pattern.ELEMENT,
              ScratchWeights.SIGNED_KAIMING_CONSTANT,
              Scores.Distribution.KAIMING_UNIFORM),
          new Snip(0.8, 16, Mode.EVAL, new Crafting(Norm.LINF, EPSILON, STEP, 1)),
          new Grasp(0.8, 2, 200, Mode.BATCH, Grasp.Classifier.REDRAWN),
          new SynFlow(0.8, 10),
          new NeuralTangentTransfer(
              0.8,
              MagnitudeAtInit.Scope.LAYER,
              new KernelWeight.Fixed(),
              Matching.Tangents.ALL,
              Matching.Values.TRANSFERRED,
              MATCHING),
          new AdversarialWinningTicket(
              0.8,
              MagnitudeAtInit.Scope.GLOBAL,
              new Crafting(Norm.LINF, EPSILON, STEP, 1),
              AdversarialWinningTicket.Block.MIXED,
              new KernelWeight.Balanced(),
              Matching.Tangents.KEPT,
              Matching.Values.ORIGINAL,
              MATCHING));

  private static final PgdAt PGD = new PgdAt(Norm.LINF, EPSILON, STEP, 1, Mode.TRAIN);

  private static final List<Recipe> RECIPES =
      List.of(
          new Standard(),
          PGD,
          new FgsmAt(Norm.LINF, EPSILON, Mode.EVAL),
          new Trades(Norm.LINF, EPSILON, STEP, 1, Mode.EVAL, 6),
          new Mart(Norm.LINF, EPSILON, STEP, 1, Mode.EVAL, 5),
          new FastAt(EPSILON, STEP, Mode.TRAIN, new Alarm()),
          new FreeAt(EPSILON, 2),
          new Awp(PGD, 0.01, 1),
          new KdSwa(PGD, 0.3, 0.1, 0.6, 2, KdSwa.Averaging.EPOCHS, 1));

  private static final String AVERAGES =
      "kd-swa averages weights, but a search over scores does not change them: set averaging: off";

  private static final String ADVERSARIAL =
      "robust-scratch-ticket searches with adversarial examples, but this recipe makes none:"
          + " edge-popup searches on clean images";

  /** What is refused, in these words; everything else trains. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "EdgePopup KdSwa", AVERAGES,
          "RobustScratchTicket KdSwa", AVERAGES,
          "FineTunedScratchTicket KdSwa", AVERAGES,
          "RandomRstSwitch KdSwa", AVERAGES,
          "RobustScratchTicket Standard", ADVERSARIAL,
          "FineTunedScratchTicket Standard", ADVERSARIAL,
          "RandomRstSwitch Standard", ADVERSARIAL);

  @Test
  void everyTicketAndRecipeIsHere() {
    assertThat(TICKETS.stream().<Class<?>>map(Object::getClass))
        .containsExactlyInAnyOrder(TicketMethod.class.getPermittedSubclasses());
    assertThat(RECIPES.stream().<Class<?>>map(Object::getClass))
        .containsExactlyInAnyOrder(Recipe.class.getPermittedSubclasses());
  }

  @TestFactory
  Stream<DynamicTest> everyCombinationTrainsOrIsRefusedWithItsReason() {
    return TICKETS.stream()
        .flatMap(ticket -> RECIPES.stream().map(recipe -> combination(ticket, recipe)));
  }

  private static DynamicTest combination(TicketMethod ticket, Recipe recipe) {
    String name = ticket.getClass().getSimpleName() + " " + recipe.getClass().getSimpleName();
    String refusal = REFUSED.get(name);
    return DynamicTest.dynamicTest(
        name,
        refusal == null
            ? () -> runs(spec(ticket, recipe))
            : () ->
                assertThatThrownBy(() -> spec(ticket, recipe))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(refusal));
  }

  private static TrialSpec spec(TicketMethod ticket, Recipe recipe) {
    return new TrialSpec(
        new Training(
            new Shapes(80, 16, 8, 1, 0.05),
            new Split(64, 16, 16, Split.Order.FILE, 0),
            new org.tombola.data.None(),
            new SmallCnn(4),
            ticket,
            recipe,
            new Sgd(0.05, 0.9, 5e-4),
            new Step(),
            EPOCHS,
            32,
            new Monitor(ATTACK, 8, 8, 8),
            3),
        List.of(ATTACK),
        new Kernels(),
        false);
  }

  private static void runs(TrialSpec spec) {
    TrialRecord record =
        TrialRunner.run(spec, new Surroundings(null, SHARED, Checkpoints.NEVER, epoch -> {}));
    assertThat(record.outcome()).isEqualTo(new Outcome.Completed());
    for (Stage stage : Stage.of(spec)) {
      StageResult result = SHARED.describe(stage).orElseThrow();
      Passes told = Cost.of(stage).passes();
      Passes counted = result.passes();
      assertThat(counted.forward()).as(stage.kind()).isLessThanOrEqualTo(told.forward());
      assertThat(counted.inputGradient()).isLessThanOrEqualTo(told.inputGradient());
      assertThat(counted.parameterGradient()).isLessThanOrEqualTo(told.parameterGradient());
    }
    // a switch trains nothing itself
    assertThat(record.trained().epochs().isEmpty())
        .isEqualTo(!spec.training().ticket().members().isEmpty());
    if (!record.trained().epochs().isEmpty()) {
      masksHold(record);
    }
  }

  private static void masksHold(TrialRecord record) {
    for (LayerRecord layer : record.trained().layers()) {
      // masked weights are zero at every epoch's end
      assertThat(layer.nonzero()).as(layer.toString()).isLessThanOrEqualTo(layer.kept());
    }
    int weights = sum(record.trained().layers(), 0, LayerRecord::weights);
    int last = record.trained().epochs().get(record.trained().epochs().size() - 1).epoch();
    // what the tables say is counted in the weights
    assertThat(record.trained().sparsity())
        .isEqualTo(
            1 - (double) sum(record.trained().layers(), last, LayerRecord::nonzero) / weights);
  }

  private static int sum(
      List<LayerRecord> layers, int epoch, java.util.function.ToIntFunction<LayerRecord> of) {
    return layers.stream().filter(layer -> layer.epoch() == epoch).mapToInt(of).sum();
  }
}

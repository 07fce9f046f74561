package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.data.None;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.method.Family;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.train.Constant;
import org.tombola.train.Motion;
import org.tombola.train.PgdAt;
import org.tombola.train.Recipe;
import org.tombola.train.Scores;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Trained;
import org.tombola.train.Trainer;

class ScratchTicketTest {
  private static final Key KEY = Key.ofSeed(14);

  private static Drawing drawing(Network network, Drawing.Finished... before) {
    return new Drawing(network, Trained.SHAPES.train(), List.of(before), KEY);
  }

  private static RobustScratchTicket rst(double sparsity, ScratchWeights weights) {
    return new RobustScratchTicket(
        sparsity, Scores.Pattern.ELEMENT, weights, Scores.Distribution.KAIMING_UNIFORM);
  }

  /** Recipes differ in it, and fgsm-at does not craft so by itself. */
  @Test
  void saysInWhichModeItsPapersCodeCrafts() {
    assertThat(Family.of(TicketMethod.class).of(new RobustScratchTicket()).card())
        .contains("crafts in training mode, by FGSM too");
    assertThat(new PgdAt().crafting()).isEqualTo(Mode.TRAIN);
  }

  /** A 3x3 convolution of 2 maps: +-sqrt(2/18) = +-1/3; 2 inputs: +-1. */
  @Test
  void signedConstantsAreTheRootOfTwoByTheFanIn() {
    Slice conv = Layouts.small().prunable().get(0);
    Slice linear = Layouts.small().prunable().get(1);
    float[] drawn = ScratchWeights.SIGNED_KAIMING_CONSTANT.draw(conv, 1, KEY);
    assertThat(drawn).hasSize(54).containsOnly(1 / 3f, -1 / 3f).contains(1 / 3f, -1 / 3f);
    assertThat(ScratchWeights.SIGNED_KAIMING_CONSTANT.draw(linear, 1, KEY)).containsOnly(1f, -1f);
    // a quarter of the fan-in counts
    assertThat(ScratchWeights.SIGNED_KAIMING_CONSTANT.draw(conv, 0.25, KEY))
        .containsOnly(2 / 3f, -2 / 3f);
  }

  @Test
  void drawnWeightsHaveTheirDeviation() {
    Slice conv = Layouts.preActResNet18(10, 32).slice("stage1/block1/conv1/W"); // 64 x 64 x 3 x 3
    double kaiming = Math.sqrt(2.0 / 576);
    double xavier = Math.sqrt(2.0 / (576 + 576));
    for (ScratchWeights weights : ScratchWeights.values()) {
      float[] drawn = weights.draw(conv, 1, KEY);
      double square = 0;
      double largest = 0;
      for (float w : drawn) {
        square += (double) w * w;
        largest = Math.max(largest, Math.abs(w));
      }
      double wanted = weights == ScratchWeights.XAVIER_NORMAL ? xavier : kaiming;
      // the deviation of 36,864 normal draws errs by 0.4 %
      assertThat(Math.sqrt(square / drawn.length)).isCloseTo(wanted, within(0.02 * wanted));
      if (weights == ScratchWeights.KAIMING_UNIFORM) {
        assertThat(largest).isCloseTo(Math.sqrt(3) * kaiming, within(1e-3 * kaiming));
      }
    }
  }

  @Test
  void ticketsOfOneSeedShareTheirWeightsWhateverTheirSparsity() {
    try (Network network = Trained.fresh()) {
      for (ScratchWeights weights : ScratchWeights.values()) {
        float[] one = rst(0.9, weights).draw(drawing(network)).parameters();
        assertThat(rst(0.3, weights).draw(drawing(network)).parameters()).isEqualTo(one);
        Drawing other = new Drawing(network, Trained.SHAPES.train(), List.of(), Key.ofSeed(15));
        assertThat(rst(0.9, weights).draw(other).parameters()).isNotEqualTo(one);
      }
    }
  }

  @Test
  void theTicketsMaskIsTheOneTrainingStartsWith() {
    RobustScratchTicket method = rst(0.7, ScratchWeights.KAIMING_NORMAL);
    try (Network network = Trained.fresh()) {
      Ticket ticket = method.draw(drawing(network));
      Mask given = Mask.dense(network.layout());
      try (var variables = method.motion().begin(network, given, new Sgd(), KEY)) {
        assertThat(variables.mask()).isEqualTo(ticket.mask());
      }
    }
  }

  @Test
  void edgePopupIsTheSameSearchAndMayScaleByWhatIsKept() {
    Scores.Distribution start = Scores.Distribution.KAIMING_UNIFORM;
    ScratchWeights constant = ScratchWeights.SIGNED_KAIMING_CONSTANT;
    try (Network network = Trained.fresh()) {
      Ticket robust = rst(0.75, constant).draw(drawing(network));
      Ticket plain =
          new EdgePopup(0.75, constant, EdgePopup.Scale.ALL, start).draw(drawing(network));
      Ticket scaled =
          new EdgePopup(0.75, constant, EdgePopup.Scale.KEPT, start).draw(drawing(network));
      assertThat(plain.parameters()).isEqualTo(robust.parameters());
      assertThat(plain.mask()).isEqualTo(robust.mask()).isEqualTo(scaled.mask());
      Slice first = network.layout().prunable().get(0);
      assertThat(scaled.parameters()[first.offset()])
          .isCloseTo(2 * plain.parameters()[first.offset()], within(1e-6f));
    }
  }

  @Test
  void fineTuningTakesTheMaskOfTheMostRobustEpochOfTheSearch() {
    try (Network network = Trained.fresh()) {
      float[] best = rst(0.9, ScratchWeights.KAIMING_NORMAL).draw(drawing(network)).parameters();
      BitSet kept = new BitSet();
      for (Slice slice : network.layout().prunable()) {
        kept.set(slice.offset() + 1, slice.offset() + 4);
        Arrays.fill(best, slice.offset(), slice.offset() + 1, 0);
        Arrays.fill(best, slice.offset() + 4, slice.offset() + slice.length(), 0);
      }
      float[] last = network.parameters();
      Drawing.Finished search =
          new Drawing.Finished(network.layout(), last, best, Mask.dense(network.layout()), 4);
      FineTunedScratchTicket standard = new FineTunedScratchTicket();
      Ticket inherited = standard.draw(drawing(network, search));
      assertThat(inherited.mask().places()).isEqualTo(kept);
      assertThat(inherited.parameters()).isEqualTo(best);
      Ticket anew =
          new FineTunedScratchTicket(
                  standard.sparsity(),
                  standard.pattern(),
                  standard.weights(),
                  standard.scores(),
                  FineTunedScratchTicket.InitialWeights.DRAWN_ANEW,
                  FineTunedScratchTicket.Moved.ALL)
              .draw(drawing(network, search));
      assertThat(anew.mask()).isEqualTo(inherited.mask());
      int first = kept.nextSetBit(0);
      assertThat(anew.parameters()[first]).isNotEqualTo(best[first]).isNotZero();
    }
  }

  @Test
  void fineTuningMovesWeightsAloneAsThePaperHasNoScalesAndShifts() {
    assertThat(new FineTunedScratchTicket().motion()).isEqualTo(new Motion.WeightsAlone());
    FineTunedScratchTicket all =
        new FineTunedScratchTicket(
            0.9,
            Scores.Pattern.ELEMENT,
            ScratchWeights.KAIMING_NORMAL,
            Scores.Distribution.KAIMING_UNIFORM,
            FineTunedScratchTicket.InitialWeights.INHERITED,
            FineTunedScratchTicket.Moved.ALL);
    assertThat(all.motion()).isEqualTo(Motion.WEIGHTS);
  }

  private static Trainer.Plan plan(Recipe recipe) {
    return new Trainer.Plan(recipe, new Sgd(), new Constant(), 4, 32, new None());
  }

  @Test
  void theSearchIsTheTrialOfTheScratchTicketItself() {
    Trainer.Plan plan = plan(new PgdAt());
    assertThat(new FineTunedScratchTicket().before(new SmallCnn(4), plan))
        .containsExactly(new Before(new SmallCnn(4), new RobustScratchTicket(), plan));
    assertThat(new RandomRstSwitch().before(new SmallCnn(4), plan))
        .extracting(before -> before.ticket().sparsity())
        .containsExactly(0.95, 0.93, 0.9, 0.85, 0.8, 0.6);
    assertThat(new RandomRstSwitch().before(new SmallCnn(4), plan))
        .contains(new Before(new SmallCnn(4), new RobustScratchTicket(), plan));
  }

  @Test
  void aSearchWithoutAdversarialExamplesIsRefusedAsRobust() {
    String message =
        "robust-scratch-ticket searches with adversarial examples, but this recipe makes none:"
            + " edge-popup searches on clean images";
    TicketMethod.Usage clean = new TicketMethod.Usage(new SmallCnn(4), plan(new Standard()), 10);
    TicketMethod.Usage robust = new TicketMethod.Usage(new SmallCnn(4), plan(new PgdAt()), 10);
    for (TicketMethod method :
        List.of(new RobustScratchTicket(), new FineTunedScratchTicket(), new RandomRstSwitch())) {
      assertThatThrownBy(() -> method.check(clean))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
      method.check(robust);
    }
    new EdgePopup().check(clean);
  }

  private static RandomRstSwitch between(Double... sparsities) {
    RandomRstSwitch standard = new RandomRstSwitch();
    return new RandomRstSwitch(
        List.of(sparsities), standard.pattern(), standard.weights(), standard.scores());
  }

  @Test
  void aSwitchNeedsTwoDifferentTickets() {
    assertThatThrownBy(() -> between(0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sparsities must have at least 2 tickets to switch between, not [0.9]");
    assertThatThrownBy(() -> between(0.9, 0.8, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sparsities must have different tickets, not [0.9, 0.8, 0.9]");
    assertThatThrownBy(() -> between(0.9, 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sparsity must be in [0, 1), not 1.0");
    assertThat(between(0.9, 0.5).sparsity()).isEqualTo(0.7);
  }

  @Test
  void aSwitchItselfIsNeverDrawn() {
    try (Network network = Trained.fresh()) {
      assertThatThrownBy(() -> new RandomRstSwitch().draw(drawing(network)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot draw a switch: its tickets are drawn one by one");
    }
  }
}

package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Crafting;
import org.tombola.attack.Fgsm;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.SmallCnn;
import org.tombola.threat.Epsilon;
import org.tombola.ticket.BoostingTicket;
import org.tombola.ticket.Dense;
import org.tombola.ticket.FineTunedScratchTicket;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.Igq;
import org.tombola.ticket.Imp;
import org.tombola.ticket.InverseWeightsInheritance;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.RobustScratchTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.FreeAt;
import org.tombola.train.KdSwa;
import org.tombola.train.PgdAt;
import org.tombola.train.Recipe;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Step;

/** What is refused while planning, and what is not. */
class RefusalTest {
  private static final Kernels NONE = new Kernels();

  private static TrialSpec spec(TicketMethod ticket, Recipe recipe, Kernels kernels) {
    return new TrialSpec(
        new Training(
            new Shapes(80, 16, 12, 1, 0.05),
            new Split(64, 16, 16, Split.Order.FILE, 0),
            new org.tombola.data.None(),
            new SmallCnn(4),
            ticket,
            recipe,
            new Sgd(),
            new Step(),
            20,
            32,
            new Monitor(),
            3),
        List.of(new Fgsm()),
        kernels,
        false);
  }

  private static void refused(
      TicketMethod ticket, Recipe recipe, Kernels kernels, String... message) {
    assertThatThrownBy(() -> spec(ticket, recipe, kernels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(message);
  }

  private static Kernels after(Integer... epochs) {
    return new Kernels(List.of(epochs), 8, 1, new Crafting());
  }

  @Test
  void kernelsOfASwitchAndOfEpochsATicketTakesForDone() {
    refused(new RandomRstSwitch(), new PgdAt(), after(0), "a switch of tickets");
    Imp late = new Imp(1, 0.2, Imp.Rewind.WEIGHTS, 5, Imp.Output.PRUNED);
    refused(late, new PgdAt(), after(0, 5), "[0, 5]", "begins after epoch 5");
    assertThatCode(() -> spec(late, new PgdAt(), after(0, 6))).doesNotThrowAnyException();
  }

  @Test
  void aRecipeOfATrainingBeforeThatWouldNotDoWhatItSays() {
    // averages after 55 epochs, and the mask phase takes 20
    BoostingTicket averaged =
        new BoostingTicket(0.8, new KdSwa(), 0.01, new Step(), 20, BoostingTicket.Weights.ORIGINAL);
    refused(averaged, new PgdAt(), NONE, "average-after");
  }

  @Test
  void inheritingFromWhatHasNoTrainedWeights() {
    for (TicketMethod small : List.of(new RobustScratchTicket(), new RandomRstSwitch())) {
      refused(inheriting(small), new PgdAt(), NONE, "Cannot inherit from");
    }
    assertThatCode(() -> spec(inheriting(new FineTunedScratchTicket()), new PgdAt(), NONE))
        .doesNotThrowAnyException();
  }

  private static TicketMethod inheriting(TicketMethod small) {
    return new InverseWeightsInheritance(InverseWeightsInheritance.From.PRUNED, small, 0, 2);
  }

  @Test
  void aSearchOnImagesAsTheyAreAlone() {
    refused(new RobustScratchTicket(), new Standard(), NONE, "edge-popup");
    assertThatCode(() -> spec(new RobustScratchTicket(), new FreeAt(Epsilon.parse("0.1"), 4), NONE))
        .doesNotThrowAnyException();
  }

  @Test
  void rewindingToAnAverage() {
    KdSwa averaging = new KdSwa(new PgdAt(), 0.3, 0.1, 0.6, 2, KdSwa.Averaging.EPOCHS, 4);
    refused(
        new Imp(1, 0.2, Imp.Rewind.WEIGHTS, 5, Imp.Output.PRUNED),
        averaging,
        NONE,
        "the average of epochs 5 to 5");
  }

  /** 2 batches of 32 an epoch: 40 steps in 20 epochs, 160 where each batch is used four times. */
  @Test
  void replaysAreStepsAMaskCanMoveAfter() {
    FlyingBird rare =
        new FlyingBird(0.8, new Igq(), 0.5, 0.005, 100, 100, 0.5, FlyingBird.Growth.RANDOM);
    refused(rare, new PgdAt(), NONE, "this training has 40 steps");
    assertThatCode(() -> spec(rare, new FreeAt(Epsilon.parse("0.1"), 4), NONE))
        .doesNotThrowAnyException();
  }

  @Test
  void aDenseTrialIsNot() {
    assertThat(spec(new Dense(), new PgdAt(), NONE).kernels()).isEqualTo(NONE);
  }
}

package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.tombola.data.None;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.ticket.Imp.Output;
import org.tombola.ticket.Imp.Rewind;
import org.tombola.train.Cosine;
import org.tombola.train.FgsmAt;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Step;
import org.tombola.train.Trained;
import org.tombola.train.Trainer;

/** Tickets drawn from trainings that come first: what these are, and what is made of them. */
class BeforehandTest {
  private static final Trainer.Plan PLAN =
      new Trainer.Plan(new PgdAt(), new Sgd(0.1, 0.8, 1e-4), new Cosine(), 12, 64, new None());

  private static Drawing.Finished finished(Network network, Key key) {
    float[] parameters = key.normal(network.layout().length());
    return new Drawing.Finished(
        network.layout(),
        parameters,
        key.child("best").normal(parameters.length),
        Mask.dense(network.layout()),
        12);
  }

  private static Drawing drawing(Network network, Drawing.Finished... before) {
    return new Drawing(network, Trained.SHAPES.train(), List.of(before), Key.ofSeed(5));
  }

  private static BitSet largest(float[] weights, Mask among, int count) {
    BitSet kept = new BitSet();
    among.places().stream()
        .boxed()
        .sorted((a, b) -> Float.compare(Math.abs(weights[b]), Math.abs(weights[a])))
        .limit(count)
        .forEach(kept::set);
    return kept;
  }

  @Test
  void robustBirdTrainsCheaplyWithTheSameOptimiserAndItsOwnSchedule() {
    RobustBird bird = new RobustBird();
    assertThat(bird.before(new SmallCnn(), PLAN))
        .containsExactly(
            new Before(
                new SmallCnn(),
                new Emergence(0.8, 5, 0.08),
                new Trainer.Plan(
                    new Standard(),
                    PLAN.optimizer(),
                    new Step(List.of(0.25, 0.75), 0.1),
                    200,
                    64,
                    new None())));
    Step schedule = (Step) bird.schedule();
    assertThat(
            IntStream.range(1, 200)
                .filter(e -> schedule.factor(e, 200) < schedule.factor(e - 1, 200)))
        .containsExactly(50, 150);
  }

  @Test
  void robustBirdKeepsTheTrainedValuesBitForBit() {
    try (Network network = Trained.fresh()) {
      Drawing.Finished early = finished(network, Key.ofSeed(1));
      Ticket ticket = new RobustBird().draw(drawing(network, early));
      assertThat(ticket.parameters()).isEqualTo(early.parameters());
      Mask all = Mask.dense(network.layout());
      int kept = all.prunable() - (int) Math.round(0.8 * all.prunable());
      assertThat(ticket.mask().places()).isEqualTo(largest(early.parameters(), all, kept));
    }
  }

  @Property(tries = 100)
  void robustBirdDropsTheRoundedShare(@ForAll @DoubleRange(min = 0, max = 0.99) double sparsity) {
    ParameterLayout layout = Layouts.small();
    RobustBird paper = new RobustBird();
    RobustBird bird =
        new RobustBird(
            sparsity, paper.early(), paper.schedule(), 200, paper.window(), paper.distance());
    float[] weights = Key.ofSeed(2).normal(layout.length());
    assertThat(bird.draw(layout, weights).kept()).isEqualTo(74 - (int) Math.round(sparsity * 74));
  }

  @Test
  void equalWeightsAreKeptByPlace() {
    ParameterLayout layout = Layouts.ofLengths(List.of(4, 4));
    float[] ones = {1, -1, 1, -1, -1, 1, -1, 1};
    assertThat(new RobustBird().draw(layout, ones).places().stream()).containsExactly(0, 1);
    assertThat(imp(1, Rewind.WEIGHTS, 0).draw(Mask.dense(layout), ones).places().stream())
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(new BoostingTicket().draw(layout, ones).places().stream()).containsExactly(0, 1);
  }

  private static Imp imp(int levels, Rewind rewind, int epoch) {
    return new Imp(levels, 0.2, rewind, epoch, Output.PRUNED);
  }

  @Test
  void eachLevelIsDrawnFromTheOneBefore() {
    SmallCnn network = new SmallCnn();
    assertThat(imp(1, Rewind.WEIGHTS, 0).before(network, PLAN))
        .containsExactly(new Before(network, new Dense(), PLAN));
    assertThat(imp(3, Rewind.WEIGHTS, 0).before(network, PLAN))
        .containsExactly(new Before(network, imp(2, Rewind.WEIGHTS, 0), PLAN));
    assertThat(imp(3, Rewind.WEIGHTS, 2).before(network, PLAN))
        .containsExactly(
            new Before(network, new Dense(), PLAN, 2),
            new Before(network, imp(2, Rewind.WEIGHTS, 2), PLAN));
    assertThat(imp(3, Rewind.LEARNING_RATE, 2).before(network, PLAN))
        .containsExactly(new Before(network, imp(2, Rewind.LEARNING_RATE, 2), PLAN));
  }

  @Test
  void aLevelGoesBackToInitialisationToAnEpochOrNotAtAll() {
    try (Network network = Trained.fresh()) {
      float[] initial = network.parameters();
      Drawing.Finished early = finished(network, Key.ofSeed(1));
      Drawing.Finished last = finished(network, Key.ofSeed(2));
      Ticket rewound = imp(1, Rewind.WEIGHTS, 0).draw(drawing(network, last));
      assertThat(rewound.parameters()).isEqualTo(initial);
      Ticket toEpoch = imp(1, Rewind.WEIGHTS, 3).draw(drawing(network, early, last));
      assertThat(toEpoch.parameters()).isEqualTo(early.parameters());
      Ticket rate = imp(1, Rewind.LEARNING_RATE, 3).draw(drawing(network, last));
      assertThat(rate.parameters()).isEqualTo(last.parameters());
      // however it goes on, the mask is that of the weights the level before ended with
      Mask all = Mask.dense(network.layout());
      int left = all.prunable() - (int) Math.ceil(0.2 * all.prunable());
      for (Ticket ticket : List.of(rewound, toEpoch, rate)) {
        assertThat(ticket.mask().places()).isEqualTo(largest(last.parameters(), all, left));
      }
    }
  }

  /** Of 512 left ceil(102.4) = 103 go, of 409 ceil(81.8) = 82, of 327 ceil(65.4) = 66. */
  @Test
  void aLevelDropsAFifthOfWhatIsLeft() {
    ParameterLayout layout = Layouts.ofLengths(List.of(700, 300));
    float[] weights = Key.ofSeed(3).normal(1000);
    Mask mask = Mask.dense(layout);
    int[] kept = new int[6];
    for (int level = 0; level < kept.length; level++) {
      Mask next = imp(level + 1, Rewind.WEIGHTS, 0).draw(mask, weights);
      assertThat(next.places().stream()).allMatch(mask.places()::get);
      mask = next;
      kept[level] = mask.kept();
    }
    assertThat(kept).containsExactly(800, 640, 512, 409, 327, 261);
    assertThat(imp(6, Rewind.WEIGHTS, 0).sparsity())
        .isEqualTo(1 - Math.pow(0.8, 6), org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void theOutputLayerCanStayDense() {
    ParameterLayout layout = Layouts.ofLengths(List.of(50, 30));
    float[] weights = new float[80];
    Arrays.fill(weights, 0, 50, 2);
    Arrays.fill(weights, 50, 80, 1);
    Imp spared = new Imp(1, 0.2, Rewind.WEIGHTS, 0, Output.DENSE);
    assertThat(spared.draw(Mask.dense(layout), weights).counts()).containsExactly(40, 30);
    assertThat(imp(1, Rewind.WEIGHTS, 0).draw(Mask.dense(layout), weights).counts())
        .containsExactly(50, 14);
  }

  @Test
  void boostingTrainsDenseAtItsSmallRate() {
    assertThat(new BoostingTicket().before(new SmallCnn(), PLAN))
        .containsExactly(
            new Before(
                new SmallCnn(),
                new Dense(),
                new Trainer.Plan(
                    new FgsmAt(), new Sgd(0.05, 0.8, 1e-4), new Step(), 100, 64, new None())));
  }

  /**
   * Layers {1, 2, 3, 6} and {40, 20, 30, 30}, means 3 and 30: scores 1/3, 2/3, 1, 2 and 4/3, 2/3,
   * 1, 1. Three of eight: 6, 40 and the first of the ones, 3. By magnitude they would be 40, 30,
   * 30.
   */
  @Test
  void boostingComparesWeightsWithTheMeanOfTheirLayer() {
    ParameterLayout layout = Layouts.ofLengths(List.of(4, 4));
    float[] weights = {1, -2, 3, -6, 40, -20, 30, -30};
    BoostingTicket paper = new BoostingTicket();
    BoostingTicket ticket =
        new BoostingTicket(
            5 / 8.0, paper.mask(), 0.05, paper.schedule(), 100, BoostingTicket.Weights.ORIGINAL);
    assertThat(ticket.draw(layout, weights).places().stream()).containsExactly(2, 3, 4);
    assertThat(
            new OneShotMagnitude(5 / 8.0, MagnitudeAtInit.Scope.NORMALISED)
                .draw(layout, weights).places().stream())
        .containsExactly(2, 3, 4);
  }

  @Test
  void aLayerOfZerosIsPrunedFirst() {
    ParameterLayout layout = Layouts.ofLengths(List.of(3, 2));
    float[] weights = {0, 0, 0, 1, 2};
    assertThat(
            new MagnitudeAtInit(0.6, MagnitudeAtInit.Scope.NORMALISED)
                .draw(layout, weights).places().stream())
        .containsExactly(3, 4);
  }

  @Test
  void boostingGoesBackToTheOriginalWeightsOrToOthersDrawnAlike() {
    BoostingTicket paper = new BoostingTicket();
    try (Network network = Trained.fresh()) {
      float[] initial = network.parameters();
      Drawing drawing = drawing(network, finished(network, Key.ofSeed(2)));
      Ticket original = paper.draw(drawing);
      Ticket redrawn =
          new BoostingTicket(
                  0.8, paper.mask(), 0.05, paper.schedule(), 100, BoostingTicket.Weights.REDRAWN)
              .draw(drawing);
      assertThat(original.parameters()).isEqualTo(initial);
      assertThat(redrawn.mask()).isEqualTo(original.mask());
      for (ParameterLayout.Slice slice : network.layout().slices()) {
        float[] was = Arrays.copyOfRange(initial, slice.offset(), slice.offset() + slice.length());
        float[] now =
            Arrays.copyOfRange(
                redrawn.parameters(), slice.offset(), slice.offset() + slice.length());
        if (slice.prunable()) {
          assertThat(now).as(slice.name()).isNotEqualTo(was);
          assertThat(deviation(now)).isBetween(deviation(was) / 2, deviation(was) * 2);
        } else {
          assertThat(now).as(slice.name()).isEqualTo(was);
        }
      }
      assertThat(network.parameters()).isEqualTo(initial);
    }
  }

  private static double deviation(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  @Test
  void refusesImpossibleNumbers() {
    assertThatThrownBy(() -> new Imp(0, 0.2, Rewind.WEIGHTS, 0, Output.PRUNED))
        .hasMessage("levels must be at least 1, not 0");
    assertThatThrownBy(() -> new Imp(1, 1.5, Rewind.WEIGHTS, 0, Output.PRUNED))
        .hasMessage("rate must be in (0, 1), not 1.5");
    assertThatThrownBy(() -> new Imp(1, 0.2, Rewind.WEIGHTS, -1, Output.PRUNED))
        .hasMessage("epoch must be at least 0, not -1");
    assertThatThrownBy(
            () -> imp(1, Rewind.WEIGHTS, 12).check(new TicketMethod.Usage(new SmallCnn(), PLAN, 0)))
        .hasMessage("imp rewinds to epoch 12, but this training has 12 epochs");
    assertThatThrownBy(() -> new RobustBird(0.8, new Standard(), new Step(), 0, 5, 0.08))
        .hasMessage("epochs must be at least 1, not 0");
    assertThatThrownBy(() -> new RobustBird(0.8, new Standard(), new Step(), 9, 1, 0.08))
        .hasMessage("window must be at least 2, not 1");
    assertThatThrownBy(() -> new RobustBird(0.8, new Standard(), new Step(), 9, 5, 1.5))
        .hasMessage("distance must be in [0, 1], not 1.5");
    assertThatThrownBy(() -> new Emergence(1, 5, 0.08))
        .hasMessage("prospect must be in [0, 1), not 1.0");
    BoostingTicket paper = new BoostingTicket();
    assertThatThrownBy(
            () -> new BoostingTicket(0.8, paper.mask(), 0, paper.schedule(), 1, paper.weights()))
        .hasMessage("learning-rate must be above 0, not 0.0");
    assertThatThrownBy(
            () -> new BoostingTicket(0.8, paper.mask(), 0.1, paper.schedule(), 0, paper.weights()))
        .hasMessage("epochs must be at least 1, not 0");
  }
}

package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.byLessThan;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tombola.data.None;
import org.tombola.mask.Mask;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.PreActResNet18;
import org.tombola.network.Shrunk;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;
import org.tombola.train.Constant;
import org.tombola.train.Diverged;
import org.tombola.train.Motion;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Trained;
import org.tombola.train.Trainer;
import org.tombola.train.Watch;

/** Tickets of whole channels, on a network of 4, 8 and 16 channels. */
class ChannelTicketTest {
  private static final Key KEY = Key.ofSeed(8);
  private static final Trainer.Plan PLAN =
      new Trainer.Plan(new Standard(), new Sgd(0.05, 0.9, 5e-4), new Constant(), 6, 32, new None());

  @Test
  void filterPruningKeepsTheLargestFiltersOfEachLayer() {
    try (Network network = Trained.fresh()) {
      ParameterLayout layout = network.layout();
      Slice first = layout.slice("stage1/conv/W");
      float[] values = network.parameters();
      // filters of 9 weights: norms 18, 9, 27 (of negative weights), 9
      float[] sizes = {2, 1, -3, 1};
      for (int c = 0; c < 4; c++) {
        Arrays.fill(values, first.offset() + 9 * c, first.offset() + 9 * (c + 1), sizes[c]);
      }
      Channels channels = network.design().channels();
      Mask half =
          new FilterPruning(0.5, Inherit.TRAINED, Residual.REFUSE).draw(channels, layout, values);
      assertThat(kept(channels, half).get(0).stream()).containsExactly(0, 2);
      // of equal filters the first one stays
      Mask most =
          new FilterPruning(0.3, Inherit.TRAINED, Residual.REFUSE).draw(channels, layout, values);
      assertThat(kept(channels, most).get(0).stream()).containsExactly(0, 1, 2);
      assertThat(sizes(channels, half)).containsExactly(2, 4, 8);
      assertThat(sizes(channels, most)).containsExactly(3, 6, 11);
      assertThat(half.kept()).isEqualTo(2 * 9 + 4 * 2 * 9 + 8 * 4 * 9 + 8 * 9 * classes());
      // nearly everything dropped: one channel a layer
      Mask one =
          new FilterPruning(0.99, Inherit.TRAINED, Residual.REFUSE).draw(channels, layout, values);
      assertThat(sizes(channels, one)).containsExactly(1, 1, 1);
    }
  }

  private static int classes() {
    return Trained.SHAPES.train().classes();
  }

  @Test
  void ticketsSayWhatTheyDropAsOne() {
    assertThat(new FilterPruning().structure()).isEqualTo(Structure.FILTERS);
    assertThat(new NetworkSlimming().structure()).isEqualTo(Structure.CHANNELS);
    assertThat(new EarlyBird().structure()).isEqualTo(Structure.CHANNELS);
    assertThat(new RandomTicket().structure()).isEqualTo(Structure.WEIGHTS);
    assertThat(Arrays.stream(AdversarialPruning.Variant.values()).map(ChannelTicketTest::rounds))
        .extracting(TicketMethod::structure)
        .containsExactly(
            Structure.FILTERS, Structure.CHANNELS, Structure.WEIGHTS, Structure.WEIGHTS);
    assertThat(
            new InverseWeightsInheritance(InverseWeightsInheritance.From.NARROW, new Dense(), 0, 2)
                .structure())
        .isEqualTo(Structure.CHANNELS);
    assertThat(
            new InverseWeightsInheritance(
                    InverseWeightsInheritance.From.PRUNED,
                    rounds(AdversarialPruning.Variant.FILTER),
                    0,
                    2)
                .structure())
        .isEqualTo(Structure.FILTERS);
  }

  private static TicketMethod rounds(AdversarialPruning.Variant variant) {
    return new AdversarialPruning(variant, 0.2, 7, Inherit.INITIAL, 1e-4, Residual.REFUSE);
  }

  @Test
  void slimmingKeepsTheLargestScalesOfAll() {
    try (Network network = Trained.fresh()) {
      Channels channels = network.design().channels();
      float[] values = network.parameters();
      // 28 scales: the first layer's largest, the second's in between, the third's 0
      scale(network.layout(), values, 1, 3, -2, 1, 2);
      scale(network.layout(), values, 2, 0.1f, 0.7f, -0.6f, 0.4f, 0.6f, 0.6f, 0.5f, 0.2f);
      scale(network.layout(), values, 3, new float[16]);
      Mask mask =
          new NetworkSlimming(0.7, 0, Inherit.TRAINED, Residual.REFUSE)
              .draw(channels, network.layout(), values);
      // round(0.3 x 28) = 8: of equal scales the first, and one of the layer that would be lost
      List<BitSet> kept = kept(channels, mask);
      assertThat(kept.get(0).stream()).containsExactly(0, 1, 2, 3);
      assertThat(kept.get(1).stream()).containsExactly(1, 2, 4);
      assertThat(kept.get(2).stream()).containsExactly(0);
    }
  }

  @Test
  void ofEqualScalesTheFirstChannelsStay() {
    try (Network network = Trained.fresh()) {
      Mask mask =
          new NetworkSlimming(0.5, 0, Inherit.TRAINED, Residual.REFUSE)
              .draw(network.design().channels(), network.layout(), network.parameters());
      assertThat(sizes(network.design().channels(), mask)).containsExactly(4, 8, 2);
    }
  }

  private static void scale(ParameterLayout layout, float[] values, int stage, float... scales) {
    Slice slice = layout.slice("stage" + stage + "/bn/gamma");
    System.arraycopy(scales, 0, values, slice.offset(), slice.length());
  }

  @Test
  void theTrainingBeforeSlimmingShrinksScalesAndTheTicketsOwnDoesNot() {
    NetworkSlimming slimming = new NetworkSlimming(0.4, 0.25, Inherit.INITIAL, Residual.LEAVE);
    Before before = slimming.before(new Mlp(), PLAN).get(0);
    assertThat(before.ticket().motion())
        .isInstanceOfSatisfying(
            Motion.Weights.class, it -> assertThat(it.shrinkage()).isEqualTo(0.25));
    assertThat(before.ticket().before(new Mlp(), PLAN)).isEmpty();
    assertThat(slimming.motion()).isEqualTo(Motion.WEIGHTS);
    assertThat(
            new NetworkSlimming(0.9, 0.25, Inherit.TRAINED, Residual.REFUSE)
                .before(new Mlp(), PLAN))
        .containsExactly(before);
  }

  /** Rounds of 50 %: 4, 8, 16 channels go to 2, 4, 8 and 1, 2, 4, of the survivors only. */
  @Test
  void roundsDropChannelsOfThoseThatAreLeft() {
    try (Network network = Trained.network()) {
      Channels channels = network.design().channels();
      float[] values = network.parameters();
      for (var variant : AdversarialPruning.Variant.values()) {
        Mask before = Mask.dense(network.layout());
        for (int round = 1; round <= 3; round++) {
          AdversarialPruning pruning =
              new AdversarialPruning(variant, 0.5, round, Inherit.INITIAL, 0, Residual.REFUSE);
          // what was dropped is large: it stays dropped
          Mask mask = pruning.draw(channels, before, values);
          assertThat(mask.places().stream()).allMatch(before.places()::get);
          double left = Math.pow(0.5, round);
          switch (variant) {
            case FILTER ->
                assertThat(sizes(channels, mask))
                    .containsExactly(
                        (int) Math.max(1, Math.round(4 * left)),
                        (int) (8 * left),
                        (int) (16 * left));
            case SLIMMING ->
                assertThat(sizes(channels, mask).stream().mapToInt(n -> n).sum())
                    .isEqualTo(Math.round(28 * left));
            case LOCAL ->
                assertThat(mask.counts()).isEqualTo(new Uniform().kept(network.layout(), 1 - left));
            case GLOBAL ->
                assertThat(mask.kept()).isEqualTo((int) Math.round(mask.prunable() * left));
          }
          before = mask;
          values = values.clone();
          for (int i : network.layout().dropped(before.places()).stream().toArray()) {
            values[i] = 100;
          }
        }
        values = network.parameters();
      }
    }
  }

  @Test
  void roundsChainAndVariantsShareTheDenseTraining() {
    Architecture network = new Mlp();
    for (var variant : AdversarialPruning.Variant.values()) {
      TicketMethod method =
          new AdversarialPruning(variant, 0.2, 3, Inherit.REDRAWN, 1e-4, Residual.LEAVE);
      for (int round = 2; round >= 1; round--) {
        Before before = method.before(network, PLAN).get(0);
        assertThat(before)
            .isEqualTo(
                new Before(
                    network,
                    new AdversarialPruning(
                        variant, 0.2, round, Inherit.REDRAWN, 1e-4, Residual.LEAVE),
                    PLAN));
        method = before.ticket();
      }
      TicketMethod first = method.before(network, PLAN).get(0).ticket();
      assertThat(first)
          .isEqualTo(
              variant == AdversarialPruning.Variant.SLIMMING
                  ? new NetworkSlimming().before(network, PLAN).get(0).ticket()
                  : new FilterPruning().before(network, PLAN).get(0).ticket());
      assertThat(first.before(network, PLAN)).isEmpty();
    }
  }

  @Test
  void survivorsStartFromWhatTheyInherit() {
    try (Network trained = Trained.network();
        Network network = Trained.fresh()) {
      float[] initial = network.parameters();
      float[] last = trained.parameters();
      Drawing drawing = drawing(network, last, Mask.dense(network.layout()));
      for (Inherit inherit : Inherit.values()) {
        Ticket filters = new FilterPruning(0.5, inherit, Residual.REFUSE).draw(drawing);
        Ticket global =
            new AdversarialPruning(
                    AdversarialPruning.Variant.GLOBAL, 0.5, 1, inherit, 0, Residual.REFUSE)
                .draw(drawing);
        switch (inherit) {
          case INITIAL -> assertThat(filters.parameters()).isEqualTo(initial);
          case TRAINED -> assertThat(filters.parameters()).isEqualTo(last);
          case REDRAWN -> {
            Slice weights = network.layout().slice("stage2/conv/W");
            for (int i = weights.offset(); i < weights.offset() + weights.length(); i++) {
              assertThat(filters.parameters()[i]).isNotIn(initial[i], last[i]);
              assertThat(global.parameters()[i]).isNotEqualTo(filters.parameters()[i]);
            }
            // what no weight is drawn for is as at the start, the input normalisation included
            for (Slice slice : network.layout().slices()) {
              if (!slice.prunable()) {
                int end = slice.offset() + slice.length();
                assertThat(Arrays.copyOfRange(filters.parameters(), slice.offset(), end))
                    .isEqualTo(Arrays.copyOfRange(initial, slice.offset(), end));
              }
            }
          }
        }
        // the mask is told by the trained weights in any case
        assertThat(filters.mask())
            .isEqualTo(
                new FilterPruning().draw(network.design().channels(), network.layout(), last));
      }
    }
  }

  private static Drawing drawing(Network network, float[] trained, Mask mask) {
    return new Drawing(
        network,
        Trained.SHAPES.train(),
        List.of(new Drawing.Finished(network.layout(), trained, trained, mask, 8)),
        KEY);
  }

  @Test
  void aTrainedTicketShrinksToTheSameNetwork() throws Diverged {
    try (Network network = Trained.network()) {
      Drawing drawing = drawing(network, network.parameters(), Mask.dense(network.layout()));
      Mask mask = new FilterPruning().draw(drawing).mask();
      Trainer.Setup start = new Trainer.Setup(mask, Motion.WEIGHTS, Watch.NOTHING, List.of());
      try (Trainer trainer = new Trainer(network, Trained.SHAPES.train(), PLAN, start, KEY)) {
        trainer.epoch(0, () -> {});
      }
      try (Network smaller = Shrunk.of(network)) {
        assertThat(smaller.layout().prunable().stream().mapToInt(Slice::length).sum())
            .isEqualTo(mask.kept());
        Images images = Trained.images(Trained.SHAPES.test(), 0, 20);
        double[] expected = network.forward(images, Mode.EVAL).logits().values();
        double[] logits = smaller.forward(images, Mode.EVAL).logits().values();
        assertThat(logits).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
          assertThat(logits[i]).isCloseTo(expected[i], byLessThan(1e-5));
        }
      }
    }
  }

  /** Masks of epochs 3 to 5 agree: the sequence is {a, b, a, a, a} with three compared. */
  @Test
  void theSearchEndsOnceTheLargestScalesStay() {
    EarlyBirdSearch search = new EarlyBirdSearch(0.5, 1e-4, 3, 0.1, Residual.REFUSE);
    try (Network network = Trained.fresh()) {
      float[] a = scaled(network, 1);
      float[] b = scaled(network, 2);
      Watch watch = search.watch();
      List<float[]> epochs = List.of(a, b, a, a, a);
      for (int epoch = 1; epoch <= 5; epoch++) {
        network.assign(epochs.get(epoch - 1));
        if (epoch == 4) {
          // interrupted here
          Watch again = search.watch();
          again.resume(watch.state());
          watch = again;
        }
        Optional<String> end = watch.after(network, epoch);
        assertThat(end)
            .isEqualTo(
                epoch < 5
                    ? Optional.empty()
                    : Optional.of("the masks of 3 epochs are within 0.0000"));
      }
      // a watch belongs to one training
      assertThat(search.watch().after(network, 6)).isEmpty();
    }
  }

  private static float[] scaled(Network network, long seed) {
    float[] values = network.parameters();
    float[] scales = Key.ofSeed(seed).normal(values.length);
    for (Slice slice : network.layout().slices()) {
      if (slice.kind() == ParameterLayout.Kind.GAMMA) {
        System.arraycopy(scales, slice.offset(), values, slice.offset(), slice.length());
      }
    }
    return values;
  }

  @Test
  void theEarlyBirdIsTheSearchsLastMask() {
    EarlyBird bird = new EarlyBird();
    Before before = bird.before(new Mlp(), PLAN).get(0);
    assertThat(before.ticket()).isEqualTo(new EarlyBirdSearch());
    assertThat(before.until()).isEqualTo(6);
    try (Network network = Trained.fresh()) {
      float[] found = scaled(network, 1);
      Ticket ticket = bird.draw(drawing(network, found, Mask.dense(network.layout())));
      assertThat(sizes(network.design().channels(), ticket.mask()).stream().mapToInt(n -> n).sum())
          .isEqualTo(14);
      assertThat(ticket.parameters()).isEqualTo(found);
      assertThat(ticket.mask())
          .isEqualTo(
              new NetworkSlimming(0.5, 0, Inherit.TRAINED, Residual.REFUSE)
                  .draw(network.design().channels(), network.layout(), found));
    }
  }

  @Test
  void anEarlyBirdNeedsAsManyEpochsAsMasks() {
    Trainer.Plan shorter =
        new Trainer.Plan(PLAN.recipe(), PLAN.optimizer(), PLAN.schedule(), 4, 32, PLAN.augment());
    assertThatThrownBy(() -> new EarlyBird().check(new TicketMethod.Usage(new Mlp(), shorter, 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the masks of early birds would never agree: 5 of them are compared, but this training"
                + " has 4 epochs");
    new EarlyBird().check(new TicketMethod.Usage(new Mlp(), PLAN, 10));
  }

  private static Channels channels(Architecture architecture) {
    return Channels.of(
        architecture, new ImageShape(1, 12, 12), new Normalisation(List.of(0.5), List.of(0.5)), 10);
  }

  @Test
  void scalesThatAreNotThereAreRefused() {
    List<TicketMethod> methods =
        List.of(
            new EarlyBird(),
            new EarlyBirdSearch(),
            new NetworkSlimming(),
            new AdversarialPruning(
                AdversarialPruning.Variant.SLIMMING, 0.2, 1, Inherit.INITIAL, 0, Residual.LEAVE));
    for (TicketMethod method : methods) {
      assertThatThrownBy(() -> method.check(channels(new Mlp())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot rank channels by their scales: this network has no batch normalisation where"
                  + " channels may be dropped");
    }
    new FilterPruning().check(channels(new Mlp()));
  }

  @Test
  void sumsOfUnequalChannelsAreRefusedOrTheirChannelsLeft() {
    Channels residual = channels(new PreActResNet18(4));
    assertThatThrownBy(() -> new FilterPruning().check(residual))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot drop channels: those of stem/conv, stage1/block1/conv2, stage1/block2/conv2 are"
                + " added, which needs equal channels; residual: leave keeps all channels that are"
                + " added");
    assertThatThrownBy(() -> new EarlyBird().check(residual)).hasMessageContaining("are added");
    // single weights may be dropped anywhere, and so may nothing
    new AdversarialPruning().check(residual);
    NetworkSlimming.penalised(1e-4).check(residual);
    FilterPruning leaving = new FilterPruning(0.5, Inherit.TRAINED, Residual.LEAVE);
    leaving.check(residual);
    try (Network network =
        Network.of(
            new PreActResNet18(4),
            new ImageShape(1, 12, 12),
            new Normalisation(List.of(0.5), List.of(0.5)),
            10,
            KEY)) {
      Mask mask = leaving.draw(residual, network.layout(), network.parameters());
      Slice stem = network.layout().slice("stem/conv/W");
      assertThat(mask.kept(stem)).isEqualTo(stem.length());
      for (int stage = 1; stage <= 4; stage++) {
        for (String conv : List.of("/conv1/W", "/conv2/W")) {
          Slice weights = network.layout().slice("stage" + stage + "/block2" + conv);
          assertThat(2 * mask.kept(weights)).isEqualTo(weights.length());
        }
      }
    }
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertThatThrownBy(() -> new FilterPruning(1.5, Inherit.TRAINED, Residual.REFUSE))
        .hasMessage("rate must be in [0, 1), not 1.5");
    assertThatThrownBy(() -> new NetworkSlimming(0.5, -1, Inherit.TRAINED, Residual.REFUSE))
        .hasMessage("shrinkage must be at least 0, not -1.0");
    assertThatThrownBy(() -> new EarlyBird(0, 0, 5, 0.1, Inherit.TRAINED, Residual.REFUSE))
        .hasMessage("rate must be in (0, 1), not 0.0");
    assertThatThrownBy(
            () ->
                new AdversarialPruning(
                    AdversarialPruning.Variant.LOCAL, 0.2, 0, Inherit.TRAINED, 0, Residual.LEAVE))
        .hasMessage("rounds must be at least 1, not 0");
  }

  private static List<BitSet> kept(Channels channels, Mask mask) {
    return channels.kept(mask.layout(), mask.places());
  }

  private static List<Integer> sizes(Channels channels, Mask mask) {
    return kept(channels, mask).stream().map(BitSet::cardinality).toList();
  }
}

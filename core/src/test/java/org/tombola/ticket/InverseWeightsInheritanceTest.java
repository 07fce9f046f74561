package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.byLessThan;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.data.None;
import org.tombola.mask.Mask;
import org.tombola.network.Architecture;
import org.tombola.network.LeNet;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.PreActResNet18;
import org.tombola.network.ResNet18;
import org.tombola.network.SmallCnn;
import org.tombola.network.Vgg16;
import org.tombola.network.WideResNet;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;
import org.tombola.ticket.InverseWeightsInheritance.From;
import org.tombola.train.Constant;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Trained;
import org.tombola.train.Trainer;

class InverseWeightsInheritanceTest {
  private static final Key KEY = Key.ofSeed(8);
  private static final Trainer.Plan PLAN =
      new Trainer.Plan(new Standard(), new Sgd(0.05, 0.9, 5e-4), new Constant(), 3, 32, new None());
  private static final ImageShape SHAPE = new ImageShape(1, 16, 16);
  private static final Images IMAGES = new Images(KEY.uniform(4 * SHAPE.size(), 0, 1), 4, SHAPE);
  private static final int[] LABELS = {0, 1, 2, 3};

  private static final InverseWeightsInheritance NARROW =
      new InverseWeightsInheritance(From.NARROW, new Dense(), 0, 2);

  private static InverseWeightsInheritance pruned(double kappa) {
    return new InverseWeightsInheritance(From.PRUNED, new FilterPruning(), kappa, 2);
  }

  static Stream<Architecture> wide() {
    return Stream.of(
        new Mlp(List.of(8, 6)),
        new SmallCnn(4),
        new Vgg16(4),
        new ResNet18(4),
        new PreActResNet18(4),
        new WideResNet(10, 4));
  }

  private static Network network(Architecture architecture, Key key) {
    return Network.of(architecture, SHAPE, new Normalisation(List.of(0.5), List.of(0.25)), 4, key);
  }

  /** A network whose shifts and running statistics are away from where they start. */
  private static Network moved(Architecture architecture) {
    Network network = network(architecture, Key.ofSeed(77));
    network.forward(IMAGES, Mode.TRAIN);
    float[] values = network.parameters();
    float[] noise = KEY.normal(values.length);
    for (Slice slice : network.layout().slices()) {
      if (slice.trained() && slice.kind() != Kind.WEIGHT) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          values[i] += 0.1f * noise[i];
        }
      }
    }
    network.assign(values);
    return network;
  }

  private static Drawing drawing(Network large, Network small, Mask mask) {
    float[] trained = small.parameters();
    return new Drawing(
        large,
        Trained.SHAPES.train(),
        List.of(new Drawing.Finished(small.layout(), trained, trained, mask, 3)),
        KEY);
  }

  @ParameterizedTest
  @MethodSource("wide")
  void theWideNetworkStartsAsTheNarrowOne(Architecture wide) {
    Before before = NARROW.before(wide, PLAN).get(0);
    assertThat(before.ticket()).isEqualTo(new Dense());
    try (Network small = moved(before.network());
        Network large = network(wide, Key.ofSeed(3))) {
      Ticket ticket = NARROW.draw(drawing(large, small, Mask.dense(small.layout())));
      assertThat(ticket.mask()).isEqualTo(Mask.dense(large.layout()));
      assertThat(small.layout().length()).isLessThan(large.layout().length());
      float[] initial = large.parameters();
      large.assign(ticket.parameters());
      assertSameLogits(large, small);
      // the new channels' own weights are those drawn for the wide network
      Slice first =
          large.layout().prunable().stream()
              .filter(s -> s.outputs() > small.layout().slice(s.name()).outputs())
              .findFirst()
              .orElseThrow();
      int last = first.place(first.outputs() - 1, first.inputs() - 1, first.taps() - 1);
      assertThat(ticket.parameters()[last]).isEqualTo(initial[last]).isNotZero();
      assertThat(gradient(large))
          .matches(g -> nonzeroInEverySlice(large, g, i -> ticket.parameters()[i] == 0));
      // one step later the new outputs, which nobody read, get a gradient too
      step(large);
      float[] second = gradient(large);
      for (Slice slice : large.layout().prunable()) {
        int old = small.layout().slice(slice.name()).outputs();
        if (slice.outputs() > old) {
          assertThat(places(slice, old)).as(slice.name()).anyMatch(place -> second[place] != 0);
        }
      }
    }
  }

  /** Weights of the outputs from one on. */
  private static IntStream places(Slice slice, int from) {
    int filter = slice.inputs() * slice.taps();
    return IntStream.range(from * filter, slice.length())
        .map(k -> slice.place(k / filter, k % filter / slice.taps(), k % slice.taps()));
  }

  private static void assertSameLogits(Network one, Network other) {
    double[] logits = one.forward(IMAGES, Mode.EVAL).logits().values();
    double[] others = other.forward(IMAGES, Mode.EVAL).logits().values();
    assertThat(logits).hasSameSizeAs(others);
    for (int i = 0; i < logits.length; i++) {
      assertThat(logits[i]).isCloseTo(others[i], byLessThan(1e-5));
    }
  }

  private static void apply(Mask mask, Network network) {
    float[] values = network.parameters();
    mask.apply(values);
    network.assign(values);
  }

  private static float[] gradient(Network network) {
    var pass = network.forward(IMAGES, Mode.BATCH);
    float[] cotangent = new CrossEntropy().at(pass.logits(), LABELS).cotangent();
    return pass.parameterGradient(cotangent).values();
  }

  private static void step(Network network) {
    float[] values = network.parameters();
    float[] gradient = gradient(network);
    for (int i = 0; i < values.length; i++) {
      values[i] -= 0.05f * gradient[i];
    }
    network.assign(values);
  }

  /** Whether, in each layer that has some of these places, one of them has a gradient. */
  private static boolean nonzeroInEverySlice(Network network, float[] gradient, IntPredicate at) {
    for (Slice slice : network.layout().prunable()) {
      BitSet places = new BitSet();
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        places.set(i, at.test(i));
      }
      if (!places.isEmpty() && places.stream().noneMatch(i -> gradient[i] != 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reading of a pruned network: single weights at 0, and no weight without a gradient for ever.
   */
  @Test
  void theDenseNetworkStartsAsThePrunedOne() {
    try (Network small = moved(new SmallCnn(4));
        Network large = network(new SmallCnn(4), Key.ofSeed(3))) {
      float[] initial = large.parameters();
      Mask mask = new RandomTicket(0.8, new Uniform()).draw(large.layout(), KEY);
      apply(mask, small);
      Drawing drawing = drawing(large, small, mask);
      Ticket ticket = pruned(0).draw(drawing);
      assertThat(ticket.mask()).isEqualTo(Mask.dense(large.layout()));
      // zero by zero: the mask makes minus zeros
      float[] kept = small.parameters();
      for (int i = 0; i < kept.length; i++) {
        assertThat(ticket.parameters()[i]).isEqualTo(kept[i] + 0f);
      }
      BitSet dropped = large.layout().dropped(mask.places());
      float[] filled = pruned(0.1).draw(drawing).parameters();
      for (Slice slice : large.layout().slices()) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          assertThat(filled[i])
              .isEqualTo(dropped.get(i) ? (float) (0.1 * initial[i]) : ticket.parameters()[i]);
        }
      }
      large.assign(ticket.parameters());
      assertSameLogits(large, small);
    }
  }

  @Test
  void channelsThatWereDroppedWholeComeBackToLife() {
    try (Network small = moved(new SmallCnn(4));
        Network large = network(new SmallCnn(4), Key.ofSeed(3))) {
      Mask mask =
          new FilterPruning().draw(small.design().channels(), small.layout(), small.parameters());
      apply(mask, small);
      Ticket ticket = pruned(0).draw(drawing(large, small, mask));
      large.assign(ticket.parameters());
      assertSameLogits(large, small);
      step(large);
      float[] gradient = gradient(large);
      // every filter moves: none is dead
      for (Slice slice : large.layout().prunable()) {
        for (int o = 0; o < slice.outputs(); o++) {
          assertThat(places(slice, o).limit((long) slice.inputs() * slice.taps()))
              .as(slice.name() + " " + o)
              .anyMatch(place -> gradient[place] != 0);
        }
      }
    }
  }

  /** A filter of zeros gives what normalisation adds, and where that is read it stays so. */
  @Test
  void aChannelThatIsStillReadStaysAsItWas() {
    try (Network small = moved(new SmallCnn(4));
        Network large = network(new SmallCnn(4), Key.ofSeed(3))) {
      Slice first = large.layout().slice("stage1/conv/W");
      BitSet kept = Mask.dense(large.layout()).places();
      kept.clear(first.offset(), first.offset() + 9);
      Mask mask = Mask.of(large.layout(), kept);
      apply(mask, small);
      Ticket ticket = pruned(0).draw(drawing(large, small, mask));
      large.assign(ticket.parameters());
      assertSameLogits(large, small);
      assertThat(ticket.parameters()[first.offset()]).isZero();
    }
  }

  @Test
  void theSmallNetworksTrainingsComeFirst() {
    Architecture network = new SmallCnn(8);
    InverseWeightsInheritance standard = new InverseWeightsInheritance();
    assertThat(standard.before(network, PLAN))
        .containsExactly(new Before(network, new AdversarialPruning(), PLAN));
    assertThat(NARROW.before(network, PLAN))
        .containsExactly(new Before(new SmallCnn(4), new Dense(), PLAN));
    assertThat(
            new InverseWeightsInheritance(From.NARROW, new Dense(), 0, 4)
                .before(new Mlp(List.of(8, 4)), PLAN))
        .containsExactly(new Before(new Mlp(List.of(2, 1)), new Dense(), PLAN));
  }

  @Test
  void aNetworkWithoutAWidthIsRefused() {
    for (Architecture network :
        List.of(new LeNet(), new SmallCnn(3), new WideResNet(10, 2), new Mlp(List.of(4, 3)))) {
      String name = org.tombola.method.Family.of(Architecture.class).of(network).name();
      assertThatThrownBy(() -> NARROW.check(new TicketMethod.Usage(network, PLAN, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot inherit from a narrower network: " + name + " has no width that 2 divides");
    }
    NARROW.check(new TicketMethod.Usage(new WideResNet(10, 4), PLAN, 1));
    pruned(0).check(new TicketMethod.Usage(new LeNet(), PLAN, 1));
  }

  @Test
  void whatTheSmallNetworkCannotBeIsRefused() {
    assertThatThrownBy(
            () ->
                new InverseWeightsInheritance(From.PRUNED, new EarlyBird(), 0, 2)
                    .check(new TicketMethod.Usage(new SmallCnn(4), PLAN, 1)))
        .hasMessageStartingWith("the masks of early birds would never agree");
    try (Network residual = network(new ResNet18(4), KEY)) {
      assertThatThrownBy(() -> pruned(0).check(residual.design().channels()))
          .hasMessageContaining("are added");
      NARROW.check(residual.design().channels());
    }
    assertThatThrownBy(() -> pruned(-1)).hasMessage("kappa must be at least 0, not -1.0");
    assertThatThrownBy(() -> new InverseWeightsInheritance(From.NARROW, new Dense(), 0, 1))
        .hasMessage("divisor must be at least 2, not 1");
  }
}

package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Crafting;
import org.tombola.mask.Mask;
import org.tombola.network.Architecture;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.MagnitudeAtInit.Scope;
import org.tombola.train.Trained;

/** What every ticket that is searched with network passes keeps to. */
class SearchedTicketTest {
  private static final Crafting CRAFTING =
      new Crafting(Norm.LINF, Epsilon.parse("0.1"), Epsilon.parse("0.05"), 3);
  // 230 images are 7 batches of 32 and one of 6: the second epoch ends in its middle
  private static final Matching MATCHING = new Matching(2, 12, 32, 5e-4, 4, 1, 1e-5);

  static final List<TicketMethod> SEARCHES =
      List.of(
          new Snip(0.7, 40, Mode.EVAL, Crafting.none()),
          new Snip(0.7, 40, Mode.BATCH, CRAFTING),
          new Grasp(0.7, 3, 200, Mode.BATCH, Grasp.Classifier.REDRAWN),
          new Grasp(0.7, 3, 200, Mode.EVAL, Grasp.Classifier.OWN),
          new SynFlow(0.7, 10),
          new NeuralTangentTransfer(
              0.7,
              Scope.LAYER,
              new KernelWeight.Fixed(),
              Matching.Tangents.ALL,
              Matching.Values.TRANSFERRED,
              MATCHING),
          awt(Scope.GLOBAL, Matching.Values.ORIGINAL),
          awt(Scope.LAYER, Matching.Values.TRANSFERRED));

  private static AdversarialWinningTicket awt(Scope scope, Matching.Values start) {
    return new AdversarialWinningTicket(
        0.7,
        scope,
        CRAFTING,
        AdversarialWinningTicket.Block.MIXED,
        new KernelWeight.Balanced(),
        Matching.Tangents.KEPT,
        start,
        MATCHING);
  }

  private static Network network(Architecture architecture) {
    return Network.of(
        architecture,
        Trained.SHAPES.train().shape(),
        Trained.SHAPES.normalisation(),
        10,
        Key.ofSeed(3));
  }

  private static Drawing drawing(Network network, long seed) {
    return new Drawing(network, Trained.SHAPES.train(), List.of(), Key.ofSeed(seed));
  }

  @Test
  void everySearchTakesThePassesItTells() {
    for (TicketMethod method : SEARCHES) {
      try (Network network = network(new SmallCnn(2))) {
        method.draw(drawing(network, 1));
        if (method instanceof SynFlow) {
          // where the flow lies is looked for at up to three scales
          assertThat(method.search(230, 10).minus(network.passes()).total()).isBetween(0L, 2L);
        } else {
          assertThat(network.passes()).as(method.toString()).isEqualTo(method.search(230, 10));
        }
        assertThat(method.search(230).total()).isGreaterThanOrEqualTo(network.passes().total());
      }
    }
  }

  @Test
  void masksKeepAnExactNumberOfWeightsAndRepeatPerKey() {
    for (TicketMethod method : SEARCHES) {
      try (Network network = network(new Mlp(List.of(12)));
          Network again = network(new Mlp(List.of(12)))) {
        int all = Mask.dense(network.layout()).prunable();
        Ticket ticket = method.draw(drawing(network, 1));
        boolean layers =
            method instanceof NeuralTangentTransfer
                || method instanceof AdversarialWinningTicket awt && awt.scope() == Scope.LAYER;
        if (layers) {
          assertThat(ticket.mask().counts()).isEqualTo(new Uniform().kept(network.layout(), 0.7));
        } else {
          assertThat(ticket.mask().kept()).isEqualTo((int) Math.round(0.3 * all));
        }
        Ticket repeated = method.draw(drawing(again, 1));
        assertThat(repeated.mask()).as(method.toString()).isEqualTo(ticket.mask());
        assertThat(repeated.parameters()).isEqualTo(ticket.parameters());
      }
    }
  }

  @Test
  void trainingStartsFromTheFirstWeightsUnlessTheyAreTransferred() {
    for (TicketMethod method : SEARCHES) {
      try (Network network = network(new Mlp(List.of(12)))) {
        float[] first = network.parameters();
        Ticket ticket = method.draw(drawing(network, 1));
        BitSet dropped = network.layout().dropped(ticket.mask().places());
        boolean transferred =
            method instanceof NeuralTangentTransfer
                || method instanceof AdversarialWinningTicket awt
                    && awt.start() == Matching.Values.TRANSFERRED;
        for (int i = 0; i < first.length && !transferred; i++) {
          if (!dropped.get(i)) {
            assertThat(ticket.parameters()[i]).as(method.toString()).isEqualTo(first[i]);
          }
        }
        int moved = 0;
        for (int i = 0; i < first.length && transferred; i++) {
          moved += !dropped.get(i) && ticket.parameters()[i] != first[i] ? 1 : 0;
          // Adam moves a weight by at most about its rate a step
          assertThat(dropped.get(i) ? first[i] : ticket.parameters()[i])
              .isCloseTo(first[i], within(12 * 1.5f * 5e-4f));
        }
        assertThat(moved > 100).isEqualTo(transferred);
      }
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Snip(0.5, 0, Mode.EVAL, Crafting.none()))
        .hasMessage("batch must be at least 1, not 0");
    assertThatThrownBy(() -> new Snip(0.5, 8, Mode.TRAIN, Crafting.none()))
        .hasMessage(
            "mode must be eval or batch, not train: a search must not change running statistics");
    assertThatThrownBy(() -> new Grasp(0.5, 1, 0, Mode.EVAL, Grasp.Classifier.OWN))
        .hasMessage("temperature must be above 0, not 0.0");
    assertThatThrownBy(() -> new SynFlow(1, 10)).hasMessage("sparsity must be in [0, 1), not 1.0");
    assertThatThrownBy(() -> new SynFlow(0.5, 0)).hasMessage("rounds must be at least 1, not 0");
    assertThatThrownBy(() -> new Matching(1, 0, 1, 1e-3, 10, 1, 0))
        .hasMessage("batch must be at least 2, not 1");
    assertThatThrownBy(() -> new KernelWeight.Fixed(0))
        .hasMessage("factor must be above 0, not 0.0");
    assertThatThrownBy(() -> new Crafting(Norm.LINF, Epsilon.parse("0.1"), Epsilon.parse("0"), -1))
        .hasMessage("steps must be at least 0, not -1");
  }
}

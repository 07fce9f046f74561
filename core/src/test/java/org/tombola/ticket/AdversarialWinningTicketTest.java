package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Crafting;
import org.tombola.mask.Mask;
import org.tombola.measure.Differentiable;
import org.tombola.measure.Probes;
import org.tombola.measure.TangentKernel;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.MagnitudeAtInit.Scope;
import org.tombola.train.Trained;

class AdversarialWinningTicketTest {
  private static final Key KEY = Key.ofSeed(8);
  private static final Crafting CRAFTING =
      new Crafting(Norm.LINF, Epsilon.parse("0.1"), Epsilon.parse("0.05"), 2);

  private static Network network() {
    return Network.of(
        new Mlp(List.of(16)),
        Trained.SHAPES.train().shape(),
        Trained.SHAPES.normalisation(),
        10,
        KEY.child("init"));
  }

  private static AdversarialWinningTicket awt(Matching matching) {
    return new AdversarialWinningTicket(
        0.8,
        Scope.LAYER,
        CRAFTING,
        AdversarialWinningTicket.Block.MIXED,
        new KernelWeight.Balanced(),
        Matching.Tangents.KEPT,
        Matching.Values.TRANSFERRED,
        matching);
  }

  /** Distances of a ticket from the dense network, on test images. */
  private static TangentKernel.Comparison distance(TicketMethod method) {
    try (Network network = network()) {
      double[] dense = Vectors.wide(network.parameters());
      Images images = Trained.images(Trained.SHAPES.test(), 0, 12);
      Ticket ticket = method.draw(new Drawing(network, Trained.SHAPES.train(), List.of(), KEY));
      double[] sparse = Vectors.wide(ticket.parameters());
      ticket.mask().apply(sparse);
      Differentiable function = Differentiable.of(network, Mode.EVAL, 10, 64);
      return new TangentKernel(function, images, images)
          .compare(
              new TangentKernel.Point(sparse, ticket.mask()::apply),
              new TangentKernel.Point(dense, TangentKernel.Space.ALL),
              new Probes(120, 0, KEY),
              (first, logits) -> logits);
    }
  }

  @Test
  void matchingBringsTheKernelNearerThanTheMaskItBeganWith() {
    TangentKernel.Comparison found = distance(awt(new Matching(6, 0, 32, 4e-3, 15, 2, 1e-5)));
    TangentKernel.Comparison began = distance(new MagnitudeAtInit(0.8, Scope.LAYER));
    TangentKernel.Comparison random = distance(new RandomTicket(0.8, new Uniform()));
    assertThat(found.distance()).isLessThan(0.9 * began.distance());
    assertThat(found.cosine()).isGreaterThan(began.cosine());
    assertThat(found.velocityCosine()).isGreaterThan(began.velocityCosine());
    assertThat(began.distance()).isLessThan(random.distance());
  }

  /** Masked weights compete with the values they had, and none is masked in the last interval. */
  @Test
  void theMaskMovesWhileThereIsTimeToSettle() {
    Matching moving = new Matching(1, 6, 32, 2e-2, 2, 1, 0);
    Matching settled = new Matching(1, 6, 32, 2e-2, 3, 1, 0);
    try (Network network = network();
        Network again = network()) {
      Drawing drawing = new Drawing(network, Trained.SHAPES.train(), List.of(), KEY);
      Drawing other = new Drawing(again, Trained.SHAPES.train(), List.of(), KEY);
      Mask first =
          new MagnitudeAtInit(0.8, Scope.LAYER).draw(network.layout(), network.parameters());
      Ticket stayed = awt(settled).draw(drawing);
      assertThat(stayed.mask()).isEqualTo(first);
      assertThat(awt(moving).draw(other).mask()).isNotEqualTo(stayed.mask());
    }
  }

  @Test
  void aBalancedWeightIsARatioAndAFixedOneIsNot() {
    assertThat(new KernelWeight.Balanced(7).of(2, 28)).isEqualTo(0.5);
    assertThat(new KernelWeight.Balanced(7).of(0, 0)).isZero();
    assertThat(new KernelWeight.Fixed(1e-3).of(2, 28)).isEqualTo(1e-3);
  }
}

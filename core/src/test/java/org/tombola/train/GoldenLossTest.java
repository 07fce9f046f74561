package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.data.CropFlip;
import org.tombola.data.ImageData;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.Uniform;

/** The losses of the first 20 epochs of one step each: a change here is another science. */
class GoldenLossTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/losses.txt");

  /**
   * Adversarial training of a moving ticket, everything drawn. Machines round differently, and
   * steps add up: 1e-4 relative.
   */
  @Test
  void aTinyTrainingsLossesStayTheSame() throws IOException, Diverged {
    List<Double> losses = losses();
    if ("true".equals(System.getProperty("golden.update"))) {
      Files.createDirectories(GOLDEN.getParent());
      Files.write(
          GOLDEN,
          losses.stream().map(loss -> String.format(java.util.Locale.ROOT, "%.7f", loss)).toList());
    }
    List<Double> golden = Files.readAllLines(GOLDEN).stream().map(Double::parseDouble).toList();
    assertThat(losses).hasSize(20).hasSameSizeAs(golden);
    for (int i = 0; i < golden.size(); i++) {
      assertThat(losses.get(i))
          .as("step " + (i + 1))
          .isCloseTo(golden.get(i), within(1e-4 * golden.get(i)));
    }
  }

  private static List<Double> losses() throws Diverged {
    ImageData images = Trained.SHAPES.train().select(firstPlaces());
    FlyingBird bird =
        new FlyingBird(0.6, new Uniform(), 0.5, 0.005, 6, 6, 0.5, FlyingBird.Growth.RANDOM);
    PgdAt recipe =
        new PgdAt(Norm.LINF, Epsilon.parse("0.03"), Epsilon.parse("0.01"), 2, Mode.TRAIN);
    Trainer.Plan plan =
        new Trainer.Plan(recipe, new Sgd(0.05, 0.9, 5e-4), new Cosine(), 20, 64, new CropFlip());
    List<Double> losses = new ArrayList<>();
    try (Network network = Trained.fresh();
        Trainer trainer =
            new Trainer(
                network,
                images,
                plan,
                Trained.setup(
                    bird.draw(network.layout(), Trained.SEED.child("ticket")), bird.dynamics()),
                Trained.SEED)) {
      for (int epoch = 0; epoch < 20; epoch++) {
        losses.add(trainer.epoch(epoch, () -> {}).loss());
      }
    }
    return losses;
  }

  private static int[] firstPlaces() {
    int[] places = new int[64];
    java.util.Arrays.setAll(places, i -> i);
    return places;
  }
}

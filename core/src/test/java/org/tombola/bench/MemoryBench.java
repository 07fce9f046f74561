package org.tombola.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.tombola.data.ImageData;
import org.tombola.data.None;
import org.tombola.data.Places;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.data.Splits;
import org.tombola.network.Engine;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Igq;
import org.tombola.ticket.RandomTicket;
import org.tombola.train.Constant;
import org.tombola.train.Diverged;
import org.tombola.train.Motion;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.train.Trainer;
import org.tombola.train.Watch;

/**
 * Resident memory after 100 to 2,000 PGD training steps of SmallCnn (width 16, 28x28x1, batch 128,
 * PGD-5, a random ticket at 0.9) and its ratio to that after 100, which is to stay below 1.03. A
 * benchmark, not a test: it takes minutes.
 */
public final class MemoryBench {
  private static final int BATCH = 128;
  // ten steps an epoch, the last with a partial batch
  private static final int IMAGES = 9 * BATCH + 40;

  private MemoryBench() {}

  /** The engine's name, and nothing else; without it, ND4J. */
  public static void main(String[] arguments) throws IOException, Diverged {
    Engine engine = arguments.length == 0 ? Engine.ND4J : Engine.named(arguments[0]);
    Splits splits =
        new Shapes(IMAGES + 10, 10, 28, 1, 0.15)
            .load(
                new Split(IMAGES, 10, 10, Split.Order.FILE, 0),
                Places.ofThisMachine(null, progress -> {}));
    ImageData images = splits.train();
    Key seed = Key.ofSeed(0);
    PgdAt recipe =
        new PgdAt(Norm.LINF, Epsilon.parse("0.1"), Epsilon.parse("0.025"), 5, Mode.TRAIN);
    Trainer.Plan plan =
        new Trainer.Plan(recipe, new Sgd(0.02, 0.9, 5e-4), new Constant(), 100, BATCH, new None());
    RandomTicket ticket = new RandomTicket(0.9, new Igq());
    try (Network network =
            Network.of(
                engine,
                new SmallCnn(16),
                images.shape(),
                splits.normalisation(),
                images.classes(),
                seed.child("init"));
        Trainer trainer =
            new Trainer(
                network,
                images,
                plan,
                new Trainer.Setup(
                    ticket.draw(network.layout(), seed.child("ticket")),
                    Motion.WEIGHTS,
                    Watch.NOTHING,
                    List.of()),
                seed)) {
      double early = 0;
      for (int epoch = 0; epoch < 200; epoch++) {
        trainer.epoch(epoch, () -> {});
        if (epoch == 9 || epoch % 38 == 9) {
          double resident = resident();
          early = epoch == 9 ? resident : early;
          System.out.printf(
              Locale.ROOT,
              "after %d steps: resident %.1f MiB (javacpp counts %.1f MiB), ratio %.4f%n",
              10 * (epoch + 1),
              resident,
              Pointer.physicalBytes() / 1048576.0,
              resident / early);
        }
      }
    }
  }

  /** MiB, as the kernel counts them. */
  private static double resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("Cannot measure memory: /proc/self/status has no VmRSS");
  }
}

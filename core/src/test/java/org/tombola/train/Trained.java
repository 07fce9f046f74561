package org.tombola.train;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tombola.data.ImageData;
import org.tombola.data.None;
import org.tombola.data.Places;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.data.Splits;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.network.Engine;
import org.tombola.network.Network;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.tensor.Images;

/** Tiny images, and a tiny network with batch normalisation that has learnt a little of them. */
public final class Trained {
  /** 12x12 grey shapes: 230 training, 60 validation, 100 test images. */
  public static final Splits SHAPES =
      new Shapes(290, 100, 12, 1, 0.05)
          .load(
              new Split(230, 60, 100, Split.Order.FILE, 0), Places.ofThisMachine(null, silently()));

  /** The engine under test: attacks, tickets and a golden training run on each. */
  public static final Engine ENGINE =
      Engine.named(System.getProperty("tombola.test.engine", Engine.ND4J.word()));

  /** Root of all draws. */
  public static final Key SEED = Key.ofSeed(21);

  private static final float[] PARAMETERS = train();

  private Trained() {}

  /** A new network with drawn weights; the caller closes it. */
  public static Network fresh() {
    return Network.of(
        ENGINE,
        new SmallCnn(4),
        SHAPES.train().shape(),
        SHAPES.normalisation(),
        SHAPES.train().classes(),
        SEED.child("init"));
  }

  /**
   * A new network with trained weights, right on about half of the images; the caller closes it.
   */
  public static Network network() {
    Network network = fresh();
    network.assign(PARAMETERS);
    return network;
  }

  /** Images as a network reads them, from a place on. */
  public static Images images(ImageData data, int first, int count) {
    return data.batch(IntStream.range(first, first + count).toArray());
  }

  /** Weights under a mask, and nothing else. */
  public static Trainer.Setup setup(Mask mask, MaskDynamics dynamics) {
    return new Trainer.Setup(mask, new Motion.Weights(dynamics), Watch.NOTHING, List.of());
  }

  private static <T> Consumer<T> silently() {
    return told -> {};
  }

  private static float[] train() {
    Trainer.Plan plan =
        new Trainer.Plan(
            new Standard(), new Sgd(0.05, 0.9, 5e-4), new Constant(), 8, 32, new None());
    try (Network network = fresh();
        Trainer trainer =
            new Trainer(
                network,
                SHAPES.train(),
                plan,
                setup(Mask.dense(network.layout()), MaskDynamics.STATIC),
                SEED)) {
      for (int epoch = 0; epoch < plan.epochs(); epoch++) {
        trainer.epoch(epoch, () -> {});
      }
      return network.parameters();
    } catch (Diverged e) {
      throw new AssertionError("a tiny training diverged", e);
    }
  }
}

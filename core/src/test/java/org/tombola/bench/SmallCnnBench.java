package org.tombola.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tombola.attack.Attack;
import org.tombola.attack.Pgd;
import org.tombola.network.Gradient;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Normalisation;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;

/** The parts of a training step on SmallCnn, 28x28x1, batch 128: milliseconds each. */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SmallCnnBench {
  private static final int BATCH = 128;
  private static final int CLASSES = 10;

  /** Batch normalisation's statistics. */
  @Param({"TRAIN", "EVAL"})
  public Mode mode;

  private final Pgd oneStep =
      new Pgd(Norm.LINF, Epsilon.parse("0.1"), Epsilon.parse("0.025"), 1, 1);
  private final int[] labels = IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
  private final int[] ids = IntStream.range(0, BATCH).toArray();
  private final Key key = Key.ofSeed(0);

  private Network network;
  private Images images;
  private float[] cotangent;

  /** Draws network, images and cotangent. */
  @Setup
  public void draw() {
    ImageShape shape = new ImageShape(1, 28, 28);
    network =
        Network.of(
            new SmallCnn(),
            shape,
            new Normalisation(List.of(0.5), List.of(0.25)),
            CLASSES,
            key.child("init"));
    images = new Images(key.child("images").uniform(BATCH * shape.size(), 0, 1), BATCH, shape);
    cotangent = key.child("cotangent").normal(BATCH * CLASSES);
  }

  /** Gives native memory back. */
  @TearDown
  public void close() {
    network.close();
  }

  /** The forward pass. */
  @Benchmark
  public Logits forward() {
    return network.forward(images, mode).logits();
  }

  /** The forward pass and the input's gradient: what an attack's step costs at least. */
  @Benchmark
  public float[] inputGradient() {
    return network.forward(images, mode).inputGradient(cotangent);
  }

  /** The forward pass and the parameters' gradient. */
  @Benchmark
  public Gradient parameterGradient() {
    return network.forward(images, mode).parameterGradient(cotangent);
  }

  /** Random start, one step, projection. */
  @Benchmark
  public Images pgdStep() {
    return oneStep.perturb(network, new Attack.Targets(images, labels, ids), mode, key);
  }
}

package org.tombola.network.nd4j;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.tombola.network.Descent;
import org.tombola.network.Gradient;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/** Gradient descent in native memory: some operations over all parameters a step. */
final class Nd4jDescent implements Descent {
  private final INDArray parameters;
  private final ParameterLayout layout;
  private final Settings settings;
  private final List<Slice> scales;
  private final INDArray velocity;
  private final INDArray decay;
  private final INDArray move;

  /** 1 at what is kept or no weight, 0 at what is dropped; null where nothing is. */
  private @Nullable INDArray factors;

  Nd4jDescent(INDArray parameters, ParameterLayout layout, Settings settings) {
    this.parameters = parameters;
    this.layout = layout;
    this.settings = settings;
    this.scales =
        layout.slices().stream()
            .filter(
                slice -> settings.shrinkage() != 0 && slice.kind() == Kind.GAMMA && slice.trained())
            .toList();
    float[] decays = new float[layout.length()];
    for (Slice slice : layout.slices()) {
      // running statistics and the input normalisation are not trained, so they do not decay
      if (slice.trained()) {
        Arrays.fill(
            decays,
            slice.offset(),
            slice.offset() + slice.length(),
            (float) settings.weightDecay());
      }
    }
    decay = Nd4j.createFromArray(decays);
    velocity = decay.like();
    move = decay.like();
  }

  @Override
  public void step(Gradient gradient, int examples, double rate) {
    if (gradient instanceof Nd4jGradient here) {
      step(here.flat(), examples, rate);
    } else {
      try (INDArray flat = Nd4j.createFromArray(gradient.values())) {
        step(flat, examples, rate);
      }
    }
  }

  private void step(INDArray gradient, int examples, double rate) {
    velocity.muli(settings.momentum());
    gradient.mul(1.0 / examples, move);
    velocity.addi(move);
    parameters.mul(decay, move);
    velocity.addi(move);
    for (Slice scale : scales) {
      try (INDArray sign = Transforms.sign(Nd4jNetwork.part(parameters, scale))) {
        Nd4jNetwork.part(velocity, scale).addi(sign.muli(settings.shrinkage()));
      }
    }
    velocity.mul(rate, move);
    parameters.subi(move);
    drop();
  }

  @Override
  public void mask(BitSet kept) {
    forget();
    BitSet dropped = layout.dropped(kept);
    if (!dropped.isEmpty()) {
      float[] values = new float[layout.length()];
      Arrays.fill(values, 1);
      dropped.stream().forEach(i -> values[i] = 0);
      factors = Nd4j.createFromArray(values);
      drop();
    }
  }

  private void drop() {
    if (factors != null) {
      parameters.muli(factors);
      velocity.muli(factors);
    }
  }

  private void forget() {
    if (factors != null) {
      factors.close();
      factors = null;
    }
  }

  @Override
  public float[] velocity() {
    return Floats.of(velocity, layout.length());
  }

  @Override
  public void resume(float[] saved) {
    Floats.write(saved, velocity);
  }

  @Override
  public void close() {
    forget();
    velocity.close();
    decay.close();
    move.close();
  }
}

package org.tombola.network.torch;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Descent;
import org.tombola.network.Gradient;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/** Gradient descent on the device: some operations over all parameters a step. */
final class TorchDescent implements Descent {
  private final Parameters parameters;
  private final Tensors tensors;
  private final ParameterLayout layout;
  private final Settings settings;
  private final List<Slice> scales;
  private final Tensor weights;
  private final Tensor decay;
  private final Flat velocity;

  /** 1 at what is kept or no weight, 0 at what is dropped; null where nothing is. */
  private @Nullable Tensor factors;

  TorchDescent(Parameters parameters, Tensors tensors, ParameterLayout layout, Settings settings) {
    this.parameters = parameters;
    this.tensors = tensors;
    this.layout = layout;
    this.settings = settings;
    this.scales =
        layout.slices().stream()
            .filter(
                slice -> settings.shrinkage() != 0 && slice.kind() == Kind.GAMMA && slice.trained())
            .toList();
    float[] decays = new float[Math.max(1, layout.length())];
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
    this.weights = parameters.flat.tensor;
    try (Call call = new Call()) {
      decay = Tensors.keep(tensors.of(decays, decays.length));
      velocity = new Flat(tensors, layout.length());
    }
  }

  @Override
  public void step(Gradient gradient, int examples, double rate) {
    try (Call call = new Call()) {
      if (gradient instanceof TorchGradient here) {
        step(here.flat(), examples, rate);
      } else {
        float[] values = gradient.values();
        step(tensors.of(values, values.length), examples, rate);
      }
      drop();
      parameters.changed();
    }
  }

  private void step(Tensor gradient, int examples, double rate) {
    Tensor v = velocity.tensor;
    v.mul_(Tensors.scalar(settings.momentum()));
    v.add_(gradient, Tensors.scalar(1.0 / examples));
    v.addcmul_(weights, decay);
    for (Slice scale : scales) {
      velocity
          .view(scale)
          .add_(parameters.view(scale).sign(), Tensors.scalar(settings.shrinkage()));
    }
    weights.sub_(v, Tensors.scalar(rate));
  }

  @Override
  public void mask(BitSet kept) {
    BitSet dropped = layout.dropped(kept);
    try (Call call = new Call()) {
      Tensors.free(factors);
      factors = null;
      if (!dropped.isEmpty()) {
        float[] values = new float[layout.length()];
        Arrays.fill(values, 1);
        dropped.stream().forEach(i -> values[i] = 0);
        factors = Tensors.keep(tensors.of(values, values.length));
        drop();
        parameters.changed();
      }
    }
  }

  private void drop() {
    if (factors != null) {
      // products: what is no number stays none
      weights.mul_(factors);
      velocity.tensor.mul_(factors);
    }
  }

  @Override
  public float[] velocity() {
    try (Call call = new Call()) {
      return Tensors.floats(velocity.tensor.narrow(0, 0, layout.length()));
    }
  }

  @Override
  public void resume(float[] saved) {
    try (Call call = new Call()) {
      Tensors.write(saved, velocity.tensor);
    }
  }

  @Override
  public void close() {
    try (Call call = new Call()) {
      Tensors.free(factors);
      Tensors.free(decay);
      velocity.free();
    }
  }
}

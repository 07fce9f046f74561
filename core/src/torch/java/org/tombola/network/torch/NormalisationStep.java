package org.tombola.network.torch;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Mode;
import org.tombola.network.Operation;
import org.tombola.network.ParameterLayout.Slice;

/** Batch normalisation of each channel (Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1). */
final class NormalisationStep extends Step {
  private final Operation.BatchNormalisation layer;
  private final @Nullable Slice gamma;
  private final @Nullable Slice beta;
  private final Slice mean;
  private final Slice variance;

  NormalisationStep(
      Value output,
      Value input,
      Operation.BatchNormalisation layer,
      @Nullable Slice gamma,
      @Nullable Slice beta,
      Slice mean,
      Slice variance) {
    super(output, input);
    this.layer = layer;
    this.gamma = gamma;
    this.beta = beta;
    this.mean = mean;
    this.variance = variance;
  }

  @Override
  boolean trained() {
    return gamma != null && !layer.frozen();
  }

  private boolean usesBatch(Mode mode) {
    return mode != Mode.EVAL && !layer.frozen();
  }

  @Override
  Tensor forward(Run run) {
    Tensor x = run.value(inputs[0]);
    boolean batch = usesBatch(run.mode);
    // on processors the operation sums maps with their channels innermost one number after the
    // other, which costs digits; not where their mean is about 0
    Tensor centre = batch && output.spatial && run.tensors.onHost() ? mean(run, x) : null;
    Tensor centred = centre == null ? x : centred(x, centre);
    // the operation updates them by the unbiased variance, which one number does not have
    boolean one = (long) run.batch * output.height * output.width == 1;
    boolean moves = batch && run.mode == Mode.TRAIN;
    boolean running = !batch || (moves && !one);
    double weight = run.weight(1 - layer.decay());
    T_TensorTensorTensor_T all =
        torch.native_batch_norm(
            centred,
            Tensors.optional(gamma == null ? null : run.parameters.view(gamma)),
            Tensors.optional(beta == null ? null : run.parameters.view(beta)),
            Tensors.optional(running ? run.parameters.view(mean) : null),
            Tensors.optional(running ? run.parameters.view(variance) : null),
            batch,
            weight,
            layer.eps());
    if (moves && one) {
      run.parameters.view(mean).mul_(Tensors.scalar(1 - weight));
      run.parameters.view(variance).mul_(Tensors.scalar(1 - weight));
      Tensor seen = centre == null ? x.view(output.channels) : centre;
      run.parameters.view(mean).add_(seen, Tensors.scalar(weight));
    } else if (moves && centre != null) {
      run.parameters.view(mean).add_(centre, Tensors.scalar(weight));
    }
    if (batch) {
      run.note(this, new Tensor(all.get1()), new Tensor(all.get2()), new Tensor(centred));
    } else {
      run.note(this, new Tensor(), new Tensor(), new Tensor(x));
    }
    Tensor y = new Tensor(all.get0());
    all.close();
    return y;
  }

  private Tensor mean(Run run, Tensor x) {
    double count = (double) run.batch * output.height * output.width;
    return x.sum(0, 2, 3).div(Tensors.scalar(count));
  }

  /** In place where nobody else reads the input. */
  private Tensor centred(Tensor x, Tensor centre) {
    Tensor each = centre.view(1, output.channels, 1, 1);
    return inputs[0].own && inputs[0].readers == 1 ? new Tensor(x.sub_(each)) : x.sub(each);
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    boolean batch = usesBatch(run.mode);
    boolean own = want == Want.PARAMETERS && trained();
    BoolPointer wanted = new BoolPointer(3);
    wanted.put(0, goesOn(want)).put(1, own).put(2, own);
    Tensor[] used = run.notes(this);
    T_TensorTensorTensor_T gradients =
        torch.native_batch_norm_backward(
            slope.tensor(),
            used[2],
            Tensors.optional(gamma == null ? null : run.parameters.view(gamma)),
            Tensors.optional(batch ? null : run.parameters.view(mean)),
            Tensors.optional(batch ? null : run.parameters.view(variance)),
            Tensors.optional(batch ? used[0] : null),
            Tensors.optional(batch ? used[1] : null),
            batch,
            layer.eps(),
            wanted);
    if (goesOn(want)) {
      run.give(inputs[0], new Slope(new Tensor(gradients.get0()), true));
    }
    if (own && gamma != null && beta != null) {
      run.gradient(gamma).copy_(gradients.get1());
      run.gradient(beta).copy_(gradients.get2());
    }
    gradients.close();
  }
}

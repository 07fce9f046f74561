package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Climb;
import org.tombola.network.Descent;
import org.tombola.network.Design;
import org.tombola.network.Gradient;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Pass;
import org.tombola.network.Passes;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;

/**
 * A network of libtorch's operations on tensors of one device. What its passes return is gone with
 * the next one.
 */
final class TorchNetwork implements Network {
  private final Design design;
  private final Tensors tensors;
  private final Wiring wiring;
  private final Parameters parameters;
  private final Flat gradient;
  private final Counter counter;
  private final boolean owner;
  private @Nullable Run last;
  private long forwards;

  /** Passes of a network and of those beside it. */
  private static final class Counter {
    private Passes passes = Passes.NONE;

    void add(Passes more) {
      passes = passes.plus(more);
    }
  }

  /**
   * All parameters are zero.
   *
   * @param device "cpu" or "cuda:N"
   */
  TorchNetwork(Design design, String device) {
    this(design, new Wiring(design.graph(), design.layout()), new Tensors(device), null, null);
  }

  private TorchNetwork(
      Design design,
      Wiring wiring,
      Tensors tensors,
      @Nullable Parameters shared,
      @Nullable Counter counter) {
    this.design = design;
    this.wiring = wiring;
    this.tensors = tensors;
    this.counter = counter == null ? new Counter() : counter;
    this.owner = shared == null;
    try (Call call = new Call()) {
      int length = design.layout().length();
      this.parameters = shared == null ? new Parameters(tensors, length) : shared;
      this.gradient = new Flat(tensors, length);
    }
  }

  @Override
  public Design design() {
    return design;
  }

  @Override
  public Network beside() {
    return new TorchNetwork(design, wiring, tensors, parameters, counter);
  }

  @Override
  public Network beside(float[] flat) {
    if (flat.length != layout().length()) {
      throw new IllegalArgumentException(
          "Cannot make a network of %d parameters like one of %d"
              .formatted(flat.length, layout().length()));
    }
    TorchNetwork other = new TorchNetwork(design, wiring, tensors, null, counter);
    other.assign(flat);
    return other;
  }

  @Override
  public Pass forward(Images images, Mode mode) {
    return forward(images, mode, null);
  }

  @Override
  public void gatherStatistics(Images images, double weight) {
    forward(images, Mode.TRAIN, weight);
  }

  private Pass forward(Images images, Mode mode, @Nullable Double weight) {
    design.check(images);
    try (Call call = new Call()) {
      return new Going(forward(tensor(images), mode, weight), forwards);
    }
  }

  private Tensor tensor(Images images) {
    var shape = images.shape();
    return tensors.images(
        images.pixels(), images.count(), shape.channels(), shape.height(), shape.width());
  }

  private Run forward(Tensor images, Mode mode, @Nullable Double weight) {
    // the old one first: both together may not fit
    forget();
    forwards++;
    Run run = new Run(wiring, parameters, gradient, tensors, (int) images.size(0), mode, weight);
    last = run;
    run.forward(images);
    counter.add(new Passes(run.batch, 0, 0));
    return run;
  }

  private @Nullable Tensor backward(Run run, Tensor cotangent, Step.Want want) {
    boolean input = want == Step.Want.IMAGES;
    counter.add(new Passes(0, input ? run.batch : 0, input ? 0 : run.batch));
    return run.backward(cotangent, want);
  }

  private Tensor byImages(Run run, float[] cotangent) {
    Tensor slope =
        backward(run, tensors.of(cotangent, wiring.logits.shape(run.batch)), Step.Want.IMAGES);
    if (slope == null) {
      throw new IllegalStateException("Cannot find the gradient by the images: no step gave it");
    }
    return slope;
  }

  /**
   * The points stay on the device from the first step to the last; of each pass only the logits
   * leave it, and the loss' slopes by them come in.
   */
  @Override
  public Images climb(Climb climb, Images start, Images clean) {
    design.check(start);
    Tensor points;
    Ascent ascent;
    try (Call call = new Call()) {
      points = Tensors.keep(tensor(start));
      ascent = new Ascent(climb, Tensors.keep(tensor(clean)));
    }
    try {
      for (int done = 0; done < climb.steps(); done++) {
        try (Call call = new Call()) {
          Run run = forward(new Tensor(points), climb.mode(), null);
          ascent.step(points, byImages(run, climb.slopes().apply(logits(run))));
        }
      }
      try (Call call = new Call()) {
        return new Images(Tensors.floats(points), start.count(), start.shape());
      }
    } finally {
      try (Call call = new Call()) {
        Tensors.free(points);
        ascent.free();
      }
    }
  }

  private static Logits logits(Run run) {
    return Logits.of(Tensors.floats(run.logits()), (int) run.logits().size(1));
  }

  @Override
  public float[] parameters() {
    try (Call call = new Call()) {
      return Tensors.floats(parameters.flat.tensor.narrow(0, 0, layout().length()));
    }
  }

  @Override
  public void assign(float[] flat) {
    design.check(flat);
    write(flat, parameters.flat.tensor);
  }

  @Override
  public void assign(Slice slice, float[] values) {
    try (Call call = new Call()) {
      write(values, parameters.flat.row(slice));
    }
  }

  private void write(float[] values, Tensor to) {
    try (Call call = new Call()) {
      if (values.length > 0) {
        Tensors.write(values, to);
      }
      parameters.changed();
    }
  }

  @Override
  public Descent descent(Descent.Settings settings) {
    return new TorchDescent(parameters, tensors, layout(), settings);
  }

  @Override
  public Passes passes() {
    return counter.passes;
  }

  @Override
  public double helperSeconds() {
    return tensors.onHost() && Library.threads() == 1 ? 0 : Double.NaN;
  }

  private void forget() {
    if (last != null) {
      last.close();
      last = null;
    }
  }

  @Override
  public void close() {
    try (Call call = new Call()) {
      forget();
      gradient.free();
      if (owner) {
        parameters.free();
      }
    }
  }

  /** A pass under way. */
  private final class Going implements Pass {
    private final Run run;
    private final long number;

    Going(Run run, long number) {
      this.run = run;
      this.number = number;
    }

    @Override
    public Logits logits() {
      requireLatest();
      try (Call call = new Call()) {
        return TorchNetwork.logits(run);
      }
    }

    @Override
    public float[] inputGradient(float[] cotangent) {
      requireLatest();
      try (Call call = new Call()) {
        return Tensors.floats(byImages(run, cotangent));
      }
    }

    @Override
    public Gradient parameterGradient(float[] cotangent) {
      requireLatest();
      try (Call call = new Call()) {
        backward(run, tensors.of(cotangent, wiring.logits.shape(run.batch)), Step.Want.PARAMETERS);
        return new TorchGradient(gradient.tensor, layout().length());
      }
    }

    private void requireLatest() {
      if (number != forwards) {
        throw new IllegalStateException(
            "Cannot use this pass: the network has made another forward pass since");
      }
    }
  }
}

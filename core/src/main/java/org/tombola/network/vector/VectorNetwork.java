package org.tombola.network.vector;

import java.util.BitSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
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
 * A network of vector loops over arrays that are kept, large enough for the largest batch so far.
 * What its passes return is overwritten by the next one.
 */
final class VectorNetwork implements Network {
  private final Design design;
  private final Wiring wiring;
  private final Workers workers;
  private final Parameters parameters;
  private final Counter counter;
  private final int threads;
  private @Nullable Program program;
  private long forwards;

  /** Passes of a network and of those beside it, and what its helpers worked on them. */
  private static final class Counter {
    private final LongAdder helped = new LongAdder();
    private Passes passes = Passes.NONE;

    void add(Passes more) {
      passes = passes.plus(more);
    }
  }

  VectorNetwork(Design design, int threads) {
    this(design, threads, new Parameters(design.layout().length()), new Counter());
  }

  private VectorNetwork(Design design, int threads, Parameters parameters, Counter counter) {
    this.design = design;
    this.threads = threads;
    this.wiring = new Wiring(design.graph(), design.layout());
    this.workers = new Workers(threads, counter.helped);
    this.parameters = parameters;
    this.counter = counter;
  }

  @Override
  public Design design() {
    return design;
  }

  @Override
  public Network beside() {
    return new VectorNetwork(design, threads, parameters, counter);
  }

  @Override
  public Network beside(float[] flat) {
    if (flat.length != layout().length()) {
      throw new IllegalArgumentException(
          "Cannot make a network of %d parameters like one of %d"
              .formatted(flat.length, layout().length()));
    }
    VectorNetwork other = new VectorNetwork(design, threads, new Parameters(flat.length), counter);
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
    Run run = new Run(images.count(), mode, parameters.flat, parameters.version(), weight);
    Program current = program(run.blocks());
    current.forward(run, images.pixels());
    counter.add(new Passes(images.count(), 0, 0));
    return new Going(current, run, ++forwards);
  }

  private Program program(int blocks) {
    if (program == null || blocks > program.capacity()) {
      // the old arrays first: both together may not fit
      program = null;
      program = new Program(wiring, workers, blocks);
    }
    return program;
  }

  @Override
  public float[] parameters() {
    return parameters.flat.clone();
  }

  @Override
  public void assign(float[] flat) {
    design.check(flat);
    parameters.assign(flat);
  }

  @Override
  public void assign(Slice slice, float[] values) {
    parameters.assign(slice, values);
  }

  @Override
  public Descent descent(Descent.Settings settings) {
    return new VectorDescent(parameters, layout(), settings);
  }

  @Override
  public double helperSeconds() {
    return counter.helped.sum() / 1e9;
  }

  @Override
  public Passes passes() {
    return counter.passes;
  }

  @Override
  public void close() {
    program = null;
  }

  /** A pass under way. */
  final class Going implements Pass {
    private final Program program;
    private final Run run;
    private final long number;

    Going(Program program, Run run, long number) {
      this.program = program;
      this.run = run;
      this.number = number;
    }

    @Override
    public Logits logits() {
      requireLatest();
      float[] flat = program.logits(run);
      return Logits.of(flat, wiring.logits.channels);
    }

    @Override
    public float[] inputGradient(float[] cotangent) {
      requireLatest();
      program.backward(run, cotangent, Want.IMAGES);
      counter.add(new Passes(0, run.batch(), 0));
      return program.imageGradient(run, design.images());
    }

    @Override
    public Gradient parameterGradient(float[] cotangent) {
      requireLatest();
      counter.add(new Passes(0, 0, run.batch()));
      return VectorGradient.of(this, cotangent.clone());
    }

    /**
     * Computes the gradient by the parameters.
     *
     * @param kept the prunable weights it is wanted of; null for all
     * @param into where it is written, [length of the layout]; 0 before
     */
    void gradient(float[] cotangent, @Nullable BitSet kept, float[] into) {
      requireLatest();
      program.backward(run, cotangent, new Want(into, kept));
    }

    int parameterCount() {
      return parameters.flat.length;
    }

    private void requireLatest() {
      if (number != forwards) {
        throw new IllegalStateException(
            "Cannot use this pass: the network has made another forward pass since");
      }
    }
  }
}

package org.tombola.network.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
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
 * A network of native operations on arrays that are kept, compiled once a batch size. What its
 * passes return is overwritten by the next one.
 */
final class Nd4jNetwork implements Network {
  /** Batch sizes kept compiled. */
  private static final int PROGRAMS = 24;

  private final Design design;
  private final Wiring wiring;
  private final INDArray parameters;
  private final INDArray gradient;
  private final Map<Integer, Program> programs =
      new LinkedHashMap<>(PROGRAMS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Program> eldest) {
          if (size() <= PROGRAMS) {
            return false;
          }
          eldest.getValue().close();
          return true;
        }
      };
  private final Counter counter;
  private final boolean owner;
  private Program.@Nullable Arena arena;
  private long forwards;

  /** Passes of a network and of those beside it. */
  private static final class Counter {
    private Passes passes = Passes.NONE;

    void add(Passes more) {
      passes = passes.plus(more);
    }
  }

  Nd4jNetwork(Design design, DataType type) {
    this.design = design;
    this.wiring = new Wiring(design.graph(), design.layout());
    this.parameters = Nd4j.create(type, Math.max(1, design.layout().length()));
    this.gradient = parameters.like();
    this.counter = new Counter();
    this.owner = true;
  }

  private Nd4jNetwork(Nd4jNetwork first, @Nullable INDArray own) {
    this.design = first.design;
    this.wiring = first.wiring;
    this.parameters = own == null ? first.parameters : own;
    this.gradient = parameters.like();
    this.counter = first.counter;
    this.owner = own != null;
  }

  @Override
  public Design design() {
    return design;
  }

  @Override
  public Network beside() {
    return new Nd4jNetwork(this, null);
  }

  @Override
  public Network beside(float[] flat) {
    if (flat.length != layout().length()) {
      throw new IllegalArgumentException(
          "Cannot make a network of %d parameters like one of %d"
              .formatted(flat.length, layout().length()));
    }
    Nd4jNetwork other = new Nd4jNetwork(this, parameters.like());
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
    int batch = images.count();
    // examples are independent of each other in evaluation mode, and only there
    int size = mode == Mode.EVAL ? filled(batch) : batch;
    Program program = program(size);
    Floats.write(images.pixels(), first(program.images, batch));
    if (size > batch) {
      rest(program.images, batch).assign(0);
    }
    return ran(program, batch, mode, weight);
  }

  /** The same for images of this network's own type. */
  Going forward(INDArray images, Mode mode) {
    int batch = (int) images.size(0);
    Program program = program(batch);
    program.images.assign(images);
    return ran(program, batch, mode, null);
  }

  private Going ran(Program program, int batch, Mode mode, @Nullable Double weight) {
    program.forward(mode, weight);
    counter.add(new Passes(batch, 0, 0));
    return new Going(program, batch, mode, ++forwards);
  }

  /**
   * A batch in evaluation mode is filled up with black images, whose results nobody sees, to one of
   * two sizes a doubling: survivors of an attack come in every size, and a size costs time and
   * memory to compile.
   */
  static int filled(int batch) {
    int step = Math.max(8, Integer.highestOneBit(Math.max(1, batch - 1)) / 2);
    return (batch + step - 1) / step * step;
  }

  private static INDArray first(INDArray examples, long count) {
    return examples.size(0) == count ? examples : examples.get(NDArrayIndex.interval(0, count));
  }

  private static INDArray rest(INDArray examples, long count) {
    return examples.get(NDArrayIndex.interval(count, examples.size(0)));
  }

  private Program program(int batch) {
    if (arena == null || batch > arena.capacity()) {
      forgetPrograms();
      arena = Program.Arena.of(wiring, batch, parameters, gradient);
    }
    Program.Arena current = arena;
    return programs.computeIfAbsent(batch, n -> new Program(wiring, current, n));
  }

  @Override
  public float[] parameters() {
    return Floats.of(parameters, layout().length());
  }

  /** The parameters where they lie: what is written there is in force. */
  INDArray live() {
    return parameters;
  }

  @Override
  public void assign(float[] flat) {
    design.check(flat);
    Floats.write(flat, parameters);
  }

  @Override
  public void assign(Slice slice, float[] values) {
    Floats.write(values, part(parameters, slice));
  }

  static INDArray part(INDArray flat, Slice slice) {
    return flat.get(NDArrayIndex.interval(slice.offset(), slice.offset() + slice.length()));
  }

  @Override
  public Descent descent(Descent.Settings settings) {
    return new Nd4jDescent(parameters, layout(), settings);
  }

  @Override
  public Passes passes() {
    return counter.passes;
  }

  @Override
  public double helperSeconds() {
    return Nd4jEngine.alone() ? 0 : Double.NaN;
  }

  private void forgetPrograms() {
    programs.values().forEach(Program::close);
    programs.clear();
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  @Override
  public void close() {
    forgetPrograms();
    if (owner) {
      parameters.close();
    }
    gradient.close();
  }

  /** A pass under way. */
  final class Going implements Pass {
    private final Program program;
    private final int batch;
    private final Mode mode;
    private final long number;

    Going(Program program, int batch, Mode mode, long number) {
      this.program = program;
      this.batch = batch;
      this.mode = mode;
      this.number = number;
    }

    @Override
    public Logits logits() {
      requireLatest();
      int classes = (int) program.logits.size(1);
      return Logits.of(Floats.of(program.logits, batch * classes), classes);
    }

    /** The logits where they lie. */
    INDArray live() {
      return program.logits;
    }

    @Override
    public float[] inputGradient(float[] cotangent) {
      backward(cotangent, EngineStep.Want.INPUT);
      return Floats.of(program.imageGradient, batch * design.images().size());
    }

    @Override
    public Gradient parameterGradient(float[] cotangent) {
      backward(cotangent, EngineStep.Want.PARAMETERS);
      return new Nd4jGradient(gradient);
    }

    /** Writes the gradient by the images, where it lies. */
    INDArray byImages(INDArray cotangent) {
      program.cotangent.assign(cotangent);
      backward(EngineStep.Want.INPUT);
      return program.imageGradient;
    }

    /** Writes the gradient by the parameters, where it lies. */
    INDArray byParameters(INDArray cotangent) {
      program.cotangent.assign(cotangent);
      backward(EngineStep.Want.PARAMETERS);
      return gradient;
    }

    private void backward(float[] cotangent, EngineStep.Want want) {
      Floats.write(cotangent, first(program.cotangent, batch));
      if (program.batch() > batch) {
        rest(program.cotangent, batch).assign(0);
      }
      backward(want);
    }

    private void backward(EngineStep.Want want) {
      requireLatest();
      program.backward(mode, want);
      boolean input = want == EngineStep.Want.INPUT;
      counter.add(new Passes(0, input ? batch : 0, input ? 0 : batch));
    }

    private void requireLatest() {
      if (number != forwards) {
        throw new IllegalStateException(
            "Cannot use this pass: the network has made another forward pass since");
      }
    }
  }
}

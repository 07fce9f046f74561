package org.tombola.network.nd4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout;

/** A wiring bound to the arrays of one batch size, as views of arrays shared by all batch sizes. */
final class Program implements EngineStep.Arrays {
  private final int batch;
  private final Arena arena;
  private final List<EngineStep> steps;
  private final List<EngineStep.Bound> bound = new ArrayList<>();
  private final List<INDArray> smalls = new ArrayList<>();
  private final Map<Value, INDArray> values = new HashMap<>();
  private final Map<Value, INDArray> gradients = new HashMap<>();
  final INDArray images;
  final INDArray logits;
  final INDArray imageGradient;
  final INDArray cotangent;
  private @Nullable Double weight;

  /** Arrays for up to a number of examples. */
  record Arena(
      int capacity,
      List<INDArray> slots,
      INDArray scratch,
      INDArray parameters,
      INDArray gradient,
      DataType type) {

    static Arena of(Wiring wiring, int capacity, INDArray parameters, INDArray gradient) {
      DataType type = parameters.dataType();
      List<INDArray> slots = new ArrayList<>();
      for (int size : wiring.slots) {
        slots.add(Nd4j.create(type, (long) size * capacity));
      }
      INDArray scratch = Nd4j.create(type, (long) wiring.largest() * capacity);
      return new Arena(capacity, slots, scratch, parameters, gradient, type);
    }

    void close() {
      slots.forEach(INDArray::close);
      scratch.close();
    }
  }

  Program(Wiring wiring, Arena arena, int batch) {
    this.batch = batch;
    this.arena = arena;
    this.steps = wiring.steps;
    images = value(wiring.images);
    logits = value(wiring.logits);
    imageGradient = gradient(wiring.images);
    cotangent = gradient(wiring.logits);
    for (EngineStep step : steps) {
      bound.add(step.bind(this));
    }
  }

  /**
   * Runs all steps.
   *
   * @param weight of the batch in running statistics; null is each layer's own
   */
  void forward(Mode mode, @Nullable Double weight) {
    this.weight = weight;
    for (EngineStep.Bound step : bound) {
      step.forward(mode);
    }
  }

  @Override
  public double statisticsWeight(double own) {
    return weight == null ? own : weight;
  }

  void backward(Mode mode, EngineStep.Want want) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (want == EngineStep.Want.INPUT || steps.get(i).output.trained) {
        bound.get(i).backward(mode, want);
      }
    }
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public INDArray value(Value value) {
    return values.computeIfAbsent(value, v -> view(v.slot, v));
  }

  @Override
  public INDArray gradient(Value value) {
    return gradients.computeIfAbsent(value, v -> view(v.gradientSlot, v));
  }

  private INDArray view(int slot, Value value) {
    return first(arena.slots().get(slot), (long) batch * value.size()).reshape(value.shape(batch));
  }

  @Override
  public INDArray scratch(long length) {
    return first(arena.scratch(), length);
  }

  private static INDArray first(INDArray flat, long length) {
    return flat.get(NDArrayIndex.interval(0, length));
  }

  @Override
  public INDArray parameter(ParameterLayout.Slice slice) {
    return slice(arena.parameters(), slice);
  }

  @Override
  public INDArray parameterGradient(ParameterLayout.Slice slice) {
    return slice(arena.gradient(), slice);
  }

  static INDArray slice(INDArray flat, ParameterLayout.Slice slice) {
    long[] shape = slice.shape().stream().mapToLong(Integer::longValue).toArray();
    return flat.get(NDArrayIndex.interval(slice.offset(), slice.offset() + (long) slice.length()))
        .reshape(slice.order(), shape);
  }

  @Override
  public INDArray small(long... shape) {
    INDArray own = Nd4j.create(arena.type(), shape);
    smalls.add(own);
    return own;
  }

  /** Frees the arrays its steps keep; the arena's are not its own. */
  void close() {
    smalls.forEach(INDArray::close);
    smalls.clear();
  }
}

package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native operations bound once to their arrays: a call costs about a microsecond. The operations of
 * arrays that take dimensions, such as {@code addiRowVector}, hand native code a buffer that
 * nothing in Java holds any more: where the collector comes in between, the process dies of it. A
 * bound call has its dimensions in the native context.
 */
final class Calls {
  private static final long[] NO_INTS = {};
  private static final double[] NO_REALS = {};

  private Calls() {}

  static Runnable of(String op, INDArray[] in, INDArray... out) {
    return of(op, NO_INTS, NO_REALS, in, out);
  }

  static Runnable of(String op, long[] ints, INDArray[] in, INDArray... out) {
    return of(op, ints, NO_REALS, in, out);
  }

  static Runnable of(String op, long[] ints, double[] reals, INDArray[] in, INDArray... out) {
    OpExecutioner executioner = Nd4j.getExecutioner();
    CustomOp call = DynamicCustomOp.builder(op).build();
    OpContext context = executioner.buildContext();
    context.setInputArrays(in);
    context.setOutputArrays(out);
    if (ints.length > 0) {
      context.setIArguments(ints);
    }
    if (reals.length > 0) {
      context.setTArguments(reals);
    }
    return () -> executioner.exec(call, context);
  }

  static INDArray[] in(INDArray... arrays) {
    return arrays;
  }
}

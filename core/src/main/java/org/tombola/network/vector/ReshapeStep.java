package org.tombola.network.vector;

/** A row read as maps, or maps as a row: the same numbers in the same order, in other places. */
final class ReshapeStep extends Step {
  private int[] from = {};
  private int[] to = {};

  ReshapeStep(String name, Value output, Value input) {
    super(name, output, input);
  }

  @Override
  void compile() {
    from = Weights.everywhere(inputs[0].maps());
    to = Weights.everywhere(output.maps());
  }

  @Override
  void forward(Buffers buffers, Run run, int block) {
    float[] x = buffers.value(inputs[0]);
    float[] y = buffers.value(output);
    int in = Lanes.FIRST + block * inputs[0].maps().block();
    int out = Lanes.FIRST + block * output.maps().block();
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(x, in + from[i], y, out + to[i], Lanes.COUNT);
    }
  }

  @Override
  void backward(Buffers buffers, Run run, int block) {
    float[] dy = buffers.gradient(output);
    float[] dx = buffers.gradient(inputs[0]);
    int in = Lanes.FIRST + block * inputs[0].maps().block();
    int out = Lanes.FIRST + block * output.maps().block();
    for (int i = 0; i < from.length; i++) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        float before = adds[0] ? dx[in + from[i] + lane] : 0;
        dx[in + from[i] + lane] = before + dy[out + to[i] + lane];
      }
    }
  }
}

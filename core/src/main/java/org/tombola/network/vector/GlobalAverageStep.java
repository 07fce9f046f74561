package org.tombola.network.vector;

import java.util.Arrays;

/** Mean of each map. */
final class GlobalAverageStep extends Step {
  GlobalAverageStep(String name, Value output, Value input) {
    super(name, output, input);
  }

  @Override
  void forward(Buffers buffers, Run run, int block) {
    Maps in = inputs[0].maps();
    Maps out = output.maps();
    float[] x = buffers.value(inputs[0]);
    float[] y = buffers.value(output);
    float places = in.height() * in.width();
    for (int c = 0; c < output.channels; c++) {
      int from = in.at(block, c);
      int to = out.at(block, c);
      Arrays.fill(y, to, to + Lanes.COUNT, 0);
      for (int place = 0; place < in.run(); place++) {
        for (int i = 0; i < Lanes.COUNT; i++) {
          y[to + i] += x[from + place * Lanes.COUNT + i];
        }
      }
      for (int i = 0; i < Lanes.COUNT; i++) {
        y[to + i] /= places;
      }
    }
  }

  @Override
  void backward(Buffers buffers, Run run, int block) {
    Maps in = inputs[0].maps();
    Maps out = output.maps();
    float[] dy = buffers.gradient(output);
    float[] dx = buffers.gradient(inputs[0]);
    float places = in.height() * in.width();
    for (int c = 0; c < output.channels; c++) {
      int from = out.at(block, c);
      for (int r = 0; r < in.height(); r++) {
        int row = in.at(block, c) + r * in.row();
        for (int i = 0; i < in.width() * Lanes.COUNT; i++) {
          float share = dy[from + i % Lanes.COUNT] / places;
          dx[row + i] = adds[0] ? dx[row + i] + share : share;
        }
      }
    }
  }
}

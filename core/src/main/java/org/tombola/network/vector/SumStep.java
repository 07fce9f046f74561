package org.tombola.network.vector;

/**
 * Two values added, place by place. Their gradients are the sum's, in its own array if they can.
 */
final class SumStep extends Step {
  SumStep(String name, Value output, Value left, Value right) {
    super(name, output, left, right);
  }

  @Override
  boolean placeByPlace() {
    return true;
  }

  @Override
  void forward(Buffers buffers, Run run, int block) {
    Maps maps = output.maps();
    for (int c = 0; c < output.channels; c++) {
      Planes.add(
          maps,
          buffers.value(inputs[0]),
          buffers.value(inputs[1]),
          buffers.value(output),
          maps.at(block, c));
    }
  }

  @Override
  void backward(Buffers buffers, Run run, int block) {
    for (int i = 0; i < inputs.length; i++) {
      hand(buffers, block, inputs[i], adds[i]);
    }
  }

  private void hand(Buffers buffers, int block, Value input, boolean adds) {
    float[] dy = buffers.gradient(output);
    float[] dx = buffers.gradient(input);
    Maps maps = output.maps();
    if (adds) {
      for (int c = 0; c < output.channels; c++) {
        Planes.add(maps, dx, dy, dx, maps.at(block, c));
      }
    } else if (dx != dy) {
      int at = Lanes.FIRST + block * maps.block();
      System.arraycopy(dy, at, dx, at, maps.block());
    }
  }
}

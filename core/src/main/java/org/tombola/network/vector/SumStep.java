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
  void forward(Arrays arrays, Run run, int block) {
    Maps maps = output.maps();
    for (int c = 0; c < output.channels; c++) {
      Planes.add(
          maps,
          arrays.value(inputs[0]),
          arrays.value(inputs[1]),
          arrays.value(output),
          maps.at(block, c));
    }
  }

  @Override
  void backward(Arrays arrays, Run run, int block) {
    for (int i = 0; i < inputs.length; i++) {
      hand(arrays, block, inputs[i], adds[i]);
    }
  }

  private void hand(Arrays arrays, int block, Value input, boolean adds) {
    float[] dy = arrays.gradient(output);
    float[] dx = arrays.gradient(input);
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

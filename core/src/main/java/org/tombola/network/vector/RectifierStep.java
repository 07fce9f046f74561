package org.tombola.network.vector;

/** max(x, 0), in place where nothing else reads x. */
final class RectifierStep extends Step {
  RectifierStep(String name, Value output, Value input) {
    super(name, output, input);
  }

  @Override
  boolean placeByPlace() {
    return true;
  }

  @Override
  boolean inPlace() {
    return true;
  }

  @Override
  void forward(Buffers buffers, Run run, int block) {
    Maps maps = output.maps();
    for (int c = 0; c < output.channels; c++) {
      Planes.rectify(maps, buffers.value(inputs[0]), buffers.value(output), maps.at(block, c));
    }
  }

  @Override
  void backward(Buffers buffers, Run run, int block) {
    Maps maps = output.maps();
    for (int c = 0; c < output.channels; c++) {
      Planes.rectifyBack(
          maps,
          buffers.value(output),
          buffers.gradient(output),
          buffers.gradient(inputs[0]),
          maps.at(block, c),
          adds[0]);
    }
  }
}

package org.tombola.train;

import java.util.List;
import java.util.Map;
import org.tombola.mask.Mask;
import org.tombola.network.Gradient;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;

/** Variables of which only the prunable weights move: the rest is put back after each step. */
final class HeldOthers implements Variables {
  private final Network network;
  private final Variables all;
  private final List<Slice> slices;
  private final List<float[]> held;

  HeldOthers(Network network, Variables all) {
    this.network = network;
    this.all = all;
    // running statistics are not moved by steps, and go on
    this.slices =
        network.layout().slices().stream().filter(s -> s.trained() && !s.prunable()).toList();
    float[] start = network.parameters();
    this.held = slices.stream().map(s -> s.of(start)).toList();
  }

  @Override
  public void step(Gradient gradient, int examples, Update step) {
    all.step(gradient, examples, step);
    for (int i = 0; i < held.size(); i++) {
      network.assign(slices.get(i), held.get(i));
    }
  }

  @Override
  public Mask mask() {
    return all.mask();
  }

  @Override
  public Map<String, Object> state() {
    return all.state();
  }

  @Override
  public void resume(Map<String, Object> state) {
    all.resume(state);
  }

  @Override
  public void close() {
    all.close();
  }
}

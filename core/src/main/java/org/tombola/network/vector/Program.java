package org.tombola.network.vector;

import java.util.ArrayList;
import java.util.List;
import org.tombola.tensor.ImageShape;

/**
 * A wiring on its arrays. Steps run block by block, as many after each other as need nothing of
 * other blocks: what one writes the next finds in the cache.
 */
final class Program {
  /** What a step does to a block. */
  private interface Part {
    void of(int block);
  }

  private final Wiring wiring;
  private final Workers workers;
  private final Buffers buffers;
  private final List<Part> parts = new ArrayList<>();

  Program(Wiring wiring, Workers workers, int blocks) {
    this.wiring = wiring;
    this.workers = workers;
    List<float[]> slots = new ArrayList<>();
    wiring.slots.forEach(maps -> slots.add(new float[maps.length(blocks)]));
    buffers = new Buffers(blocks, slots);
  }

  int capacity() {
    return buffers.blocks();
  }

  private void flush(Run run) {
    if (!parts.isEmpty()) {
      workers.each(run.blocks(), (block, worker) -> parts.forEach(part -> part.of(block)));
      parts.clear();
    }
  }

  /** Sends pixels, [batch, channels, height, width], through all steps. */
  void forward(Run run, float[] pixels) {
    wiring.steps.forEach(step -> step.begin(run));
    parts.add(block -> read(run, pixels, block));
    for (Step step : wiring.steps) {
      if (step.gathers(run.mode())) {
        parts.add(block -> step.gather(buffers, run, block));
        flush(run);
        step.combine(run);
      }
      parts.add(block -> step.forward(buffers, run, block));
    }
    flush(run);
  }

  /** Takes a cotangent, [batch, classes], back through all steps. */
  void backward(Run run, float[] cotangent, Want want) {
    boolean byImages = want.gradient() == null;
    parts.add(block -> write(run, cotangent, block));
    for (int i = wiring.steps.size() - 1; i >= 0; i--) {
      Step step = wiring.steps.get(i);
      if (step.output.gradientSlot == -1 || !byImages && !step.output.trained) {
        continue;
      }
      if (step.gathersBack(run, want)) {
        parts.add(block -> step.gatherBack(buffers, run, block));
        flush(run);
        step.combineBack(run, want);
      }
      if (!byImages && step instanceof LinearStep) {
        flush(run);
        step.parameters(buffers, run, want, workers);
      }
      if (byImages || step.inputs[0].trained || step.inputs[step.inputs.length - 1].trained) {
        parts.add(block -> step.backward(buffers, run, block));
      }
    }
    flush(run);
  }

  /** Lays out a block's images; lanes without one repeat the last, and are as finite as it is. */
  private void read(Run run, float[] pixels, int block) {
    Maps maps = wiring.images.maps();
    float[] x = buffers.value(wiring.images);
    int size = maps.channels() * maps.height() * maps.width();
    int filled = run.filled(block);
    for (int c = 0; c < maps.channels(); c++) {
      for (int r = 0; r < maps.height(); r++) {
        int to = maps.at(block, c) + r * maps.row();
        int from = block * Lanes.COUNT * size + (c * maps.height() + r) * maps.width();
        for (int column = 0; column < maps.width(); column++) {
          for (int lane = 0; lane < Lanes.COUNT; lane++) {
            x[to + column * Lanes.COUNT + lane] =
                pixels[from + column + Math.min(lane, filled - 1) * size];
          }
        }
      }
    }
  }

  /** The gradient by the images, [batch, channels, height, width]. */
  float[] imageGradient(Run run, ImageShape shape) {
    Maps maps = wiring.images.maps();
    float[] dx = buffers.gradient(wiring.images);
    int size = shape.size();
    float[] flat = new float[run.batch() * size];
    for (int block = 0; block < run.blocks(); block++) {
      int filled = run.filled(block);
      for (int c = 0; c < maps.channels(); c++) {
        for (int r = 0; r < maps.height(); r++) {
          int from = maps.at(block, c) + r * maps.row();
          int to = block * Lanes.COUNT * size + (c * maps.height() + r) * maps.width();
          for (int column = 0; column < maps.width(); column++) {
            for (int lane = 0; lane < filled; lane++) {
              flat[to + column + lane * size] = dx[from + column * Lanes.COUNT + lane];
            }
          }
        }
      }
    }
    return flat;
  }

  private void write(Run run, float[] cotangent, int block) {
    Maps maps = wiring.logits.maps();
    float[] dy = buffers.gradient(wiring.logits);
    for (int c = 0; c < maps.channels(); c++) {
      int at = maps.at(block, c);
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        boolean there = lane < run.filled(block);
        int image = block * Lanes.COUNT + lane;
        dy[at + lane] = there ? cotangent[image * maps.channels() + c] : 0;
      }
    }
  }

  /** The logits, [batch, classes]. */
  float[] logits(Run run) {
    Maps maps = wiring.logits.maps();
    float[] y = buffers.value(wiring.logits);
    float[] flat = new float[run.batch() * maps.channels()];
    for (int image = 0; image < run.batch(); image++) {
      for (int c = 0; c < maps.channels(); c++) {
        int at = maps.at(image / Lanes.COUNT, c) + image % Lanes.COUNT;
        flat[image * maps.channels() + c] = y[at];
      }
    }
    return flat;
  }
}

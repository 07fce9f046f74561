package org.tombola.network.vector;

import static org.tombola.network.vector.Lanes.COUNT;
import static org.tombola.network.vector.Lanes.SPECIES;
import static org.tombola.network.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Loops over one channel's map of a block: place by place, or summed over them. */
final class Planes {
  private Planes() {}

  /**
   * An affine function of a map: a (x - m) + b, rectified where asked.
   *
   * @param center m, near which numbers lie: less is lost to rounding than without
   * @param scale a
   * @param shift b
   */
  record Affine(float center, float scale, float shift, boolean rectified) {}

  private static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(SPECIES, array, index);
  }

  private static FloatVector all(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }

  /** Where the number of a rectified one's input is not above 0, nothing comes back. */
  private static FloatVector passed(FloatVector gradient, FloatVector before) {
    return gradient.blend(0, before.compare(VectorOperators.LE, 0));
  }

  private static FloatVector rectified(FloatVector number) {
    // what is no number stays none
    return number.blend(0, number.compare(VectorOperators.LT, 0));
  }

  /** y = a (x - m) + b, or max(y, 0). */
  static void forward(Maps maps, Affine affine, float[] x, float[] y, int at) {
    for (int r = 0; r < maps.height(); r++) {
      int from = at + r * maps.row();
      int to = from + maps.width() * COUNT;
      if (affine.rectified) {
        rectifiedRow(affine, x, y, from, to);
      } else {
        row(affine, x, y, from, to);
      }
    }
  }

  private static void row(Affine affine, float[] x, float[] y, int from, int to) {
    FloatVector m = all(affine.center);
    FloatVector a = all(affine.scale);
    FloatVector b = all(affine.shift);
    for (int i = from; i < to; i += WIDTH) {
      load(x, i).sub(m).fma(a, b).intoArray(y, i);
    }
  }

  private static void rectifiedRow(Affine affine, float[] x, float[] y, int from, int to) {
    FloatVector m = all(affine.center);
    FloatVector a = all(affine.scale);
    FloatVector b = all(affine.shift);
    for (int i = from; i < to; i += WIDTH) {
      rectified(load(x, i).sub(m).fma(a, b)).intoArray(y, i);
    }
  }

  /**
   * Sums over the images of a block of x and of its squared distance to its mean there. Lanes are
   * summed by themselves, in the order of places.
   *
   * @param filled lanes that hold an image
   * @param into [2], from an index on
   */
  static void moments(Maps maps, float[] x, int at, int filled, double[] into, int index) {
    float[] lanes = new float[4 * COUNT];
    // a number of the map: what is left of the others cancels little
    float pivot = x[at];
    for (int r = 0; r < maps.height(); r++) {
      int from = at + r * maps.row();
      for (int lane = 0; lane < COUNT; lane += WIDTH) {
        rowMoments(x, from + lane, maps.width(), pivot, lanes, lane);
      }
    }
    reduce(lanes, filled, into, index);
    double count = (double) filled * maps.height() * maps.width();
    into[index + 1] -= into[index] * into[index] / count;
    into[index] += pivot * count;
  }

  /** Even and odd places by themselves: one sum would wait for itself. */
  private static void rowMoments(
      float[] x, int at, int places, float pivot, float[] lanes, int lane) {
    FloatVector k = all(pivot);
    FloatVector s0 = load(lanes, lane);
    FloatVector s1 = load(lanes, COUNT + lane);
    FloatVector q0 = load(lanes, 2 * COUNT + lane);
    FloatVector q1 = load(lanes, 3 * COUNT + lane);
    int whole = at + places / 2 * 2 * COUNT;
    int i = at;
    for (; i < whole; i += 2 * COUNT) {
      FloatVector x0 = load(x, i).sub(k);
      FloatVector x1 = load(x, i + COUNT).sub(k);
      s0 = s0.add(x0);
      s1 = s1.add(x1);
      q0 = x0.fma(x0, q0);
      q1 = x1.fma(x1, q1);
    }
    if (i < at + places * COUNT) {
      FloatVector x0 = load(x, i).sub(k);
      s0 = s0.add(x0);
      q0 = x0.fma(x0, q0);
    }
    s0.intoArray(lanes, lane);
    s1.intoArray(lanes, COUNT + lane);
    q0.intoArray(lanes, 2 * COUNT + lane);
    q1.intoArray(lanes, 3 * COUNT + lane);
  }

  /** Sums over lanes, in their order. */
  private static void reduce(float[] lanes, int filled, double[] into, int index) {
    double sum = 0;
    double other = 0;
    for (int i = 0; i < filled; i++) {
      sum += (double) lanes[i] + lanes[COUNT + i];
      other += (double) lanes[2 * COUNT + i] + lanes[3 * COUNT + i];
    }
    into[index] = sum;
    into[index + 1] = other;
  }

  /**
   * Sums of dy and of dy (x - m), with dy taken back through the rectifier where there is one.
   *
   * @param filled lanes that hold an image
   * @param into [2], from an index on
   */
  static void gradientSums(
      Maps maps,
      Affine affine,
      float[] x,
      float[] dy,
      int at,
      int filled,
      double[] into,
      int index) {
    float[] lanes = new float[4 * COUNT];
    for (int lane = 0; lane < COUNT; lane += WIDTH) {
      if (affine.rectified) {
        rectifiedLaneSums(affine, x, dy, at + lane, maps.run(), lanes, lane);
      } else {
        laneSums(affine, x, dy, at + lane, maps.run(), lanes, lane);
      }
    }
    reduce(lanes, filled, into, index);
  }

  private static void laneSums(
      Affine affine, float[] x, float[] dy, int at, int places, float[] lanes, int lane) {
    FloatVector m = all(affine.center);
    FloatVector s0 = all(0);
    FloatVector s1 = s0;
    FloatVector q0 = s0;
    FloatVector q1 = s0;
    int whole = at + places / 2 * 2 * COUNT;
    int i = at;
    for (; i < whole; i += 2 * COUNT) {
      FloatVector d0 = load(dy, i);
      FloatVector d1 = load(dy, i + COUNT);
      s0 = s0.add(d0);
      s1 = s1.add(d1);
      q0 = load(x, i).sub(m).fma(d0, q0);
      q1 = load(x, i + COUNT).sub(m).fma(d1, q1);
    }
    if (i < at + places * COUNT) {
      FloatVector d0 = load(dy, i);
      s0 = s0.add(d0);
      q0 = load(x, i).sub(m).fma(d0, q0);
    }
    s0.intoArray(lanes, lane);
    s1.intoArray(lanes, COUNT + lane);
    q0.intoArray(lanes, 2 * COUNT + lane);
    q1.intoArray(lanes, 3 * COUNT + lane);
  }

  private static void rectifiedLaneSums(
      Affine affine, float[] x, float[] dy, int at, int places, float[] lanes, int lane) {
    FloatVector m = all(affine.center);
    FloatVector a = all(affine.scale);
    FloatVector b = all(affine.shift);
    FloatVector s0 = all(0);
    FloatVector s1 = s0;
    FloatVector q0 = s0;
    FloatVector q1 = s0;
    int whole = at + places / 2 * 2 * COUNT;
    int i = at;
    for (; i < whole; i += 2 * COUNT) {
      FloatVector x0 = load(x, i).sub(m);
      FloatVector x1 = load(x, i + COUNT).sub(m);
      FloatVector d0 = passed(load(dy, i), x0.fma(a, b));
      FloatVector d1 = passed(load(dy, i + COUNT), x1.fma(a, b));
      s0 = s0.add(d0);
      s1 = s1.add(d1);
      q0 = x0.fma(d0, q0);
      q1 = x1.fma(d1, q1);
    }
    if (i < at + places * COUNT) {
      FloatVector x0 = load(x, i).sub(m);
      FloatVector d0 = passed(load(dy, i), x0.fma(a, b));
      s0 = s0.add(d0);
      q0 = x0.fma(d0, q0);
    }
    s0.intoArray(lanes, lane);
    s1.intoArray(lanes, COUNT + lane);
    q0.intoArray(lanes, 2 * COUNT + lane);
    q1.intoArray(lanes, 3 * COUNT + lane);
  }

  /**
   * dx = a dy + p (x - m) + q, with dy taken back through the rectifier where there is one.
   *
   * @param adds whether it is added to what stands in dx
   */
  static void backward(
      Maps maps,
      Affine affine,
      float[] x,
      float[] dy,
      float[] dx,
      int at,
      float p,
      float q,
      boolean adds) {
    for (int r = 0; r < maps.height(); r++) {
      int from = at + r * maps.row();
      int to = from + maps.width() * COUNT;
      backwardRow(affine, x, dy, dx, from, to, p, q, adds);
    }
  }

  private static void backwardRow(
      Affine affine,
      float[] x,
      float[] dy,
      float[] dx,
      int from,
      int to,
      float p,
      float q,
      boolean adds) {
    FloatVector m = all(affine.center);
    FloatVector a = all(affine.scale);
    FloatVector b = all(affine.shift);
    FloatVector byX = all(p);
    FloatVector shift = all(q);
    if (affine.rectified && adds) {
      for (int i = from; i < to; i += WIDTH) {
        FloatVector x0 = load(x, i).sub(m);
        FloatVector d = passed(load(dy, i), x0.fma(a, b));
        d.fma(a, x0.fma(byX, shift)).add(load(dx, i)).intoArray(dx, i);
      }
    } else if (affine.rectified) {
      for (int i = from; i < to; i += WIDTH) {
        FloatVector x0 = load(x, i).sub(m);
        FloatVector d = passed(load(dy, i), x0.fma(a, b));
        d.fma(a, x0.fma(byX, shift)).intoArray(dx, i);
      }
    } else {
      for (int i = from; i < to; i += WIDTH) {
        FloatVector d = load(dy, i).fma(a, load(x, i).sub(m).fma(byX, shift));
        (adds ? d.add(load(dx, i)) : d).intoArray(dx, i);
      }
    }
  }

  /** Sum of x over the images of a block, lanes summed by themselves. */
  static double sum(Maps maps, float[] x, int at, int filled) {
    double[] both = new double[2];
    moments(maps, x, at, filled, both, 0);
    return both[0];
  }

  /** y = left + right; y may be one of them. */
  static void add(Maps maps, float[] left, float[] right, float[] y, int at) {
    for (int r = 0; r < maps.height(); r++) {
      int from = at + r * maps.row();
      int to = from + maps.width() * COUNT;
      for (int i = from; i < to; i += WIDTH) {
        load(left, i).add(load(right, i)).intoArray(y, i);
      }
    }
  }

  /** y = max(x, 0). */
  static void rectify(Maps maps, float[] x, float[] y, int at) {
    for (int r = 0; r < maps.height(); r++) {
      int from = at + r * maps.row();
      int to = from + maps.width() * COUNT;
      for (int i = from; i < to; i += WIDTH) {
        rectified(load(x, i)).intoArray(y, i);
      }
    }
  }

  /** dx = dy where y is above 0, or dx + dy. */
  static void rectifyBack(Maps maps, float[] y, float[] dy, float[] dx, int at, boolean adds) {
    for (int r = 0; r < maps.height(); r++) {
      int from = at + r * maps.row();
      int to = from + maps.width() * COUNT;
      for (int i = from; i < to; i += WIDTH) {
        FloatVector d = passed(load(dy, i), load(y, i));
        (adds ? d.add(load(dx, i)) : d).intoArray(dx, i);
      }
    }
  }
}

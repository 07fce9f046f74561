package org.tombola.attack;

import java.util.SplittableRandom;
import org.tombola.attack.Round.Subject;
import org.tombola.tensor.ImageShape;
import org.tombola.threat.Ball;

/**
 * Changes of the square attack in l2: tiles of nested boxes, then the budget of one window moved
 * into another (Andriushchenko et al. 2020, arXiv 1912.00049, section 4.2, algorithm 3). A
 * channel's share of the budget is measured in that channel.
 */
record SquareSphere(Ball ball, Subject subject, SplittableRandom draws)
    implements SquareSearch.Changes {
  private static final int TILES = 5;
  private static final double TINY = 1e-12;

  private ImageShape shape() {
    return subject.shape();
  }

  private int at(int c, int y, int x) {
    return (c * shape().height() + y) * shape().width() + x;
  }

  @Override
  public float[] start() {
    int side = Math.max(1, shape().height() / TILES);
    int border = (shape().height() - side * TILES) / 2;
    int first = Math.max(0, border);
    double[] move = new double[subject.clean().length];
    for (int top = first; top + side <= shape().height(); top += side) {
      for (int left = first; left + side <= shape().width(); left += side) {
        double[][] pattern = pattern(side);
        for (int c = 0; c < shape().channels(); c++) {
          int sign = sign();
          for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
              move[at(c, top + y, left + x)] += sign * pattern[y][x];
            }
          }
        }
      }
    }
    return onSphere(move);
  }

  @Override
  public float[] changed(float[] best, double share) {
    int side = (int) Math.round(Math.sqrt(share * shape().height() * shape().width()));
    int odd = Math.max(side, 3) / 2 * 2 + 1;
    int smaller = Math.min(shape().height(), shape().width());
    int size = Math.min(odd, smaller);
    double[] move = new double[best.length];
    double length = 0;
    for (int p = 0; p < move.length; p++) {
      move[p] = (double) best[p] - subject.clean()[p];
      length += move[p] * move[p];
    }
    Window to = Window.drawn(draws, shape(), size);
    Window from = Window.drawn(draws, shape(), size);
    double[][] pattern = pattern(size);
    double[] written = new double[shape().channels() * size * size];
    double spare = Math.max(ball.epsilon() * ball.epsilon() - length, 0) / shape().channels();
    for (int c = 0; c < shape().channels(); c++) {
      int channel = c;
      double there = Math.sqrt(to.sum((y, x) -> square(move[at(channel, y, x)])));
      double both =
          to.sum((y, x) -> square(move[at(channel, y, x)]))
              + from.sum((y, x) -> to.holds(y, x) ? 0 : square(move[at(channel, y, x)]));
      int sign = sign();
      double sum = 0;
      int first = c * size * size;
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double value =
              sign * pattern[y][x] + move[at(c, to.top() + y, to.left() + x)] / (TINY + there);
          written[first + y * size + x] = value;
          sum += value * value;
        }
      }
      double scale = Math.sqrt(spare + both) / (TINY + Math.sqrt(sum));
      for (int i = 0; i < size * size; i++) {
        written[first + i] *= scale;
      }
    }
    for (int c = 0; c < shape().channels(); c++) {
      for (int i = 0; i < size * size; i++) {
        move[at(c, from.top() + i / size, from.left() + i % size)] = 0;
      }
    }
    for (int c = 0; c < shape().channels(); c++) {
      for (int i = 0; i < size * size; i++) {
        move[at(c, to.top() + i / size, to.left() + i % size)] = written[c * size * size + i];
      }
    }
    return onSphere(move);
  }

  private static double square(double value) {
    return value * value;
  }

  /** The image moved by epsilon in a direction. */
  private float[] onSphere(double[] move) {
    double length = 0;
    for (double each : move) {
      length += each * each;
    }
    double scale = ball.epsilon() / (TINY + Math.sqrt(length));
    float[] point = new float[move.length];
    for (int p = 0; p < point.length; p++) {
      point[p] = (float) (subject.clean()[p] + scale * move[p]);
    }
    return point;
  }

  /** Two halves of opposite sign, standing or lying, of length 1. */
  private double[][] pattern(int size) {
    double[][] pattern = new double[size][size];
    boolean lying = draws.nextBoolean();
    double[][] first = boxes(size / 2, size);
    double[][] second = boxes(size - size / 2, size);
    double sum = 0;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double value = y < size / 2 ? first[y][x] : -second[y - size / 2][x];
        sum += value * value;
        pattern[lying ? x : y][lying ? y : x] = value;
      }
    }
    double length = Math.sqrt(sum);
    for (double[] row : pattern) {
      for (int x = 0; x < size; x++) {
        row[x] /= length;
      }
    }
    return pattern;
  }

  /** Centred boxes inside each other, the k-th from within with the weight 1 / k^2; length 1. */
  private static double[][] boxes(int rows, int columns) {
    double[][] sum = new double[rows][columns];
    int top = rows / 2;
    int left = columns / 2;
    double length = 0;
    for (int k = 0; k < Math.max(rows / 2 + 1, columns / 2 + 1); k++) {
      for (int y = Math.max(top - k, 0); y < Math.min(top + k + 1, rows); y++) {
        for (int x = Math.max(left - k, 0); x < Math.min(left + k + 1, columns); x++) {
          sum[y][x] += 1.0 / ((k + 1) * (k + 1));
        }
      }
    }
    for (double[] row : sum) {
      for (double value : row) {
        length += value * value;
      }
    }
    for (double[] row : sum) {
      for (int x = 0; x < columns; x++) {
        row[x] /= Math.sqrt(length);
      }
    }
    return sum;
  }

  private int sign() {
    return draws.nextBoolean() ? 1 : -1;
  }

  /** A square part of an image. */
  private record Window(int top, int left, int size) {
    interface Place {
      double value(int y, int x);
    }

    static Window drawn(SplittableRandom draws, ImageShape shape, int size) {
      return new Window(
          draws.nextInt(shape.height() - size + 1), draws.nextInt(shape.width() - size + 1), size);
    }

    boolean holds(int y, int x) {
      return y >= top && y < top + size && x >= left && x < left + size;
    }

    double sum(Place place) {
      double sum = 0;
      for (int y = top; y < top + size; y++) {
        for (int x = left; x < left + size; x++) {
          sum += place.value(y, x);
        }
      }
      return sum;
    }
  }
}

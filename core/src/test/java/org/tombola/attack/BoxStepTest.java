package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.tombola.random.Key;
import org.tombola.threat.Norm;

/** Against trying every set of pixels that may be at their bound. */
class BoxStepTest {
  private static final int PIXELS = 7;

  @Property(tries = 300)
  void isTheShortestStepOntoThePlaneThatStaysInTheBox(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed, @ForAll Norm norm) {
    Key key = Key.ofSeed(seed);
    float[] point = key.child("point").uniform(PIXELS, 0, 1);
    // bounds and zeros are where it may go wrong
    point[0] = 0;
    point[1] = 1;
    float[] normal = key.child("normal").uniform(PIXELS, -1, 1);
    normal[2] = 0;
    double offset = key.child("offset").uniform(1, -2, 2)[0];
    float[] step = BoxStep.onto(norm, point, normal, offset);
    double reached = 0;
    for (int i = 0; i < PIXELS; i++) {
      double there = (double) point[i] + step[i];
      assertThat(there).isBetween(-1e-6, 1 + 1e-6);
      reached += normal[i] * there;
    }
    double shortest = shortest(norm, point, normal, offset);
    if (Double.isInfinite(shortest)) {
      // every pixel has gone as far towards the plane as it can
      boolean below = reached < offset;
      for (int i = 0; i < PIXELS; i++) {
        if (normal[i] != 0) {
          assertThat((double) point[i] + step[i])
              .isCloseTo((normal[i] > 0) == below ? 1 : 0, within(1e-6));
        }
      }
    } else {
      assertThat(reached).isCloseTo(offset, within(1e-5));
      assertThat(size(norm, step)).isCloseTo(shortest, within(1e-5));
    }
  }

  private static double size(Norm norm, float[] step) {
    double size = 0;
    for (float move : step) {
      size = norm == Norm.LINF ? Math.max(size, Math.abs(move)) : size + (double) move * move;
    }
    return norm == Norm.LINF ? size : Math.sqrt(size);
  }

  private static double shortest(Norm norm, float[] point, float[] normal, double offset) {
    double apart = -offset;
    for (int i = 0; i < PIXELS; i++) {
      apart += (double) normal[i] * point[i];
    }
    double sign = Math.signum(apart);
    double best = Double.POSITIVE_INFINITY;
    for (int bound = 0; bound < 1 << PIXELS; bound++) {
      double left = Math.abs(apart);
      double pace = 0;
      double[] move = new double[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        double room = normal[i] * sign > 0 ? point[i] : normal[i] == 0 ? 0 : 1 - point[i];
        if ((bound >> i & 1) == 1) {
          move[i] = room;
          left -= Math.abs(normal[i]) * room;
        } else {
          pace += Math.abs(normal[i]) * (norm == Norm.LINF ? 1 : Math.abs(normal[i]));
        }
      }
      double multiplier = pace == 0 ? 0 : left / pace;
      boolean inside = multiplier >= 0 && (pace > 0 || Math.abs(left) < 1e-9);
      double size = 0;
      for (int i = 0; i < PIXELS; i++) {
        double room = normal[i] * sign > 0 ? point[i] : normal[i] == 0 ? 0 : 1 - point[i];
        if ((bound >> i & 1) == 0) {
          move[i] = normal[i] == 0 ? 0 : multiplier * (norm == Norm.LINF ? 1 : Math.abs(normal[i]));
          inside &= move[i] <= room + 1e-12;
        }
        size = norm == Norm.LINF ? Math.max(size, move[i]) : size + move[i] * move[i];
      }
      if (inside) {
        best = Math.min(best, norm == Norm.LINF ? size : Math.sqrt(size));
      }
    }
    return best;
  }
}

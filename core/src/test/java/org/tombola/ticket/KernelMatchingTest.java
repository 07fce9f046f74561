package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tombola.measure.Differentiable;
import org.tombola.measure.Probes;
import org.tombola.measure.TangentKernel.Point;
import org.tombola.measure.TangentKernel.Space;
import org.tombola.measure.Tanh;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;

class KernelMatchingTest {
  private static final Key KEY = Key.ofSeed(32);
  private static final Tanh NET = new Tanh(4, 5, 3);
  private static final Images ROWS = NET.images(2, KEY.child("rows"));
  private static final Images COLUMNS = NET.images(3, KEY.child("columns"));
  private static final double[] TEACHER = NET.draw(KEY.child("teacher"));
  private static final double[] STUDENT = NET.draw(KEY.child("student"));

  /** Leaves out every third weight: as a mask does. */
  private static final Space SOME =
      direction -> {
        for (int i = 0; i < direction.length; i += 3) {
          direction[i] = 0;
        }
      };

  private static Images scalar(float x) {
    return new Images(new float[] {x}, 1, new ImageShape(1, 1, 1));
  }

  /** f = a b x. */
  private record Product() implements Differentiable {
    @Override
    public int classes() {
      return 1;
    }

    @Override
    public double[] logits(double[] parameters, Images images) {
      return new double[] {parameters[0] * parameters[1] * images.pixels()[0]};
    }

    @Override
    public double[] gradient(double[] parameters, Images images, Cotangent cotangent) {
      double weight = cotangent.at(0, logits(parameters, images))[0] * images.pixels()[0];
      return new double[] {parameters[1] * weight, parameters[0] * weight};
    }

    @Override
    public double length(double[] parameters) {
      return Vectors.length(parameters);
    }

    @Override
    public double relativeStep() {
      return 1e-4;
    }
  }

  /**
   * At (a, b) = (0.8, -0.5) and images 2 and 3 the kernel is (a^2 + b^2) x x' = 5.34; the teacher's
   * at (1, 0.3) is 6.54; so the difference is -1.2, its square 1.44, with gradient -1.2 * 2 * 6 *
   * (2a, 2b) = (-23.04, 14.4).
   */
  @Test
  void twoWeightsAreMatchedAsWorkedByHand() {
    KernelMatching matching = new KernelMatching(new Product(), new double[] {1, 0.3});
    Point student = new Point(new double[] {0.8, -0.5}, Space.ALL);
    for (int count : new int[] {0, 1, 3}) {
      KernelMatching.Term term =
          matching.kernels(student, scalar(2), scalar(3), new Probes(1, count, KEY));
      assertThat(term.value()).isCloseTo(1.44, within(1e-9));
      assertThat(term.gradient()).containsExactly(new double[] {-23.04, 14.4}, within(1e-6));
    }
    // (-0.8 - 0.6)^2, and by (a, b): 2 * -1.4 * 2 * (b, a)
    KernelMatching.Term term = matching.logits(student.parameters(), scalar(2));
    assertThat(term.value()).isCloseTo(1.96, within(1e-12));
    assertThat(term.gradient()).containsExactly(new double[] {2.8, -4.48}, within(1e-12));
  }

  private static KernelMatching.Term kernels(double[] student, Space space) {
    return new KernelMatching(NET, TEACHER)
        .kernels(new Point(student, space), ROWS, COLUMNS, new Probes(9, 0, KEY));
  }

  @Test
  void exactProbesGiveTheGradientOfTheLoss() {
    for (Space space : new Space[] {Space.ALL, SOME}) {
      double[] gradient = kernels(STUDENT, space).gradient();
      double size = Vectors.length(gradient);
      for (int i = 0; i < gradient.length; i++) {
        double ahead = kernels(moved(i, 1e-4), space).value();
        double behind = kernels(moved(i, -1e-4), space).value();
        assertThat(gradient[i]).isCloseTo((ahead - behind) / 2e-4, within(1e-4 * size));
      }
    }
  }

  private static double[] moved(int place, double by) {
    double[] moved = STUDENT.clone();
    moved[place] += by;
    return moved;
  }

  private static double distance(double[] one, double[] other) {
    double[] difference = one.clone();
    Vectors.add(difference, other, -1);
    return Vectors.length(difference);
  }

  @Test
  void theGradientOfTheLogitsIsThatOfTheirLoss() {
    KernelMatching matching = new KernelMatching(NET, TEACHER);
    KernelMatching.Term term = matching.logits(STUDENT, ROWS);
    for (int i = 0; i < NET.size(); i++) {
      double ahead = matching.logits(moved(i, 1e-5), ROWS).value();
      double behind = matching.logits(moved(i, -1e-5), ROWS).value();
      assertThat(term.gradient()[i]).isCloseTo((ahead - behind) / 2e-5, within(1e-6));
    }
  }

  /** Over 100 draws the mean gradient is nearer than four times what chance leaves. */
  @Test
  void randomProbesGiveTheGradientOnAverage() {
    KernelMatching matching = new KernelMatching(NET, TEACHER);
    Point student = new Point(STUDENT, SOME);
    double[] mean = new double[STUDENT.length];
    double spread = 0;
    double[] exact = matching.kernels(student, ROWS, COLUMNS, new Probes(9, 0, KEY)).gradient();
    for (int draw = 0; draw < 100; draw++) {
      Probes probes = new Probes(9, 1, KEY.child("draw", draw));
      double[] gradient = matching.kernels(student, ROWS, COLUMNS, probes).gradient();
      Vectors.add(mean, gradient, 0.01);
      spread += Math.pow(distance(gradient, exact), 2);
    }
    double error = Math.sqrt(spread / 100 / 100);
    assertThat(error).isLessThan(Vectors.length(exact) / 4);
    assertThat(distance(mean, exact)).isLessThan(4 * error);
  }

  /** A linear model's kernel is the same everywhere; only the tangent space can tell two apart. */
  @Test
  void aLinearModelHasNoKernelToMatch() {
    Tanh linear = new Tanh(4, 0, 3);
    Point student = new Point(linear.draw(KEY.child("student")), SOME);
    KernelMatching matching = new KernelMatching(linear, linear.draw(KEY.child("teacher")));
    KernelMatching.Term term = matching.kernels(student, ROWS, COLUMNS, new Probes(9, 0, KEY));
    assertThat(term.value()).isGreaterThan(0.1);
    assertThat(Vectors.length(term.gradient())).isLessThan(1e-8);
  }

  /** Logits times k: the logits' loss times k^2, the kernel's times k^4. */
  @Test
  void theLossesScaleWithTheLogits() {
    record Scaled(Differentiable of, double factor) implements Differentiable {
      @Override
      public int classes() {
        return of.classes();
      }

      @Override
      public double[] logits(double[] parameters, Images images) {
        return times(of.logits(parameters, images));
      }

      private double[] times(double[] values) {
        return Arrays.stream(values).map(z -> z * factor).toArray();
      }

      @Override
      public double[] gradient(double[] parameters, Images images, Cotangent cotangent) {
        double[] weights = cotangent.at(0, logits(parameters, images));
        return times(of.gradient(parameters, images, Cotangent.of(weights)));
      }

      @Override
      public double length(double[] parameters) {
        return of.length(parameters);
      }

      @Override
      public double relativeStep() {
        return of.relativeStep();
      }
    }
    KernelMatching tripled = new KernelMatching(new Scaled(NET, 3), TEACHER);
    KernelMatching plain = new KernelMatching(NET, TEACHER);
    Point student = new Point(STUDENT, SOME);
    Probes probes = new Probes(9, 2, KEY);
    double three = tripled.kernels(student, ROWS, COLUMNS, probes).value();
    double one = plain.kernels(student, ROWS, COLUMNS, probes).value();
    double threeLogits = tripled.logits(STUDENT, ROWS).value();
    double oneLogits = plain.logits(STUDENT, ROWS).value();
    assertThat(three).isCloseTo(81 * one, within(1e-4 * three));
    assertThat(threeLogits).isCloseTo(9 * oneLogits, within(1e-9 * threeLogits));
  }

  @Test
  void theTermsAreMeansOverImagesAndClasses() {
    KernelMatching matching = new KernelMatching(NET, TEACHER);
    Images first = COLUMNS.of(new int[] {0});
    Images twice = COLUMNS.of(new int[] {0, 0});
    Point student = new Point(STUDENT, Space.ALL);
    KernelMatching.Term one = matching.kernels(student, ROWS, first, new Probes(3, 0, KEY));
    KernelMatching.Term two = matching.kernels(student, ROWS, twice, new Probes(6, 0, KEY));
    assertThat(two.value()).isCloseTo(one.value(), within(1e-9));
    assertThat(distance(two.gradient(), one.gradient())).isLessThan(1e-6);
  }
}

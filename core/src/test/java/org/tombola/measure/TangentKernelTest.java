package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tombola.measure.Differentiable.Cotangent;
import org.tombola.measure.TangentKernel.Point;
import org.tombola.measure.TangentKernel.Space;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;
import org.tombola.train.Trained;

class TangentKernelTest {
  private static final Key KEY = Key.ofSeed(31);
  private static final Tanh NET = new Tanh(4, 5, 3);
  private static final Images ROWS = NET.images(2, KEY.child("rows"));
  private static final Images COLUMNS = NET.images(3, KEY.child("columns"));
  private static final double[] THETA = NET.draw(KEY.child("theta"));
  private static final double[] OTHER = NET.draw(KEY.child("other"));
  private static final TangentKernel KERNEL = new TangentKernel(NET, ROWS, COLUMNS);

  /** J(A) J(B)^T from one Jacobian row an image and class. */
  private static double[][] explicit(double[] theta, Space space) {
    double[][] kernel = new double[6][9];
    for (int a = 0; a < 6; a++) {
      for (int b = 0; b < 9; b++) {
        double[] left = NET.gradient(theta, ROWS, unit(6, a));
        double[] right = NET.gradient(theta, COLUMNS, unit(9, b));
        space.accept(right);
        for (int i = 0; i < left.length; i++) {
          kernel[a][b] += left[i] * right[i];
        }
      }
    }
    return kernel;
  }

  private static Cotangent unit(int size, int at) {
    double[] unit = new double[size];
    unit[at] = 1;
    return Cotangent.of(unit);
  }

  @Test
  void aProductWithAUnitVectorIsAColumnOfTheKernel() {
    Space half = direction -> Arrays.fill(direction, 0, 10, 0);
    for (Space space : new Space[] {Space.ALL, half}) {
      double[][] kernel = explicit(THETA, space);
      for (int b = 0; b < 9; b++) {
        double[] column = KERNEL.times(new Point(THETA, space), unit(9, b));
        for (int a = 0; a < 6; a++) {
          assertThat(column[a]).isCloseTo(kernel[a][b], within(1e-6));
        }
      }
    }
  }

  /** Theta_ab = (x_i . x_j) if the classes are equal, else 0, wherever it is taken. */
  @Test
  void aLinearModelHasTheKernelOfItsImages() {
    Tanh linear = new Tanh(4, 0, 3);
    TangentKernel kernel = new TangentKernel(linear, ROWS, COLUMNS);
    double[] column = kernel.times(new Point(linear.draw(KEY), Space.ALL), unit(9, 4));
    for (int image = 0; image < 2; image++) {
      double dot = 0;
      for (int i = 0; i < 4; i++) {
        dot += (double) ROWS.rows()[image][i] * COLUMNS.rows()[1][i];
      }
      for (int label = 0; label < 3; label++) {
        assertThat(column[image * 3 + label]).isCloseTo(label == 1 ? dot : 0, within(1e-9));
      }
    }
  }

  @Test
  void exactProbesCompareTheKernelsThemselves() {
    double[][] one = explicit(THETA, Space.ALL);
    double[][] two = explicit(OTHER, Space.ALL);
    double error = 0;
    double both = 0;
    double first = 0;
    double second = 0;
    for (int a = 0; a < 6; a++) {
      for (int b = 0; b < 9; b++) {
        error += Math.pow(one[a][b] - two[a][b], 2);
        both += one[a][b] * two[a][b];
        first += one[a][b] * one[a][b];
        second += two[a][b] * two[a][b];
      }
    }
    TangentKernel.Comparison found = compare(0, KEY);
    assertThat(found.distance()).isCloseTo(Math.sqrt(error / second), within(1e-6));
    assertThat(found.cosine()).isCloseTo(both / Math.sqrt(first * second), within(1e-6));
    assertThat(found.norm()).isCloseTo(Math.sqrt(second), within(1e-5));
    double[] a = NET.logits(THETA, ROWS);
    double[] b = NET.logits(OTHER, ROWS);
    double squares = 0;
    for (int i = 0; i < 6; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    assertThat(found.logitDistance()).isCloseTo(Math.sqrt(squares / 6), within(1e-12));
  }

  private static TangentKernel.Comparison compare(int probes, Key key) {
    return KERNEL.compare(
        new Point(THETA, Space.ALL),
        new Point(OTHER, Space.ALL),
        new Probes(9, probes, key),
        (first, logits) -> logits);
  }

  /** The square of the norm is without bias: over 400 draws the mean is within 4 errors of it. */
  @Test
  void randomProbesAreRightOnAverage() {
    double exact = Math.pow(compare(0, KEY).norm(), 2);
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < 400; draw++) {
      double square = Math.pow(compare(1, KEY.child("draw", draw)).norm(), 2);
      sum += square;
      squares += square * square;
    }
    double mean = sum / 400;
    double error = Math.sqrt((squares / 400 - mean * mean) / 400);
    assertThat(error).isLessThan(exact / 10);
    assertThat(mean).isCloseTo(exact, within(4 * error));
  }

  @Test
  void aNetworkBesideItselfIsNoDistanceAway() {
    TangentKernel.Comparison found =
        KERNEL.compare(
            new Point(THETA, Space.ALL),
            new Point(THETA.clone(), Space.ALL),
            new Probes(9, 3, KEY),
            (first, logits) -> logits);
    assertThat(found.distance()).isZero();
    assertThat(found.logitDistance()).isZero();
    assertThat(found.cosine()).isCloseTo(1, within(1e-12));
    assertThat(found.velocityCosine()).isCloseTo(1, within(1e-12));
  }

  /** {@code <u, J p> = <J^T u, p>}, on a trained network with batch normalisation. */
  @Test
  void forwardDifferencesAndGradientsOfANetworkAgree() {
    try (Network network = Trained.network()) {
      double[] theta = Vectors.wide(network.parameters());
      Images images = Trained.images(Trained.SHAPES.test(), 0, 20);
      Differentiable function = Differentiable.of(network, Mode.EVAL, 10, 64);
      double[] u = new Probes(200, 1, KEY).vector(0);
      double[] gradient = function.gradient(theta, images, Cotangent.of(u));
      double[] along = new Tangent(function).alongLogits(theta, images, gradient);
      double product = 0;
      for (int i = 0; i < along.length; i++) {
        product += u[i] * along[i];
      }
      double square = Math.pow(Vectors.length(gradient), 2);
      // kinks crossed by the step, and single precision
      assertThat(product).isCloseTo(square, within(5e-3 * square));
    }
  }

  @Test
  void partsOfABatchAddUpAndTheirPassesAreCounted() {
    try (Network network = Trained.network()) {
      double[] theta = Vectors.wide(network.parameters());
      Images images = Trained.images(Trained.SHAPES.test(), 0, 20);
      Cotangent slopes = (first, logits) -> Arrays.stream(logits).map(z -> z * first).toArray();
      Differentiable parts = Differentiable.of(network, Mode.EVAL, 10, 7);
      Passes before = network.passes();
      double[] logits = parts.logits(theta, images);
      double[] sum = parts.gradient(theta, images, slopes);
      assertThat(network.passes().minus(before)).isEqualTo(new Passes(40, 0, 20));
      double[] weights = new double[200];
      for (int i = 70; i < 200; i++) {
        weights[i] = logits[i] * (i / 70 * 70);
      }
      Differentiable whole = Differentiable.of(network, Mode.EVAL, 10, 64);
      assertThat(whole.logits(theta, images)).containsExactly(logits, within(1e-4));
      double[] at = whole.gradient(theta, images, Cotangent.of(weights));
      double size = Vectors.length(at);
      Vectors.add(sum, at, -1);
      assertThat(Vectors.length(sum)).isLessThan(1e-4 * size);
    }
  }

  @Test
  void statisticsAndInputNormalisationAddNothingToTheStep() {
    try (Network network = Trained.fresh()) {
      double[] theta = Vectors.wide(network.parameters());
      double[] other = theta.clone();
      Differentiable function = Differentiable.of(network, Mode.EVAL, 10, 7);
      for (Slice slice : network.layout().slices()) {
        for (int i = 0; !slice.trained() && i < slice.length(); i++) {
          other[slice.offset() + i] += 1000;
        }
      }
      assertThat(function.length(other)).isEqualTo(function.length(theta));
      Arrays.fill(other, 0);
      other[network.layout().prunable().get(0).offset()] = 3;
      assertThat(function.length(other)).isEqualTo(3);
      assertThat(new Tangent(function).step(other, new double[] {1, 1, 1, 1}))
          .isCloseTo(1e-3 * 4 / 2, within(1e-9));
    }
  }
}

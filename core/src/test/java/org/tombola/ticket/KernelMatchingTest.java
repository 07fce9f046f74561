package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.measure.Differentiable;
import org.tombola.measure.Probes;
import org.tombola.measure.TangentKernel.Point;
import org.tombola.measure.TangentKernel.Space;
import org.tombola.measure.Tanh;
import org.tombola.random.Key;

class KernelMatchingTest {
  private static final Key KEY = Key.ofSeed(32);
  private static final Tanh NET = new Tanh(4, 5, 3);
  private static final INDArray ROWS = NET.images(2, KEY.child("rows"));
  private static final INDArray COLUMNS = NET.images(3, KEY.child("columns"));
  private static final INDArray TEACHER = NET.draw(KEY.child("teacher"));
  private static final INDArray STUDENT = NET.draw(KEY.child("student"));

  /** Leaves out every third weight: as a mask does. */
  private static final Space SOME =
      direction -> {
        for (int i = 0; i < direction.length(); i += 3) {
          direction.putScalar(i, 0);
        }
      };

  private static INDArray scalar(double x) {
    return Nd4j.createFromArray(x).reshape(1, 1, 1, 1);
  }

  /** f = a b x. */
  private record Product() implements Differentiable {
    @Override
    public int classes() {
      return 1;
    }

    @Override
    public double[] logits(INDArray parameters, INDArray images) {
      return new double[] {parameters.getDouble(0) * parameters.getDouble(1) * images.getDouble(0)};
    }

    @Override
    public INDArray gradient(INDArray parameters, INDArray images, Cotangent cotangent) {
      double weight = cotangent.at(0, logits(parameters, images))[0] * images.getDouble(0);
      return Nd4j.createFromArray(
          parameters.getDouble(1) * weight, parameters.getDouble(0) * weight);
    }

    @Override
    public double length(INDArray parameters) {
      return parameters.norm2Number().doubleValue();
    }
  }

  /**
   * At (a, b) = (0.8, -0.5) and images 2 and 3 the kernel is (a^2 + b^2) x x' = 5.34; the teacher's
   * at (1, 0.3) is 6.54; so the difference is -1.2, its square 1.44, with gradient -1.2 * 2 * 6 *
   * (2a, 2b) = (-23.04, 14.4).
   */
  @Test
  void twoWeightsAreMatchedAsWorkedByHand() {
    KernelMatching matching = new KernelMatching(new Product(), Nd4j.createFromArray(1, 0.3));
    Point student = new Point(Nd4j.createFromArray(0.8, -0.5), Space.ALL);
    for (int count : new int[] {0, 1, 3}) {
      try (KernelMatching.Term term =
          matching.kernels(student, scalar(2), scalar(3), new Probes(1, count, KEY))) {
        assertThat(term.value()).isCloseTo(1.44, within(1e-9));
        assertThat(term.gradient().toDoubleVector())
            .containsExactly(new double[] {-23.04, 14.4}, within(1e-6));
      }
    }
    // (-0.8 - 0.6)^2, and by (a, b): 2 * -1.4 * 2 * (b, a)
    try (KernelMatching.Term term = matching.logits(student.parameters(), scalar(2))) {
      assertThat(term.value()).isCloseTo(1.96, within(1e-12));
      assertThat(term.gradient().toDoubleVector())
          .containsExactly(new double[] {2.8, -4.48}, within(1e-12));
    }
  }

  private static double kernels(INDArray student, Space space) {
    try (KernelMatching.Term term =
        new KernelMatching(NET, TEACHER)
            .kernels(new Point(student, space), ROWS, COLUMNS, new Probes(9, 0, KEY))) {
      return term.value();
    }
  }

  @Test
  void exactProbesGiveTheGradientOfTheLoss() {
    for (Space space : new Space[] {Space.ALL, SOME}) {
      try (KernelMatching.Term term =
          new KernelMatching(NET, TEACHER)
              .kernels(new Point(STUDENT, space), ROWS, COLUMNS, new Probes(9, 0, KEY))) {
        double[] gradient = term.gradient().toDoubleVector();
        double size = term.gradient().norm2Number().doubleValue();
        for (int i = 0; i < gradient.length; i++) {
          double ahead = kernels(moved(i, 1e-4), space);
          double behind = kernels(moved(i, -1e-4), space);
          assertThat(gradient[i]).isCloseTo((ahead - behind) / 2e-4, within(1e-4 * size));
        }
      }
    }
  }

  private static INDArray moved(int place, double by) {
    INDArray moved = STUDENT.dup();
    moved.putScalar(place, moved.getDouble(place) + by);
    return moved;
  }

  @Test
  void theGradientOfTheLogitsIsThatOfTheirLoss() {
    KernelMatching matching = new KernelMatching(NET, TEACHER);
    try (KernelMatching.Term term = matching.logits(STUDENT, ROWS)) {
      for (int i = 0; i < NET.size(); i++) {
        try (KernelMatching.Term ahead = matching.logits(moved(i, 1e-5), ROWS);
            KernelMatching.Term behind = matching.logits(moved(i, -1e-5), ROWS)) {
          assertThat(term.gradient().getDouble(i))
              .isCloseTo((ahead.value() - behind.value()) / 2e-5, within(1e-6));
        }
      }
    }
  }

  /** Over 100 draws the mean gradient is nearer than four times what chance leaves. */
  @Test
  void randomProbesGiveTheGradientOnAverage() {
    KernelMatching matching = new KernelMatching(NET, TEACHER);
    Point student = new Point(STUDENT, SOME);
    INDArray sum = Nd4j.zeros(STUDENT.dataType(), STUDENT.shape());
    double spread = 0;
    try (KernelMatching.Term exact =
        matching.kernels(student, ROWS, COLUMNS, new Probes(9, 0, KEY))) {
      for (int draw = 0; draw < 100; draw++) {
        Probes probes = new Probes(9, 1, KEY.child("draw", draw));
        try (KernelMatching.Term term = matching.kernels(student, ROWS, COLUMNS, probes)) {
          sum.addi(term.gradient());
          spread += Math.pow(term.gradient().distance2(exact.gradient()), 2);
        }
      }
      double error = Math.sqrt(spread / 100 / 100);
      double size = exact.gradient().norm2Number().doubleValue();
      assertThat(error).isLessThan(size / 4);
      assertThat(sum.divi(100).distance2(exact.gradient())).isLessThan(4 * error);
    }
  }

  /** A linear model's kernel is the same everywhere; only the tangent space can tell two apart. */
  @Test
  void aLinearModelHasNoKernelToMatch() {
    Tanh linear = new Tanh(4, 0, 3);
    Point student = new Point(linear.draw(KEY.child("student")), SOME);
    KernelMatching matching = new KernelMatching(linear, linear.draw(KEY.child("teacher")));
    try (KernelMatching.Term term =
        matching.kernels(student, ROWS, COLUMNS, new Probes(9, 0, KEY))) {
      assertThat(term.value()).isGreaterThan(0.1);
      assertThat(term.gradient().norm2Number().doubleValue()).isLessThan(1e-8);
    }
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
      public double[] logits(INDArray parameters, INDArray images) {
        double[] logits = of.logits(parameters, images);
        return java.util.Arrays.stream(logits).map(z -> z * factor).toArray();
      }

      @Override
      public INDArray gradient(INDArray parameters, INDArray images, Cotangent cotangent) {
        double[] weights = cotangent.at(0, logits(parameters, images));
        return of.gradient(parameters, images, Cotangent.of(weights)).muli(factor);
      }

      @Override
      public double length(INDArray parameters) {
        return of.length(parameters);
      }
    }
    KernelMatching tripled = new KernelMatching(new Scaled(NET, 3), TEACHER);
    KernelMatching plain = new KernelMatching(NET, TEACHER);
    Point student = new Point(STUDENT, SOME);
    Probes probes = new Probes(9, 2, KEY);
    try (KernelMatching.Term three = tripled.kernels(student, ROWS, COLUMNS, probes);
        KernelMatching.Term one = plain.kernels(student, ROWS, COLUMNS, probes);
        KernelMatching.Term threeLogits = tripled.logits(STUDENT, ROWS);
        KernelMatching.Term oneLogits = plain.logits(STUDENT, ROWS)) {
      assertThat(three.value()).isCloseTo(81 * one.value(), within(1e-4 * three.value()));
      assertThat(threeLogits.value())
          .isCloseTo(9 * oneLogits.value(), within(1e-9 * threeLogits.value()));
    }
  }

  @Test
  void theTermsAreMeansOverImagesAndClasses() {
    KernelMatching matching = new KernelMatching(NET, TEACHER);
    INDArray first = COLUMNS.get(NDArrayIndex.interval(0, 1));
    INDArray twice = Nd4j.concat(0, first, first);
    Point student = new Point(STUDENT, Space.ALL);
    try (KernelMatching.Term one = matching.kernels(student, ROWS, first, new Probes(3, 0, KEY));
        KernelMatching.Term two = matching.kernels(student, ROWS, twice, new Probes(6, 0, KEY))) {
      assertThat(two.value()).isCloseTo(one.value(), within(1e-9));
      assertThat(two.gradient().distance2(one.gradient())).isLessThan(1e-6);
    }
  }
}

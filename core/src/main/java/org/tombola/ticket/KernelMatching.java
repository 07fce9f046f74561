package org.tombola.ticket;

import org.tombola.measure.Differentiable;
import org.tombola.measure.Differentiable.Cotangent;
import org.tombola.measure.Probes;
import org.tombola.measure.Tangent;
import org.tombola.measure.TangentKernel;
import org.tombola.network.Passes;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;

/**
 * How far a student's logits and tangent kernel are from a teacher's, and the gradients of both by
 * the student's parameters: the terms of the objective of Liu and Zenke 2020 (arXiv 2006.08228).
 *
 * <p>The kernel's is taken through probes U, |E U|^2, E the difference of the kernels. With p = J_B
 * U and r = E U, its gradient is 2 (H_A[r] p + H_B[U] q) with q = J_A r, where p and q are taken
 * out of the tangent space; so it needs first-order passes only, and is unbiased. All that stands
 * beside a Hessian is held fixed: the factor 2 is for that.
 *
 * @param function of both networks
 * @param teacher its parameters; it moves in all of them
 */
record KernelMatching(Differentiable function, double[] teacher) {
  /**
   * A term of the objective.
   *
   * @param gradient by the student's parameters, flat, not masked
   */
  record Term(double value, double[] gradient) {}

  /** Passes a probe takes between so many images. */
  static Passes passes(int rows, int columns) {
    Passes teacher = new Passes(2L * rows + columns, 0, columns);
    Passes student = new Passes(5L * rows + 3L * columns, 0, 3L * rows + 3L * columns);
    return teacher.plus(student);
  }

  /** Mean squared difference of the logits, over images and classes. */
  Term logits(double[] student, Images images) {
    double[] wanted = function.logits(teacher, images);
    double[] value = new double[1];
    double[] gradient =
        function.gradient(
            student,
            images,
            (first, logits) -> {
              double[] slopes = new double[logits.length];
              for (int i = 0; i < slopes.length; i++) {
                double difference = logits[i] - wanted[first + i];
                value[0] += difference * difference / wanted.length;
                slopes[i] = 2 * difference / wanted.length;
              }
              return slopes;
            });
    return new Term(value[0], gradient);
  }

  /**
   * Mean squared difference of the kernels' elements, through probes.
   *
   * @param student where its kernel is taken
   * @param rows images
   * @param columns images: others than the rows, for the kernel's diagonal would outweigh the rest
   */
  Term kernels(TangentKernel.Point student, Images rows, Images columns, Probes probes) {
    TangentKernel kernel = new TangentKernel(function, rows, columns);
    Tangent tangent = new Tangent(function);
    double[] at = student.parameters();
    TangentKernel.Point other = new TangentKernel.Point(teacher, TangentKernel.Space.ALL);
    double elements = (double) kernel.size() * rows.count() * function.classes();
    double scale = probes.weight() / elements;
    double[] sum = new double[at.length];
    double value = 0;
    for (int i = 0; i < probes.vectors(); i++) {
      Cotangent probe = Cotangent.of(probes.vector(i));
      double[] p = moving(student, columns, probe);
      double[] error = tangent.alongLogits(at, rows, p);
      double[] wanted = kernel.times(other, probe);
      for (int a = 0; a < error.length; a++) {
        error[a] -= wanted[a];
        value += error[a] * error[a];
      }
      Cotangent r = Cotangent.of(error);
      double[] q = moving(student, rows, r);
      Vectors.add(sum, tangent.alongGradient(at, rows, r, p), 2 * scale);
      Vectors.add(sum, tangent.alongGradient(at, columns, probe, q), 2 * scale);
    }
    return new Term(value * scale, sum);
  }

  private double[] moving(TangentKernel.Point point, Images images, Cotangent cotangent) {
    double[] direction = function.gradient(point.parameters(), images, cotangent);
    point.space().accept(direction);
    return direction;
  }
}

package org.tombola.measure;

import java.util.function.Consumer;
import org.tombola.tensor.Images;

/**
 * The empirical tangent kernel of a network between two batches, Theta(A, B) = J(A) J(B)^T over
 * images and classes (Jacot et al. 2018, arXiv 1806.07572). With clean rows and adversarial columns
 * it is the mixed kernel that moves clean logits in adversarial training (Shi et al. 2022, arXiv
 * 2202.06488); that one is neither symmetric nor positive.
 *
 * <p>It is never formed: only products with vectors are, each from first-order passes. In
 * evaluation mode, at these parameters, and local: it says nothing of where training goes when the
 * kernel moves.
 *
 * @param function the network
 * @param rows images A
 * @param columns images B
 */
public record TangentKernel(Differentiable function, Images rows, Images columns) {

  /** A tangent space: takes out of a direction in parameter space what cannot move. */
  @FunctionalInterface
  public interface Space extends Consumer<double[]> {
    /** All parameters, masked ones too. */
    Space ALL = direction -> {};
  }

  /**
   * Where a kernel is taken.
   *
   * @param parameters flat, masked
   * @param space in which they can move
   */
  public record Point(double[] parameters, Space space) {}

  /**
   * How two kernels compare.
   *
   * @param distance Frobenius norm of the difference by that of the second
   * @param cosine of the two
   * @param velocityCosine of the velocities of the logits of A, -Theta times the loss's slopes on B
   * @param logitDistance root mean square of the difference of the logits of A
   * @param norm Frobenius norm of the second
   */
  public record Comparison(
      double distance, double cosine, double velocityCosine, double logitDistance, double norm) {}

  /** Numbers of the columns' logits. */
  public int size() {
    return columns.count() * function.classes();
  }

  /**
   * The kernel times a vector over the columns: one gradient of B and two forward passes of A.
   *
   * @return over the rows
   */
  public double[] times(Point point, Differentiable.Cotangent vector) {
    double[] direction = function.gradient(point.parameters(), columns, vector);
    point.space().accept(direction);
    return new Tangent(function).alongLogits(point.parameters(), rows, direction);
  }

  /**
   * Compares the kernels at two points: for each, a product a probe and one more for the velocity,
   * and the logits of A once.
   *
   * @param probes of {@link #size}
   * @param slopes of the loss on B
   */
  public Comparison compare(
      Point first, Point second, Probes probes, Differentiable.Cotangent slopes) {
    double error = 0;
    double both = 0;
    double one = 0;
    double other = 0;
    for (int i = 0; i < probes.vectors(); i++) {
      Differentiable.Cotangent probe = Differentiable.Cotangent.of(probes.vector(i));
      double[] a = times(first, probe);
      double[] b = times(second, probe);
      error += squaredDistance(a, b);
      both += product(a, b);
      one += product(a, a);
      other += product(b, b);
    }
    double[] velocity = times(first, slopes);
    double[] velocityOther = times(second, slopes);
    double[] logits = function.logits(first.parameters(), rows);
    double[] logitsOther = function.logits(second.parameters(), rows);
    return new Comparison(
        Math.sqrt(error / other),
        both / Math.sqrt(one * other),
        product(velocity, velocityOther)
            / Math.sqrt(product(velocity, velocity) * product(velocityOther, velocityOther)),
        Math.sqrt(squaredDistance(logits, logitsOther) / logits.length),
        Math.sqrt(other * probes.weight()));
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}

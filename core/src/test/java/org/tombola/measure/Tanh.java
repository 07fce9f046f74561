package org.tombola.measure;

import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;

/**
 * f = V tanh(W x) in doubles, or the linear f = W x where nothing is hidden: Jacobians to check
 * others by. W is [hidden, inputs], V is [classes, hidden], both row by row, W first.
 */
public record Tanh(int inputs, int hidden, int classes) implements Differentiable {
  /** Number of parameters. */
  public int size() {
    return hidden == 0 ? classes * inputs : hidden * inputs + classes * hidden;
  }

  /** Standard normal parameters. */
  public double[] draw(Key key) {
    return Vectors.wide(key.normal(size()));
  }

  /** Standard normal images. */
  public Images images(int count, Key key) {
    return new Images(key.normal(count * inputs), count, new ImageShape(inputs, 1, 1));
  }

  private double[] unit(double[] theta, float[] x, int image) {
    int rows = hidden == 0 ? classes : hidden;
    double[] sums = new double[rows];
    for (int h = 0; h < rows; h++) {
      for (int i = 0; i < inputs; i++) {
        sums[h] += theta[h * inputs + i] * x[image * inputs + i];
      }
      sums[h] = hidden == 0 ? sums[h] : Math.tanh(sums[h]);
    }
    return sums;
  }

  @Override
  public double[] logits(double[] parameters, Images images) {
    double[] logits = new double[images.count() * classes];
    for (int n = 0; n < images.count(); n++) {
      double[] unit = unit(parameters, images.pixels(), n);
      for (int c = 0; c < classes; c++) {
        if (hidden == 0) {
          logits[n * classes + c] = unit[c];
        }
        for (int h = 0; h < hidden; h++) {
          logits[n * classes + c] += parameters[hidden * inputs + c * hidden + h] * unit[h];
        }
      }
    }
    return logits;
  }

  @Override
  public double[] gradient(double[] parameters, Images images, Cotangent cotangent) {
    float[] x = images.pixels();
    double[] weights = cotangent.at(0, logits(parameters, images));
    double[] gradient = new double[parameters.length];
    for (int n = 0; n < images.count(); n++) {
      double[] unit = unit(parameters, x, n);
      for (int c = 0; c < classes; c++) {
        double weight = weights[n * classes + c];
        for (int i = 0; hidden == 0 && i < inputs; i++) {
          gradient[c * inputs + i] += weight * x[n * inputs + i];
        }
        for (int h = 0; h < hidden; h++) {
          int v = hidden * inputs + c * hidden + h;
          gradient[v] += weight * unit[h];
          for (int i = 0; i < inputs; i++) {
            gradient[h * inputs + i] +=
                weight * parameters[v] * (1 - unit[h] * unit[h]) * x[n * inputs + i];
          }
        }
      }
    }
    return gradient;
  }

  @Override
  public double length(double[] parameters) {
    return Vectors.length(parameters);
  }

  /** What suits double precision. */
  @Override
  public double relativeStep() {
    return 1e-4;
  }
}

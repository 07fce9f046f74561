package org.tombola.measure;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.random.Key;

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
  public INDArray draw(Key key) {
    return normal(key, size());
  }

  /** Standard normal images. */
  public INDArray images(int count, Key key) {
    return normal(key, count * inputs).reshape(count, inputs, 1, 1);
  }

  private static INDArray normal(Key key, int count) {
    float[] single = key.normal(count);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = single[i];
    }
    return Nd4j.createFromArray(values);
  }

  private double[] unit(double[] theta, double[] x, int image) {
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
  public double[] logits(INDArray parameters, INDArray images) {
    double[] theta = parameters.toDoubleVector();
    double[] x = images.dup().data().asDouble();
    int count = (int) images.size(0);
    double[] logits = new double[count * classes];
    for (int n = 0; n < count; n++) {
      double[] unit = unit(theta, x, n);
      for (int c = 0; c < classes; c++) {
        if (hidden == 0) {
          logits[n * classes + c] = unit[c];
        }
        for (int h = 0; h < hidden; h++) {
          logits[n * classes + c] += theta[hidden * inputs + c * hidden + h] * unit[h];
        }
      }
    }
    return logits;
  }

  @Override
  public INDArray gradient(INDArray parameters, INDArray images, Cotangent cotangent) {
    double[] theta = parameters.toDoubleVector();
    double[] x = images.dup().data().asDouble();
    double[] weights = cotangent.at(0, logits(parameters, images));
    double[] gradient = new double[theta.length];
    for (int n = 0; n < images.size(0); n++) {
      double[] unit = unit(theta, x, n);
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
                weight * theta[v] * (1 - unit[h] * unit[h]) * x[n * inputs + i];
          }
        }
      }
    }
    return Nd4j.createFromArray(gradient);
  }

  @Override
  public double length(INDArray parameters) {
    return parameters.norm2Number().doubleValue();
  }
}

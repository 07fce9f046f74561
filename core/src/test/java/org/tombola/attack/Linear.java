package org.tombola.attack;

import java.util.List;
import java.util.stream.IntStream;
import org.tombola.network.Mlp;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;
import org.tombola.train.Trained;

/**
 * A network that is linear on the whole pixel range: logit c = weights(c) . image + bias(c).
 *
 * <p>Its one hidden layer has a unit a class, lifted so far that the rectifier never closes; the
 * output takes the lift off again.
 */
final class Linear implements AutoCloseable {
  static final ImageShape SHAPE = new ImageShape(1, 4, 5);
  private static final float LIFT = 16;

  final Network network;
  private final float[][] weights;
  private final float[] bias;

  /** Weights [class][pixel], less than 16 together, so that the lift holds. */
  Linear(float[][] weights, float[] bias) {
    this.weights = weights;
    this.bias = bias;
    int classes = weights.length;
    network =
        Network.of(
            Trained.ENGINE,
            new Mlp(List.of(classes)),
            SHAPE,
            new Normalisation(List.of(0.0), List.of(1.0)),
            classes,
            Key.ofSeed(0));
    float[] output = new float[classes * classes];
    float[] lifted = new float[classes];
    float[] dropped = new float[classes];
    for (int c = 0; c < classes; c++) {
      output[c * classes + c] = 1;
      lifted[c] = LIFT + bias[c];
      dropped[c] = -LIFT;
    }
    write("dense1/W", transposed(weights));
    write("dense1/b", lifted);
    // the identity reads alike in both orders
    write("output/W", output);
    write("output/b", dropped);
  }

  /**
   * Classes with drawn weights, sum of absolute values near 4.
   *
   * @param contenders classes within reach of each other; the others are far below
   */
  static Linear drawn(Key key, int classes, int contenders) {
    float[][] weights = new float[classes][];
    for (int c = 0; c < classes; c++) {
      weights[c] = key.child("weights", c).normal(SHAPE.size());
      for (int i = 0; i < weights[c].length; i++) {
        weights[c][i] *= 0.25f;
      }
    }
    float[] bias = key.child("bias").uniform(classes, -0.1, 0.1);
    for (int c = contenders; c < classes; c++) {
      bias[c] -= 8;
    }
    return new Linear(weights, bias);
  }

  /** Logit of the label minus another class'. */
  double margin(float[] image, int label, int other) {
    double margin = bias[label] - (double) bias[other];
    for (int i = 0; i < image.length; i++) {
      margin += (weights[label][i] - (double) weights[other][i]) * image[i];
    }
    return margin;
  }

  /** How far an attacker can lower that away from the pixel bounds: epsilon x dual norm. */
  double reach(ThreatModel threat, int label, int other) {
    boolean box = threat.norm() == Norm.LINF;
    double sum = 0;
    for (int i = 0; i < SHAPE.size(); i++) {
      double difference = Math.abs(weights[label][i] - (double) weights[other][i]);
      sum += box ? difference : difference * difference;
    }
    return threat.epsilon().value() * (box ? sum : Math.sqrt(sum));
  }

  /** The least margin an image can be driven to, towards any class. */
  double worst(float[] image, int label, ThreatModel threat) {
    return others(label)
        .mapToDouble(other -> margin(image, label, other) - reach(threat, label, other))
        .min()
        .orElseThrow();
  }

  /** The least margin of the image as it is. */
  double margin(float[] image, int label) {
    return others(label).mapToDouble(other -> margin(image, label, other)).min().orElseThrow();
  }

  private IntStream others(int label) {
    return IntStream.range(0, weights.length).filter(other -> other != label);
  }

  private float[] transposed(float[][] rows) {
    char order = network.layout().slice("dense1/W").order();
    float[] flat = new float[rows.length * rows[0].length];
    for (int c = 0; c < rows.length; c++) {
      for (int i = 0; i < rows[c].length; i++) {
        // [in, out]
        flat[order == 'c' ? i * rows.length + c : c * rows[c].length + i] = rows[c][i];
      }
    }
    return flat;
  }

  private void write(String name, float[] values) {
    Slice slice = network.layout().slice(name);
    if (slice.length() != values.length) {
      throw new IllegalArgumentException(
          "Cannot write " + name + ": " + values.length + " values for " + slice);
    }
    network.assign(slice, values);
  }

  @Override
  public void close() {
    network.close();
  }
}

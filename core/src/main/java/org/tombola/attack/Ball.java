package org.tombola.attack;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.tombola.random.Key;

/**
 * The points an attacker may move each image of a batch to: within epsilon of it, inside [0,1].
 *
 * <p>The order is the ball first, then the pixel range: exact for l-infinity; for l2 it stays
 * inside both without being the nearest such point.
 */
final class Ball implements AutoCloseable {
  /** Deviation of the noise a start near the image has (TRADES and MART, released code). */
  private static final double NEAR = 0.001;

  private final Norm norm;
  private final double epsilon;
  private final INDArray center;
  private final INDArray low;
  private final INDArray high;

  /** Around images [batch, channels, height, width], which must not change while it is used. */
  Ball(ThreatModel threat, INDArray center) {
    this.norm = threat.norm();
    this.epsilon = threat.epsilon().value();
    this.center = center;
    // for l-infinity the ball and the pixel range are one box
    double reach = norm == Norm.LINF ? epsilon : 1;
    low = Transforms.max(center.sub(reach), 0, false);
    high = Transforms.min(center.add(reach), 1, false);
  }

  /** A random point for each image, by its own key: a new array. */
  INDArray random(int[] ids, Key key) {
    int batch = ids.length;
    int size = (int) (center.length() / batch);
    float[] noise = new float[batch * size];
    for (int i = 0; i < batch; i++) {
      Key own = key.child("example", ids[i]);
      float[] one = norm == Norm.LINF ? own.uniform(size, -epsilon, epsilon) : inSphere(own, size);
      System.arraycopy(one, 0, noise, i * size, size);
    }
    INDArray point = Nd4j.createFromArray(noise).reshape(center.shape());
    point.addi(center);
    clip(point);
    return point;
  }

  /** A point a thousandth of standard normal noise from each image, by its own key: a new array. */
  INDArray near(int[] ids, Key key) {
    int batch = ids.length;
    int size = (int) (center.length() / batch);
    float[] noise = new float[batch * size];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(key.child("example", ids[i]).normal(size), 0, noise, i * size, size);
    }
    INDArray point = Nd4j.createFromArray(noise).reshape(center.shape());
    point.muli(NEAR).addi(center);
    if (norm == Norm.L2) {
      project(point);
    }
    clip(point);
    return point;
  }

  /** A uniformly drawn direction, at a uniformly drawn fraction of epsilon. */
  private float[] inSphere(Key key, int size) {
    float[] direction = key.child("direction").normal(size);
    double length = 0;
    for (float x : direction) {
      length += (double) x * x;
    }
    double radius = epsilon * key.child("radius").stream().nextDouble() / Math.sqrt(length);
    for (int i = 0; i < size; i++) {
      direction[i] *= (float) radius;
    }
    return direction;
  }

  /** Moves points along gradients by the steepest step of a length, and back into the ball. */
  void step(INDArray point, INDArray gradient, double length) {
    if (norm == Norm.LINF) {
      Transforms.sign(gradient, false);
      point.addi(gradient.muli(length));
    } else {
      INDArray rows = gradient.reshape(gradient.size(0), -1);
      try (INDArray scale = rows.norm2(1)) {
        scale.addi(1e-10).rdivi(length);
        rows.muliColumnVector(scale);
      }
      point.addi(gradient);
      project(point);
    }
    clip(point);
  }

  private void project(INDArray point) {
    try (INDArray move = point.sub(center)) {
      INDArray rows = move.reshape(move.size(0), -1);
      try (INDArray scale = rows.norm2(1)) {
        scale.addi(1e-12).rdivi(epsilon);
        Transforms.min(scale, 1, false);
        rows.muliColumnVector(scale);
      }
      point.assign(center);
      point.addi(move);
    }
  }

  private void clip(INDArray point) {
    Transforms.max(point, low, false);
    Transforms.min(point, high, false);
  }

  @Override
  public void close() {
    low.close();
    high.close();
  }

  /** Copies one image over another. */
  static void copy(INDArray from, int image, INDArray to, int place) {
    to.reshape(to.size(0), -1).getRow(place).assign(from.reshape(from.size(0), -1).getRow(image));
  }

  /** Copies of some images. */
  static INDArray rows(INDArray images, int[] places) {
    long size = images.length() / images.size(0);
    long[] shape = images.shape().clone();
    shape[0] = places.length;
    INDArray chosen = Nd4j.create(DataType.FLOAT, shape);
    INDArray to = chosen.reshape(places.length, size);
    INDArray from = images.reshape(images.size(0), size);
    for (int i = 0; i < places.length; i++) {
      to.getRow(i).assign(from.getRow(places[i]));
    }
    return chosen;
  }
}

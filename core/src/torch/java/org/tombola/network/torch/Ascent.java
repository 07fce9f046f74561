package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.tombola.network.Climb;
import org.tombola.threat.Norm;

/**
 * Steps of an ascent on the device, each image within its threat model. The arithmetic is that of
 * {@link org.tombola.threat.Ball#step}; lengths of whole images are summed in another order.
 */
final class Ascent {
  /** Makes the smallest float that is not 0 larger than any step, taken twice. */
  private static final double HUGE = 0x1p127;

  private final boolean box;
  private final double epsilon;
  private final double length;
  private final Tensor clean;

  /** The smallest and the largest pixel that an image may have; of the box only. */
  private final Tensor low;

  private final Tensor high;

  /**
   * Around images.
   *
   * @param clean the images, to be {@link #free freed} with this
   */
  Ascent(Climb climb, Tensor clean) {
    this.box = climb.threat().norm() == Norm.LINF;
    this.epsilon = climb.threat().epsilon().value();
    this.length = climb.step();
    this.clean = clean;
    double reach = (float) epsilon;
    low = Tensors.keep(clean.sub(Tensors.scalar(reach)).clamp(Tensors.bound(0)));
    high =
        Tensors.keep(clean.add(Tensors.scalar(reach)).clamp(Tensors.noBound(), Tensors.bound(1)));
  }

  /** Moves all points along a gradient, which is written over, and back into the threat model. */
  void step(Tensor points, Tensor gradient) {
    if (box) {
      double by = (float) length;
      // any slope but 0 is made longer than the step and cut; 0 and no number stay
      gradient.mul_(Tensors.scalar(HUGE)).mul_(Tensors.scalar(HUGE));
      points.add_(gradient.clamp_(Tensors.bound(-by), Tensors.bound(by)));
      points.clamp_(Tensors.optional(low), Tensors.optional(high));
    } else {
      Tensor slopes = gradient.to(torch.ScalarType.Double);
      Tensor steep = lengths(slopes);
      Tensor by = steep.reciprocal().mul_(Tensors.scalar(length));
      // no slope, no step
      by.masked_fill_(steep.eq(Tensors.scalar(0)), Tensors.scalar(0));
      points.copy_(slopes.mul_(by).add_(points));
      Tensor moves = points.to(torch.ScalarType.Double).sub_(clean);
      Tensor scale =
          lengths(moves)
              .add_(Tensors.scalar(1e-12))
              .reciprocal_()
              .mul_(Tensors.scalar(epsilon))
              .clamp_(Tensors.noBound(), Tensors.bound(1))
              .to(torch.ScalarType.Float);
      Tensor inside = points.sub(clean).mul_(scale).add_(clean);
      points.copy_(torch.where(scale.lt(Tensors.scalar(1)), inside, points));
      points.clamp_(Tensors.bound(0), Tensors.bound(1));
    }
  }

  /** Of each image of doubles: [batch, 1, 1, 1]. */
  private static Tensor lengths(Tensor images) {
    return images.mul(images).sum(new long[] {1, 2, 3}, true, Tensors.sameType()).sqrt_();
  }

  void free() {
    Tensors.free(clean);
    Tensors.free(low);
    Tensors.free(high);
  }
}

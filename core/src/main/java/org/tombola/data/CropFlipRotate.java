package org.tombola.data;

import java.util.SplittableRandom;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.random.Key;

/**
 * {@link CropFlip}, then a rotation about the centre by an angle drawn uniformly; each pixel takes
 * the nearest one, corners turned in are zero (Sparsity Winning Twice, released code: CIFAR-100).
 *
 * <p>Misleads where left and right mean something, as in digits.
 *
 * @param pad zeros on each side before an image of the old size is cut out, in pixels
 * @param degrees largest angle, either way
 */
@Card("random crop after zero padding, a flip half the time, then a small rotation")
public record CropFlipRotate(int pad, double degrees) implements Augment {
  /** Four pixels, 15 degrees. */
  public CropFlipRotate() {
    this(4, 15);
  }

  /** Checks the padding and the angle. */
  public CropFlipRotate {
    Moved.checkPad(pad);
    Refusal.unless(
        degrees >= 0 && degrees <= 180,
        "degrees",
        "must be an angle from 0 to 180, not " + degrees);
  }

  @Override
  public void apply(ImageData data, int place, float[] into, int offset, Key key) {
    SplittableRandom draws = key.child("image", place).stream();
    Moved moved = Moved.draw(pad, draws);
    double angle = StrictMath.toRadians(degrees * (2 * draws.nextDouble() - 1));
    moved.write(data, place, into, offset, angle);
  }
}

package org.tombola.data;

import org.tombola.method.Card;
import org.tombola.random.Key;

/**
 * A random cut out of the zero-padded image, then mirrored left to right with probability 1/2
 * (Sparsity Winning Twice, released code: CIFAR-10 and Tiny-ImageNet). Boosting tickets' released
 * code pads by 4 twice, which is a pad of 8.
 *
 * <p>Misleads where left and right mean something, as in digits.
 *
 * @param pad zeros on each side before an image of the old size is cut out, in pixels
 */
@Card("random crop after zero padding, then a flip half the time")
public record CropFlip(int pad) implements Augment {
  /** Four pixels. */
  public CropFlip() {
    this(4);
  }

  /** Checks the padding. */
  public CropFlip {
    Moved.checkPad(pad);
  }

  @Override
  public void apply(ImageData data, int place, float[] into, int offset, Key key) {
    Moved.draw(pad, key.child("image", place).stream()).write(data, place, into, offset);
  }
}

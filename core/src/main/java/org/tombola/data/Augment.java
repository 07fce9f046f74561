package org.tombola.data;

import org.tombola.random.Key;

/** A family of what is done to training images, anew in every epoch. */
public sealed interface Augment permits None, CropFlip, CropFlipRotate {

  /**
   * Writes one image, changed, as numbers in [0,1].
   *
   * <p>The draws hang off the image's place, so an image is changed alike whichever batch it falls
   * into, and all augmentations that cut and flip do so alike for one key.
   *
   * @param data images of the training split
   * @param place of the image in them
   * @param into receives [channel, row, column] from {@code offset} on
   * @param key of the epoch: {@code seed/augment/epoch}
   */
  void apply(ImageData data, int place, float[] into, int offset, Key key);
}

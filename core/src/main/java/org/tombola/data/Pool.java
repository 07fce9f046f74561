package org.tombola.data;

import java.io.IOException;
import java.util.List;

/** The images of one file of a data set, read only as far as they are wanted. */
interface Pool {
  /** Number of images. */
  int count();

  /** The images at these places, in their order. */
  ImageData select(int[] places) throws IOException;

  /** Images that are in memory already. */
  static Pool of(ImageData images) {
    return new Pool() {
      @Override
      public int count() {
        return images.count();
      }

      @Override
      public ImageData select(int[] places) {
        return images.select(places);
      }
    };
  }

  /**
   * The two files of a data set.
   *
   * @param train images to train and choose on
   * @param test images to report on
   * @param names of the classes, by label; empty where they have none
   */
  record Pair(Pool train, Pool test, List<String> names) {
    /** Classes without names. */
    Pair(Pool train, Pool test) {
      this(train, test, List.of());
    }
  }
}

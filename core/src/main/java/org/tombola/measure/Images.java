package org.tombola.measure;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.attack.Attack.Targets;
import org.tombola.data.ImageData;

/** Images as networks read them, as they are. */
public final class Images {
  private Images() {}

  /** The images at these places: a new array, which the caller closes. */
  public static INDArray of(ImageData images, int[] places) {
    int size = images.shape().size();
    float[] pixels = new float[places.length * size];
    for (int i = 0; i < places.length; i++) {
      images.write(places[i], pixels, i * size);
    }
    return Nd4j.createFromArray(pixels)
        .reshape(
            places.length,
            images.shape().channels(),
            images.shape().height(),
            images.shape().width());
  }

  /** The images at these places, to be attacked; the caller closes their array. */
  public static Targets targets(ImageData images, int[] places) {
    return new Targets(of(images, places), images.labelsOf(places), places);
  }
}

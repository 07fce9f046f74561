package org.tombola.network;

import org.tombola.tensor.Logits;

/** One forward pass, until the next one on the same network. */
public interface Pass {
  /** What the network said of each image. */
  Logits logits();

  /**
   * d&lt;cotangent, logits&gt;/d images, [batch, channels, height, width].
   *
   * @param cotangent [batch, classes], row by row
   */
  float[] inputGradient(float[] cotangent);

  /**
   * d&lt;cotangent, logits&gt;/d parameters, summed over the batch; 0 at statistics and frozen
   * places; valid until the next pass.
   *
   * @param cotangent [batch, classes], row by row
   */
  Gradient parameterGradient(float[] cotangent);
}

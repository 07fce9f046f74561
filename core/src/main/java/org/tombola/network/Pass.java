package org.tombola.network;

import org.nd4j.linalg.api.ndarray.INDArray;

/** One forward pass, until the next one on the same network. */
public interface Pass {
  /** [batch, classes]; valid until the next forward pass. */
  INDArray logits();

  /**
   * d&lt;cotangent, logits&gt;/d images, [batch, channels, height, width]; valid until the next
   * pass.
   */
  INDArray inputGradient(INDArray cotangent);

  /**
   * d&lt;cotangent, logits&gt;/d parameters, flat, summed over the batch; 0 at statistics and
   * frozen places; valid until the next pass.
   */
  INDArray parameterGradient(INDArray cotangent);
}

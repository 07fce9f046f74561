package org.tombola.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.random.Key;

/** A family of adversarial attacks. */
public sealed interface Attack permits Fgsm, Pgd {

  /** What the attacker may do. */
  ThreatModel threat();

  /**
   * Perturbed copies of images, all inside the threat model.
   *
   * @param network attacked
   * @param images [batch, channels, height, width] in [0,1]; left as they are
   * @param labels one an image
   * @param ids the images' places in their split: noise hangs off them, so it does not depend on
   *     how images are batched
   * @param mode of batch normalisation while crafting
   * @param key of the noise
   * @return a new array of the images' shape, which the caller closes
   */
  INDArray perturb(Network network, INDArray images, int[] labels, int[] ids, Mode mode, Key key);
}

package org.tombola.measure;

import org.tombola.attack.Attack;
import org.tombola.attack.Limited;
import org.tombola.attack.Pgd;
import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;

/**
 * What is measured after each epoch. The best epoch is the first with the highest robust accuracy
 * on the validation images looked at here.
 *
 * @param attack of the robust accuracies
 * @param train training images looked at, the first of the split; 0 is all
 * @param validation validation images looked at; 0 is all
 * @param test test images looked at; 0 is all
 */
public record Monitor(Attack attack, int train, int validation, int test) {
  /** PGD-20 on all images; Sparsity Winning Twice looks so at validation and test images. */
  public Monitor() {
    this(new Pgd(), 0, 0, 0);
  }

  /** Checks the counts. */
  public Monitor {
    AtLeast.images("train", train);
    AtLeast.images("validation", validation);
    AtLeast.images("test", test);
    if (attack instanceof Limited || !attack.twins().isEmpty()) {
      throw new Refusal(
          "attack", "must use this network and all images, not be limited or transfer");
    }
  }
}

package org.tombola.data;

import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;

/**
 * Which images train, choose and test.
 *
 * <p>Validation images are the last of the training file's order, training images the first of what
 * is left, test images the first of the test file (Sparsity Winning Twice, released code: the last
 * 5,000 of CIFAR's 50,000, unshuffled; a seeded permutation for Tiny-ImageNet).
 *
 * @param train number of training images; 0 is all that are left
 * @param validation number of validation images
 * @param test number of test images; 0 is all
 * @param order of the training file: as it is, or permuted once by {@code shuffle}
 * @param shuffle seed of the permutation; the same for all trials, whatever their seed
 */
public record Split(int train, int validation, int test, Order order, long shuffle) {

  /** Of all three together an int can tell the sum. */
  private static final int MOST = 100_000_000;

  /** In which order a training file is cut. */
  public enum Order {
    /** As it stands. */
    FILE,
    /** Permuted. */
    SHUFFLED
  }

  /** All images, the last 5,000 of the training file for validation. */
  public Split() {
    this(0, 5000, 0, Order.FILE, 10);
  }

  /** Checks the counts. */
  public Split {
    AtLeast.images("train", train);
    AtLeast.images("test", test);
    AtLeast.most("train", train, MOST);
    AtLeast.most("validation", validation, MOST);
    AtLeast.most("test", test, MOST);
    if (validation < 1) {
      throw new Refusal(
          "validation", "needs at least 1 image to choose the best epoch, not " + validation);
    }
  }
}

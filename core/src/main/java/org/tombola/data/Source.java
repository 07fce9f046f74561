package org.tombola.data;

import java.util.Optional;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/** A family of data sets of images. */
public sealed interface Source
    permits FashionMnist, Mnist, Cifar10, Cifar100, TinyImageNet, Shapes, ImageFolder, Npz {

  /** The shape of its images, known before any file is read. */
  ImageShape shape();

  /** Number of classes, known before any file is read. */
  int classes();

  /** Mean and deviation per channel that networks for it subtract and divide by, in pixel units. */
  Normalisation normalisation();

  /** How many images there are, known before any file is read; empty for {@code files: any}. */
  Optional<Published> published();

  /**
   * Numbers of images.
   *
   * @param title of the data set, for messages
   * @param train in the training file
   * @param test in the test file
   */
  record Published(String title, int train, int test) {}

  /**
   * Refuses a split that asks for more images than there are, as far as that is known before any
   * file is read: nothing is known of {@code files: any}.
   *
   * @throws IllegalArgumentException with the numbers asked for and held
   */
  default void check(Split split) {
    published().ifPresent(there -> Cut.check(split, there));
  }

  /**
   * Finds, checks, reads and cuts the data set. Files are fetched where no place holds them.
   *
   * @param split which images are wanted
   * @param places where to look, in which order, and how to fetch
   * @throws IllegalArgumentException if the split asks for more images than there are
   * @throws java.io.UncheckedIOException if no place has the files and they cannot be fetched, or
   *     if a file is truncated, of the wrong size or not the one that was published
   */
  Splits load(Split split, Places places);

  /** Which files of a data set are taken. */
  enum Files {
    /** Only the published ones: counts, sizes and checksums must be theirs. */
    OFFICIAL,
    /** Any of the right form: parts, re-encoded copies, other classes. */
    ANY
  }
}

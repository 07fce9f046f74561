package org.tombola.data;

import java.util.List;
import java.util.Optional;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * Tiny-ImageNet: 100,000 training and 10,000 validation photographs, 64x64 colour, 200 classes
 * (Stanford CS231n).
 *
 * <p>Its test labels were never published: the official validation folder is the test file here,
 * and validation images are cut from the training file, as in Sparsity Winning Twice. Their setting
 * is {@code split: {validation: 10000, order: shuffled}}, but their permutation is another one. The
 * training folder stands class by class; its file order here is the first image of every class,
 * then the second, so that a cut of it holds every class evenly. Pixels are decoded from JPEG by
 * the JVM: another decoder may differ by a few units of 255, and so does the data's digest.
 *
 * @param files only the published set, or any folders of the form; {@code any} wants {@code
 *     classes} in words: as many as {@code wnids.txt} has lines
 * @param classes number of classes; 200 in the published set
 */
@Card("100,000 + 10,000 colour photographs, 64x64, 200 classes (Stanford CS231n)")
public record TinyImageNet(Files files, int classes) implements Source {
  private static final Home HOME =
      new Home(
          "Tiny-ImageNet",
          List.of("tiny-imagenet-200", "tiny-imagenet"),
          List.of("wnids.txt"),
          List.of(
              new Origin.Archive(
                  "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
                  "6198c8ae015e2b3e007c7841da39ec069199b9aa3bfa943a462022fe5e43c821")));

  /** Only the published set. */
  public TinyImageNet() {
    this(Files.OFFICIAL, 200);
  }

  /** Checks the number of classes. */
  public TinyImageNet {
    if (classes < 2 || (files == Files.OFFICIAL && classes != 200)) {
      throw new Refusal(
          "classes",
          "is "
              + (files == Files.OFFICIAL ? "200 in the official files" : "at least 2")
              + ", not "
              + classes);
    }
    AtLeast.number("classes", 2, classes, 100_000);
  }

  @Override
  public ImageShape shape() {
    return JpegFolders.SHAPE;
  }

  /** As in Sparsity Winning Twice, released code. */
  @Override
  public Normalisation normalisation() {
    return new Normalisation(List.of(.4802, .4481, .3975), List.of(.2302, .2265, .2262));
  }

  @Override
  public Optional<Published> published() {
    return files == Files.OFFICIAL
        ? Optional.of(new Published(HOME.title(), 100_000, 10_000))
        : Optional.empty();
  }

  @Override
  public Splits load(Split split, Places places) {
    return HOME.load(this, split, places, folder -> new JpegFolders(folder, classes).read(files));
  }
}

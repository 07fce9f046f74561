package org.tombola.data;

import java.util.List;
import java.util.Optional;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28x28 grey, ten classes
 * (LeCun et al. 1998).
 *
 * <p>Needs the four published IDX files, plain or gzipped; each is checked by the SHA-256 of its
 * unpacked content. Nearly black and white, so small perturbations can be rounded away: robust
 * accuracy is far easier to reach than on natural images.
 */
@Card("60,000 + 10,000 grey images of digits, 28x28, ten classes (LeCun et al. 1998)")
public record Mnist() implements Source {
  private static final List<Idx.Published> FILES =
      Idx.files(
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private static final Home HOME =
      new Home(
          "MNIST",
          List.of("mnist", "MNIST/raw"),
          Idx.names(FILES),
          List.of(
              new Origin.IdxFiles("https://storage.googleapis.com/cvdf-datasets/mnist/", FILES),
              new Origin.IdxFiles("https://ossci-datasets.s3.amazonaws.com/mnist/", FILES)));

  @Override
  public ImageShape shape() {
    return new ImageShape(1, 28, 28);
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public Normalisation normalisation() {
    return new Normalisation(List.of(0.1307), List.of(0.3081));
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(new Published(HOME.title(), 60_000, 10_000));
  }

  @Override
  public Splits load(Split split, Places places) {
    return HOME.load(this, split, places, folder -> Idx.read(FILES, shape(), classes(), folder));
  }
}

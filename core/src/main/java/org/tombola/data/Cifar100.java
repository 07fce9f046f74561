package org.tombola.data;

import java.util.List;
import java.util.Optional;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * CIFAR-100: 50,000 training and 10,000 test photographs, 32x32 colour, a hundred classes
 * (Krizhevsky 2009).
 *
 * <p>Reads the binary version and its fine labels. The archive is checked by SHA-256 as it arrives,
 * and each file again whenever it is read. A result on {@code files: any} is not a result on
 * CIFAR-100: say which copy.
 *
 * @param files only the published ones, or any of the form
 */
@Card("50,000 + 10,000 colour photographs, 32x32, a hundred classes (Krizhevsky 2009)")
public record Cifar100(Files files) implements Source {
  private static final Cifar FORMAT =
      new Cifar(
          2,
          100,
          List.of(
              new Cifar.Published(
                  "train.bin",
                  50_000,
                  "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29")),
          new Cifar.Published(
              "test.bin",
              10_000,
              "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"));

  private static final Home HOME =
      new Home(
          "CIFAR-100",
          List.of("cifar-100-binary", "cifar-100"),
          List.of("train.bin", "test.bin"),
          List.of(
              new Origin.Archive(
                  "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
                  "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")));

  /** Only the published files. */
  public Cifar100() {
    this(Files.OFFICIAL);
  }

  @Override
  public ImageShape shape() {
    return Cifar.SHAPE;
  }

  @Override
  public int classes() {
    return 100;
  }

  /** As in Sparsity Winning Twice, released code. */
  @Override
  public Normalisation normalisation() {
    return new Normalisation(List.of(.5071, .4865, .4409), List.of(.2673, .2564, .2762));
  }

  @Override
  public Optional<Published> published() {
    return files == Files.OFFICIAL
        ? Optional.of(new Published(HOME.title(), 50_000, 10_000))
        : Optional.empty();
  }

  @Override
  public Splits load(Split split, Places places) {
    return HOME.load(this, split, places, folder -> FORMAT.read(folder, files));
  }
}

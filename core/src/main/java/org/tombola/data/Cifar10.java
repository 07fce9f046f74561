package org.tombola.data;

import java.util.List;
import java.util.Optional;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * CIFAR-10: 50,000 training and 10,000 test photographs, 32x32 colour, ten classes (Krizhevsky
 * 2009).
 *
 * <p>Reads the binary version. The archive is checked by SHA-256 as it arrives, and each file again
 * whenever it is read. A result on {@code files: any} is not a result on CIFAR-10: say which copy.
 *
 * @param files only the published ones, or any of the form
 */
@Card("50,000 + 10,000 colour photographs, 32x32, ten classes (Krizhevsky 2009)")
public record Cifar10(Files files) implements Source {
  private static final Cifar FORMAT =
      new Cifar(
          1,
          10,
          List.of(
              batch(
                  "data_batch_1.bin",
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
              batch(
                  "data_batch_2.bin",
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
              batch(
                  "data_batch_3.bin",
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
              batch(
                  "data_batch_4.bin",
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
              batch(
                  "data_batch_5.bin",
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add")),
          batch(
              "test_batch.bin",
              "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"));

  private static final Home HOME =
      new Home(
          "CIFAR-10",
          List.of("cifar-10-batches-bin", "cifar-10"),
          List.of("data_batch_1.bin", "test_batch.bin"),
          List.of(
              new Origin.Archive(
                  "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                  "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")));

  /** Only the published files. */
  public Cifar10() {
    this(Files.OFFICIAL);
  }

  @Override
  public ImageShape shape() {
    return Cifar.SHAPE;
  }

  @Override
  public int classes() {
    return 10;
  }

  /** As in Sparsity Winning Twice, released code. */
  @Override
  public Normalisation normalisation() {
    return new Normalisation(List.of(.4914, .4822, .4465), List.of(.2470, .2435, .2616));
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

  private static Cifar.Published batch(String name, String sha256) {
    return new Cifar.Published(name, 10_000, sha256);
  }
}

package org.tombola.data;

import java.util.List;
import java.util.Optional;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28x28 grey, ten classes (Xiao
 * et al. 2017, arXiv 1708.07747).
 *
 * <p>Needs the four published IDX files, plain or gzipped; each is checked by the SHA-256 of its
 * unpacked content, since Debian packs the same content anew. A small network is robust on it at
 * l-infinity 0.1: a result here does not foretell one on natural images.
 */
@Card("60,000 + 10,000 grey images of clothes, 28x28, ten classes (Xiao et al. 2017)")
public record FashionMnist() implements Source {
  private static final List<Idx.Published> FILES =
      Idx.files(
          "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
          "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
          "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
          "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

  private static final Home HOME =
      new Home(
          "Fashion-MNIST",
          List.of("fashion-mnist", "FashionMNIST/raw"),
          Idx.names(FILES),
          List.of(
              new Origin.IdxFiles(
                  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", FILES),
              new Origin.DebianPackage(
                  "dataset-fashion-mnist", "\\./usr/share/datasets/fashion-mnist/", FILES)));

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
    return new Normalisation(List.of(0.2860), List.of(0.3530));
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

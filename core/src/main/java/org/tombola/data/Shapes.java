package org.tombola.data;

import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tombola.method.Card;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refusal;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * Ten classes of drawn shapes, anywhere in the image, of any size and shade, in noise: data for
 * tests and for trying things out where no files are.
 *
 * <p>Image {@code i} is of class {@code i % 10} and never depends on a trial's seed, nor on how
 * many images there are. A result here says nothing about natural images.
 *
 * @param train number of training images
 * @param test number of test images
 * @param side rows and columns
 * @param channels 1 or 3
 * @param noise deviation of the noise added to every pixel, in pixel units
 */
@Card("ten classes of shapes drawn in noise; needs no files")
public record Shapes(int train, int test, int side, int channels, double noise) implements Source {
  private static final int CLASSES = 10;

  /** 20,000 and 2,000 grey images of 28x28, noise 0.15. */
  public Shapes() {
    this(20_000, 2_000, 28, 1, 0.15);
  }

  /** Checks the numbers. */
  public Shapes {
    Refusal.unless(
        side >= 8, "side", "must be at least 8 pixels, so that shapes differ, not " + side);
    Refusal.unless(channels == 1 || channels == 3, "channels", "must be 1 or 3, not " + channels);
    held("train", train, side, channels);
    held("test", test, side, channels);
    Refusal.unless(
        noise >= 0 && noise <= 1, "noise", "must be in pixel units, 0 to 1, not " + noise);
  }

  /** All images of a file are one array of bytes. */
  private static void held(String name, int images, int side, int channels) {
    if (images < 1) {
      throw Refusal.saying(name, "a number of images must be at least 1, not " + images);
    }
    double bytes = (double) images * channels * side * side;
    if (bytes > Integer.MAX_VALUE) {
      throw new Refusal(
          name,
          String.format(
              Locale.ROOT,
              "must fit into %,d bytes, not %,d images of %dx%d pixels: %,.0f bytes",
              Integer.MAX_VALUE,
              images,
              side,
              side,
              bytes));
    }
  }

  @Override
  public ImageShape shape() {
    return new ImageShape(channels, side, side);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  /** Fixed, and near the default's own mean and deviation. */
  @Override
  public Normalisation normalisation() {
    return new Normalisation(
        Collections.nCopies(channels, 0.32), Collections.nCopies(channels, 0.23));
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(new Published("Shapes", train, test));
  }

  @Override
  public Splits load(Split split, Places places) {
    Key key = Key.ofSeed(0).child("shapes");
    Pool.Pair pools =
        new Pool.Pair(
            new Drawn(this, train, key.child("train")), new Drawn(this, test, key.child("test")));
    try {
      return Cut.cut("Shapes", split, pools, normalisation());
    } catch (IOException e) {
      throw new FileTrouble("Cannot draw Shapes", e);
    }
  }

  /** Draws what is selected. */
  private record Drawn(Shapes source, int count, Key key) implements Pool {
    @Override
    public ImageData select(int[] places) {
      int size = source.shape().size();
      byte[] pixels = new byte[Math.multiplyExact(places.length, size)];
      int[] labels = new int[places.length];
      for (int i = 0; i < places.length; i++) {
        labels[i] = places[i] % CLASSES;
        source.draw(labels[i], key.child("image", places[i]), pixels, i * size);
      }
      return new ImageData(source.shape(), CLASSES, pixels, labels);
    }
  }

  private void draw(int label, Key key, byte[] pixels, int offset) {
    SplittableRandom draws = key.child("form").stream();
    double radius = side * (0.2 + 0.15 * draws.nextDouble());
    double x = radius + (side - 2 * radius) * draws.nextDouble();
    double y = radius + (side - 2 * radius) * draws.nextDouble();
    double angle = 0.5 * (draws.nextDouble() - 0.5);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    float[] added = key.child("noise").normal(channels * side * side);
    int at = 0;
    for (int channel = 0; channel < channels; channel++) {
      double ground = 0.1 + 0.3 * draws.nextDouble();
      double figure = ground + 0.3 + 0.3 * draws.nextDouble();
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++, at++) {
          double right = (column + 0.5 - x) / radius;
          double down = (row + 0.5 - y) / radius;
          boolean inside = covers(label, cos * right - sin * down, sin * right + cos * down);
          double value = (inside ? figure : ground) + noise * added[at];
          pixels[offset + at] = (byte) Math.round(255 * Math.min(1, Math.max(0, value)));
        }
      }
    }
  }

  /** Whether a shape within the square of side 2 about the origin covers a point. */
  private static boolean covers(int label, double u, double v) {
    double across = Math.abs(u);
    double along = Math.abs(v);
    double round = Math.sqrt(u * u + v * v);
    double edge = Math.max(across, along);
    return switch (label) {
      case 0 -> round < 0.9; // disc
      case 1 -> round < 0.95 && round > 0.5; // ring
      case 2 -> edge < 0.8; // square
      case 3 -> edge < 0.85 && edge > 0.45; // frame
      case 4 -> along < 0.8 && across < 0.55 * (v + 0.8); // triangle
      case 5 -> edge < 0.9 && Math.min(across, along) < 0.28; // plus
      case 6 -> edge < 0.85 && Math.abs(across - along) < 0.35; // cross
      case 7 -> edge < 0.9 && along > 0.35; // two bars across
      case 8 -> edge < 0.9 && across > 0.35; // two bars along
      default -> edge < 0.9 && u * v > 0; // two squares corner to corner
    };
  }
}

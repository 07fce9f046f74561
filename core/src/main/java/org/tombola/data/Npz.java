package org.tombola.data;

import java.util.List;
import java.util.Optional;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * The user's own images in a file of NumPy arrays: {@code x} and {@code y} (or {@code x_train} and
 * {@code y_train}) with training images and labels, and {@code x_test} and {@code y_test}, or a
 * share of the first as test images.
 *
 * <p>Images are unsigned bytes, or floating-point numbers in [0, 1], which are rounded to the
 * nearest of 256 levels: images are kept as bytes. Labels are whole numbers from 0 on. Whether an
 * image is a test image under {@code test-share} depends on its place in the file alone: images
 * appended later move no other. The trial's identity holds these settings and not the arrays: after
 * the file changes, use another store.
 *
 * @param file its path below data-folder or another place of data sets
 * @param layout of the axes of an image
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height rows
 * @param width columns
 * @param classes number of classes
 * @param testShare share of the images that are test images; 0 where the file has test arrays
 * @param mean that networks subtract, in pixel units: one number for all channels, or one each
 * @param deviation that they divide by, likewise
 */
@Card("your own images in a NumPy file (.npz) of images and labels")
public record Npz(
    String file,
    Layout layout,
    int channels,
    int height,
    int width,
    int classes,
    double testShare,
    List<Double> mean,
    List<Double> deviation)
    implements Source {

  /** Which axis of an array is which. */
  public enum Layout {
    /** Image, row, column, channel; grey ones may lack the channel. */
    NHWC,
    /** Image, channel, row, column; grey ones may lack the channel. */
    NCHW
  }

  /** Ten classes of 32x32 colour images in {@code images.npz}, with test arrays. */
  public Npz() {
    this("images.npz", Layout.NHWC, 3, 32, 32, 10, 0, List.of(0.5), List.of(0.25));
  }

  /** Keeps its own copies; checks the settings. */
  public Npz {
    Own.below("file", file);
    Refusal.unless(file.endsWith(".npz"), "file", "must end in .npz, not \"" + file + "\"");
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    Own.check(new ImageShape(channels, height, width), classes, testShare, mean, deviation);
  }

  @Override
  public ImageShape shape() {
    return new ImageShape(channels, height, width);
  }

  @Override
  public Normalisation normalisation() {
    return Own.normalisation(channels, mean, deviation);
  }

  /** Unknown before the file is read. */
  @Override
  public Optional<Published> published() {
    return Optional.empty();
  }

  @Override
  public Splits load(Split split, Places places) {
    return new Home(file, List.of(""), List.of(file), List.of())
        .load(this, split, places, root -> new NpzFile(root.resolve(file), this).read());
  }
}

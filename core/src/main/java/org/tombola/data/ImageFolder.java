package org.tombola.data;

import java.util.List;
import java.util.Optional;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * The user's own pictures, PNG or JPEG of 8 bits a channel, in a folder per class: {@code
 * FOLDER/train/CLASS/*.png} and {@code FOLDER/test/CLASS/*.png}, or {@code FOLDER/CLASS/*.png} and
 * a share of them as test images.
 *
 * <p>Classes are the folders' names in the order of their characters, so that {@code 10} comes
 * before {@code 2}; the training file's order is the first picture of every class, by file name,
 * then the second, so that a cut of it holds every class evenly. Whether a picture is a test image
 * under {@code test-share} depends on its class and file name alone: pictures that are added later
 * move no other. Grey pictures are repeated in every channel. A picture is refused where anything
 * would have to be guessed: if it has transparent pixels, more than 8 bits a channel or four
 * colours (CMYK), is turned by its EXIF orientation, or is in colour where {@code channels} is 1.
 *
 * <p>Pixels are decoded by the JVM and scaled in double precision with a triangle filter; another
 * program's may differ by a few units of 255, and so does the data's digest. The trial's identity
 * holds these settings and not the pictures: after pictures change, use another store.
 *
 * @param folder its path below data-folder or another place of data sets; data-folder may also be
 *     the folder itself
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height rows of the images that networks read
 * @param width columns of them
 * @param classes number of class folders
 * @param fit what becomes of pictures of another size
 * @param testShare share of the pictures that are test images; 0 where {@code train} and {@code
 *     test} are folders
 * @param mean that networks subtract, in pixel units: one number for all channels, or one each
 * @param deviation that they divide by, likewise
 */
@Card("your own PNG or JPEG pictures, a folder per class, of any size")
public record ImageFolder(
    String folder,
    int channels,
    int height,
    int width,
    int classes,
    Fit fit,
    double testShare,
    List<Double> mean,
    List<Double> deviation)
    implements Source {

  /** Ten classes of 32x32 colour pictures in {@code images/train} and {@code images/test}. */
  public ImageFolder() {
    this("images", 3, 32, 32, 10, Fit.EXACT, 0, List.of(0.5), List.of(0.25));
  }

  /** Keeps its own copies; checks the settings. */
  public ImageFolder {
    Own.below("folder", folder);
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

  /** Unknown before the folders are read. */
  @Override
  public Optional<Published> published() {
    return Optional.empty();
  }

  @Override
  public Splits load(Split split, Places places) {
    String mark = testShare == 0 ? "train" : "";
    return new Home(folder, List.of(folder), List.of(mark), List.of())
        .load(this, split, places, root -> new ClassFolders(root, this).read());
  }
}

package org.tombola.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.tombola.tensor.ImageShape;

/** A picture of the first training images of every class, a row each. */
public final class ContactSheet {
  private static final int COLUMNS = 12;
  private static final int ROWS = 100;
  private static final int GAP = 2;
  private static final int PAPER = 0xffffff;

  private ContactSheet() {}

  /**
   * Writes it as PNG.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(ImageData images, Path file) throws IOException {
    ImageShape shape = images.shape();
    // small images are hard to see
    int zoom = Math.max(1, 64 / Math.max(shape.height(), shape.width()));
    int height = zoom * shape.height() + GAP;
    int width = zoom * shape.width() + GAP;
    int rows = Math.min(ROWS, images.classes());
    BufferedImage sheet =
        new BufferedImage(COLUMNS * width + GAP, rows * height + GAP, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        sheet.setRGB(x, y, PAPER);
      }
    }
    int[] shown = new int[images.classes()];
    for (int image = 0; image < images.count(); image++) {
      int label = images.labels()[image];
      if (label < rows && shown[label] < COLUMNS) {
        paint(images, image, sheet, GAP + shown[label] * width, GAP + label * height, zoom);
        shown[label]++;
      }
    }
    if (!ImageIO.write(sheet, "png", file.toFile())) {
      throw new IOException("this Java writes no PNG");
    }
  }

  private static void paint(
      ImageData images, int image, BufferedImage sheet, int left, int top, int zoom) {
    ImageShape shape = images.shape();
    int plane = shape.height() * shape.width();
    for (int y = 0; y < zoom * shape.height(); y++) {
      for (int x = 0; x < zoom * shape.width(); x++) {
        int at = image * shape.size() + y / zoom * shape.width() + x / zoom;
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
          int from = at + Math.min(channel, shape.channels() - 1) * plane;
          colour = colour << 8 | images.pixels()[from] & 0xff;
        }
        sheet.setRGB(left + x, top + y, colour);
      }
    }
  }
}

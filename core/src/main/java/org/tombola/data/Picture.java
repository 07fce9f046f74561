package org.tombola.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.tombola.tensor.ImageShape;

/** Decodes a user's PNG and JPEG files, and refuses where anything would have to be guessed. */
final class Picture {
  private static final int ORIENTATION = 0x0112;

  private static final String FOUR = "its colours are CMYK; convert it to RGB";

  private Picture() {}

  /**
   * Writes a picture's bytes, [channel, row, column].
   *
   * @param shape it is given
   * @param fit how, where it has another size
   * @throws IOException if it is no whole picture of 8 bits a channel that stands upright
   */
  static void read(Path path, ImageShape shape, Fit fit, byte[] into, int offset)
      throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    BufferedImage image = decode(bytes, path);
    checkUpright(bytes, path);
    int height = image.getHeight();
    int width = image.getWidth();
    byte[][] planes = planes(image, path);
    if (planes.length > shape.channels()) {
      throw refused(path, "it is in colour, and channels is 1");
    }
    boolean fits = height == shape.height() && width == shape.width();
    if (!fits && fit == Fit.EXACT) {
      throw refused(
          path,
          "it has %dx%d pixels (width x height), not %dx%d; fit: resize or fit: centre-crop scales it"
              .formatted(width, height, shape.width(), shape.height()));
    }
    for (int channel = 0; channel < shape.channels(); channel++) {
      byte[] plane = planes[Math.min(channel, planes.length - 1)];
      byte[] fitted = fits ? plane : Scale.to(plane, height, width, shape, fit);
      System.arraycopy(fitted, 0, into, offset + channel * fitted.length, fitted.length);
    }
  }

  private static BufferedImage decode(byte[] bytes, Path path) throws IOException {
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      ImageReader reader = readers.hasNext() ? readers.next() : null;
      if (reader == null || !reader.getFormatName().matches("(?i)png|jpe?g")) {
        throw refused(path, "it is neither a PNG nor a JPEG file, whatever its name says");
      }
      try {
        // a cut file is only a warning to the decoder, which paints the rest grey
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(in, true, true);
        BufferedImage image = reader.read(0);
        if (!warnings.isEmpty()) {
          throw refused(path, "it is not whole (" + warnings.get(0) + ")");
        }
        return image;
      } finally {
        reader.dispose();
      }
    } catch (IIOException e) {
      throw refused(
          path,
          String.valueOf(e.getMessage()).contains("Unsupported Image Type")
              ? FOUR
              : "it is not whole (" + e.getMessage() + ")");
    } catch (RuntimeException e) {
      // what ImageIO throws of a file whose parts contradict each other
      throw refused(path, "it is not whole (" + e + ")");
    }
  }

  /** One plane of bytes for a grey picture, else three. */
  private static byte[][] planes(BufferedImage image, Path path) throws IOException {
    ColorModel colours = image.getColorModel();
    Raster raster = image.getRaster();
    if (colours instanceof IndexColorModel) {
      return palette(image, path);
    }
    if (raster.getDataBuffer().getDataType() != DataBuffer.TYPE_BYTE) {
      throw refused(path, "it has more than 8 bits a channel; convert it to 8");
    }
    int bands = raster.getNumBands();
    if (bands > 3 && !colours.hasAlpha()) {
      throw refused(path, FOUR);
    }
    if (colours.hasAlpha() && !opaque(raster, bands - 1)) {
      throw refused(path, "it has transparent pixels; flatten it onto a background");
    }
    byte[][] planes = new byte[bands < 3 ? 1 : 3][raster.getWidth() * raster.getHeight()];
    int[] samples = new int[planes[0].length];
    for (int band = 0; band < planes.length; band++) {
      // the raster, not getRGB: that would bend greys through a colour space
      raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, samples);
      for (int i = 0; i < samples.length; i++) {
        planes[band][i] = (byte) samples[i];
      }
    }
    return planes;
  }

  private static boolean opaque(Raster raster, int band) {
    for (int sample :
        raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null)) {
      if (sample != 255) {
        return false;
      }
    }
    return true;
  }

  private static byte[][] palette(BufferedImage image, Path path) throws IOException {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
    byte[][] planes = new byte[3][colours.length];
    boolean grey = true;
    for (int i = 0; i < colours.length; i++) {
      if (colours[i] >>> 24 != 255) {
        throw refused(path, "it has transparent pixels; flatten it onto a background");
      }
      for (int channel = 0; channel < 3; channel++) {
        planes[channel][i] = (byte) (colours[i] >>> (16 - 8 * channel));
      }
      grey &= planes[0][i] == planes[1][i] && planes[1][i] == planes[2][i];
    }
    return grey ? new byte[][] {planes[0]} : planes;
  }

  /** Refuses a JPEG that its EXIF orientation turns or mirrors: decoders disagree about it. */
  private static void checkUpright(byte[] bytes, Path path) throws IOException {
    int orientation = orientation(ByteBuffer.wrap(bytes));
    if (orientation > 1) {
      throw refused(
          path,
          "its EXIF orientation is "
              + orientation
              + ", so programs disagree on how it stands; store its pixels upright");
    }
  }

  /** The EXIF orientation of a JPEG, 1 to 8; 0 where there is none. */
  private static int orientation(ByteBuffer file) {
    if (file.limit() < 4 || file.getShort(0) != (short) 0xffd8) {
      return 0;
    }
    int at = 2;
    while (at + 4 <= file.limit() && (file.get(at) & 0xff) == 0xff) {
      int marker = file.get(at + 1) & 0xff;
      int length = file.getShort(at + 2) & 0xffff;
      if (marker == 0xda || length < 2 || at + 2 + length > file.limit()) {
        return 0;
      }
      byte[] head = new byte[Math.min(6, length - 2)];
      file.get(at + 4, head);
      if (marker == 0xe1 && new String(head, StandardCharsets.US_ASCII).equals("Exif\0\0")) {
        return tag(file.slice(at + 10, length - 8));
      }
      at += 2 + length;
    }
    return 0;
  }

  /** The orientation in the first directory of a TIFF header. */
  private static int tag(ByteBuffer tiff) {
    if (tiff.limit() < 8) {
      return 0;
    }
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory + 2 > tiff.limit()) {
      return 0;
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries && directory + 2 + 12 * (i + 1) <= tiff.limit(); i++) {
      int entry = directory + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
        return tiff.getShort(entry + 8) & 0xffff;
      }
    }
    return 0;
  }

  private static Unreadable refused(Path path, String reason) {
    return new Unreadable("Cannot read " + path + ": " + reason);
  }
}

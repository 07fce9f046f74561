package org.tombola.data;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.tombola.method.FileTrouble;
import org.tombola.tensor.ImageShape;

/** Decodes JPEG files, strictly. */
final class Jpeg {
  private Jpeg() {}

  /**
   * Writes an image's bytes, [channel, row, column]; a grey one is repeated in every channel.
   *
   * @param shape it must have
   * @throws UncheckedIOException if it is not a whole JPEG of that size
   */
  static void decode(Path path, ImageShape shape, byte[] into, int offset) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    List<String> warnings = new ArrayList<>();
    // a cut file is only a warning to the decoder, which paints the rest grey
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream bytes =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(Files.readAllBytes(path)))) {
      reader.setInput(bytes, true, true);
      // the raster, not getRGB: that would bend greys through a colour space
      Raster raster = reader.read(0).getRaster();
      if (!warnings.isEmpty()) {
        throw new IOException("expected a whole JPEG, found \"" + warnings.get(0) + "\"");
      }
      write(raster, shape, into, offset);
    } catch (IOException | IllegalArgumentException e) {
      throw new FileTrouble(
          "Cannot read " + path,
          e instanceof IOException io ? io : new IOException("it is not a JPEG", e));
    } finally {
      reader.dispose();
    }
  }

  private static void write(Raster raster, ImageShape shape, byte[] into, int offset)
      throws IOException {
    int bands = raster.getNumBands();
    if (raster.getWidth() != shape.width()
        || raster.getHeight() != shape.height()
        || (bands != 1 && bands != shape.channels())) {
      throw new IOException(
          "expected %dx%d pixels of 1 or %d channels, found %dx%d of %d"
              .formatted(
                  shape.width(),
                  shape.height(),
                  shape.channels(),
                  raster.getWidth(),
                  raster.getHeight(),
                  bands));
    }
    int plane = shape.height() * shape.width();
    int[] samples = new int[plane];
    for (int channel = 0; channel < shape.channels(); channel++) {
      raster.getSamples(0, 0, shape.width(), shape.height(), Math.min(channel, bands - 1), samples);
      for (int i = 0; i < plane; i++) {
        into[offset + channel * plane + i] = (byte) samples[i];
      }
    }
  }
}

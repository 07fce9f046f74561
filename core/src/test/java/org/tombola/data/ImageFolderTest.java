package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.tensor.ImageShape;

class ImageFolderTest {
  private static final Split ONE = new Split(0, 1, 0, Split.Order.FILE, 0);

  @TempDir Path root;

  private ImageFolder source(Fit fit, double testShare) {
    return new ImageFolder("own", 3, 8, 8, 2, fit, testShare, List.of(0.5), List.of(0.25));
  }

  private Splits load(ImageFolder source, Split split) {
    return source.load(split, Elsewhere.offline(root, root.resolve("home")));
  }

  private static BufferedImage plain(int type, int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static Path png(Path path, BufferedImage image) throws IOException {
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
    return path;
  }

  private static BufferedImage red() {
    return plain(BufferedImage.TYPE_INT_RGB, 8, 8, new Color(200, 10, 30));
  }

  /** Two classes of pictures, each in a red of its own, split by folders. */
  private void folders(int perClass) throws IOException {
    for (String part : List.of("train", "test")) {
      for (String name : List.of("007", "cat")) {
        for (int i = 0; i < perClass; i++) {
          int shade = 10 * i + (name.equals("cat") ? 100 : 0);
          png(
              root.resolve("own/" + part + "/" + name + "/" + i + ".png"),
              plain(BufferedImage.TYPE_INT_RGB, 8, 8, new Color(shade, 1, 2)));
        }
      }
    }
  }

  @Test
  void takesClassesByNameAndPicturesInTurn() throws IOException {
    folders(3);
    Splits splits = load(source(Fit.EXACT, 0), ONE);
    assertThat(splits.train().labels()).containsExactly(0, 1, 0, 1, 0);
    assertThat(splits.validation().labels()).containsExactly(1);
    assertThat(splits.test().labels()).containsExactly(0, 1, 0, 1, 0, 1);
    assertThat(IntStream.range(0, 5).map(i -> splits.train().pixels()[i * 3 * 64] & 0xff).toArray())
        .containsExactly(0, 100, 10, 110, 20);
    assertThat(splits.train().pixels()[64]).isEqualTo((byte) 1);
    assertThat(splits.train().pixels()[128]).isEqualTo((byte) 2);
  }

  @Test
  void readsTheFolderItselfWhenThatIsDataFolder() throws IOException {
    folders(2);
    Splits below = load(source(Fit.EXACT, 0), ONE);
    Splits itself =
        source(Fit.EXACT, 0).load(ONE, Elsewhere.offline(root.resolve("own"), root.resolve("h")));
    assertThat(itself.digest()).isEqualTo(below.digest());
  }

  @Test
  void aTestShareNeverMovesPicturesThatWereThere() throws IOException {
    for (int i = 0; i < 40; i++) {
      for (String name : List.of("a", "b")) {
        png(
            root.resolve("own/%s/%03d.png".formatted(name, i)),
            plain(BufferedImage.TYPE_INT_RGB, 8, 8, new Color(5 * i, name.equals("a") ? 0 : 9, 0)));
      }
    }
    Splits few = load(source(Fit.EXACT, 0.25), ONE);
    assertThat(few.test().count()).isBetween(10, 30);
    assertThat(few.train().count() + 1 + few.test().count()).isEqualTo(80);
    for (int i = 40; i < 60; i++) {
      for (String name : List.of("a", "b")) {
        png(
            root.resolve("own/%s/%03d.png".formatted(name, i)),
            plain(BufferedImage.TYPE_INT_RGB, 8, 8, new Color(0, 0, i)));
      }
    }
    Splits more = load(source(Fit.EXACT, 0.25), ONE);
    assertThat(shades(more.test())).containsAll(shades(few.test()));
    assertThat(shades(more.train())).containsAll(shades(few.train()));
    assertThat(Overview.of(few).repeated()).containsEntry("test", 0);
  }

  private static List<String> shades(ImageData data) {
    return IntStream.range(0, data.count())
        .mapToObj(
            i ->
                data.pixels()[i * 192]
                    + ","
                    + data.pixels()[i * 192 + 64]
                    + ","
                    + data.pixels()[i * 192 + 128])
        .toList();
  }

  @Test
  void readsEveryFormOfPictureThatLeavesNothingToGuess() throws IOException {
    ImageShape shape = new ImageShape(3, 8, 8);
    byte[] reds = new byte[192];
    Picture.read(png(root.resolve("rgb.png"), red()), shape, Fit.EXACT, reds, 0);
    assertThat(reds[0]).isEqualTo((byte) 200);

    byte[] opaque = new byte[192];
    BufferedImage withAlpha = plain(BufferedImage.TYPE_INT_ARGB, 8, 8, new Color(200, 10, 30));
    Picture.read(png(root.resolve("alpha.png"), withAlpha), shape, Fit.EXACT, opaque, 0);
    assertThat(opaque).isEqualTo(reds);

    byte[] palette = new byte[192];
    byte[] one = {(byte) 200, 0};
    BufferedImage indexed =
        new BufferedImage(
            8,
            8,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, 2, one, new byte[] {10, 0}, new byte[] {30, 0}));
    Picture.read(png(root.resolve("palette.png"), indexed), shape, Fit.EXACT, palette, 0);
    assertThat(palette).isEqualTo(reds);

    byte[] grey = new byte[192];
    BufferedImage greys = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    greys.getRaster().setSample(3, 2, 0, 77);
    Picture.read(png(root.resolve("grey.png"), greys), shape, Fit.EXACT, grey, 0);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(grey[64 * channel + 2 * 8 + 3]).isEqualTo((byte) 77);
    }

    byte[] jpeg = new byte[192];
    Path jpg = root.resolve("red.jpg");
    ImageIO.write(red(), "jpg", jpg.toFile());
    Picture.read(jpg, shape, Fit.EXACT, jpeg, 0);
    assertThat(jpeg[0] & 0xff).isBetween(195, 205);
  }

  @Test
  void refusesPicturesThatWouldHaveToBeGuessed() throws IOException {
    Path folder = Files.createDirectories(root.resolve("x"));
    BufferedImage clear = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    refuses(
        png(folder.resolve("clear.png"), clear),
        "it has transparent pixels; flatten it onto a background");
    BufferedImage deep = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    refuses(
        png(folder.resolve("deep.png"), deep),
        "it has more than 8 bits a channel; convert it to 8");
    refuses(
        Files.writeString(folder.resolve("text.png"), "no picture"),
        "it is neither a PNG nor a JPEG file, whatever its name says");
    refuses(
        Files.write(folder.resolve("empty.png"), new byte[0]),
        "it is neither a PNG nor a JPEG file, whatever its name says");
    Path gif = folder.resolve("gif.png");
    ImageIO.write(red(), "gif", gif.toFile());
    refuses(gif, "it is neither a PNG nor a JPEG file, whatever its name says");
    refuses(
        png(folder.resolve("large.png"), plain(BufferedImage.TYPE_INT_RGB, 9, 8, Color.RED)),
        "it has 9x8 pixels (width x height), not 8x8; fit: resize or fit: centre-crop scales it");
    refuses(cmyk(folder.resolve("cmyk.jpg")), "its colours are CMYK; convert it to RGB");
    refuses(
        turned(folder.resolve("turned.jpg"), 6),
        "its EXIF orientation is 6, so programs disagree on how it stands; store its pixels upright");
    assertThatCode(
            () ->
                Picture.read(
                    turned(folder.resolve("upright.jpg"), 1),
                    new ImageShape(3, 8, 8),
                    Fit.EXACT,
                    new byte[192],
                    0))
        .doesNotThrowAnyException();
    Path coloured = png(folder.resolve("coloured.png"), red());
    assertThatThrownBy(
            () -> Picture.read(coloured, new ImageShape(1, 8, 8), Fit.EXACT, new byte[64], 0))
        .hasMessage("Cannot read " + coloured + ": it is in colour, and channels is 1");
  }

  @Test
  void refusesWhatIsCutAnywhere() throws IOException {
    BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 4096; i++) {
      noise.setRGB(i % 64, i / 64, i * 7919);
    }
    for (String form : List.of("png", "jpg")) {
      Path whole = root.resolve("whole." + form);
      ImageIO.write(noise, form, whole.toFile());
      byte[] bytes = Files.readAllBytes(whole);
      for (int length : new int[] {bytes.length * 9 / 10, bytes.length / 2, 40, 9, 3}) {
        Path cut = Files.write(root.resolve("cut." + form), Arrays.copyOf(bytes, length));
        assertThatThrownBy(
                () ->
                    Picture.read(cut, new ImageShape(3, 64, 64), Fit.EXACT, new byte[3 * 4096], 0))
            .as("the first %d of %d bytes of a %s", length, bytes.length, form)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("Cannot read " + cut + ": it is ");
      }
    }
  }

  private static void refuses(Path picture, String reason) {
    assertThatThrownBy(
            () -> Picture.read(picture, new ImageShape(3, 8, 8), Fit.EXACT, new byte[192], 0))
        .isInstanceOf(Unreadable.class)
        .hasMessage("Cannot read " + picture + ": " + reason);
  }

  private static Path cmyk(Path path) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = ImageIO.createImageOutputStream(path.toFile())) {
      writer.setOutput(out);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    return path;
  }

  private static Path turned(Path path, int orientation) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(red(), "jpg", jpeg);
    byte[] bytes = jpeg.toByteArray();
    // APP1, "Exif", big-endian TIFF, one entry: orientation, a short
    byte[] exif =
        HexFormat.of()
            .parseHex(
                "ffe10022457869660000"
                    + "4d4d002a00000008"
                    + "0001"
                    + "011200030000000100"
                    + "%02x".formatted(orientation)
                    + "0000"
                    + "00000000");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, 2);
    out.write(exif);
    out.write(bytes, 2, bytes.length - 2);
    return Files.write(path, out.toByteArray());
  }

  @Test
  void tellsOfSeveralWrongPicturesAtOnce() throws IOException {
    folders(8);
    for (int i = 0; i < 6; i++) {
      Files.writeString(root.resolve("own/train/007/" + i + ".png"), "no picture");
      Files.writeString(root.resolve("own/train/cat/" + i + ".png"), "no picture");
    }
    assertThatThrownBy(() -> load(source(Fit.EXACT, 0), ONE))
        .isInstanceOf(UncheckedIOException.class)
        .satisfies(
            e -> {
              List<String> lines = e.getMessage().lines().toList();
              assertThat(lines).hasSize(11);
              assertThat(lines.get(0))
                  .isEqualTo(
                      "Cannot read "
                          + root.resolve("own/train/007/0.png")
                          + ": it is neither a PNG nor a JPEG file, whatever its name says");
              assertThat(lines.get(10)).isEqualTo("and 2 more");
            });
  }

  @Test
  void refusesFoldersThatAreNotAsAskedFor() throws IOException {
    refusesToLoad(
        source(Fit.EXACT, 0),
        "Cannot find own: none of these folders has [train]\n  ($TOMBOLA_DATA is not set)\n  "
            + Stream.of(root.resolve("own"), root, root.resolve("home/.cache/tombola/data/own"))
                .map(Path::toString)
                .reduce((one, other) -> one + "\n  " + other)
                .orElseThrow()
            + "\nName the folder that holds own as data-folder");
    folders(2);
    ImageFolder three =
        new ImageFolder("own", 3, 8, 8, 3, Fit.EXACT, 0, List.of(0.5), List.of(0.25));
    refusesToLoad(
        three,
        "Cannot read "
            + root.resolve("own/train")
            + ": expected 3 class folders, found 2 (set classes: 2)");
    Path stray = Files.writeString(root.resolve("own/test/cat/list.txt"), "a");
    refusesToLoad(
        source(Fit.EXACT, 0),
        "Cannot read "
            + stray
            + ": a class folder holds PNG and JPEG files only (.png, .jpg, .jpeg)");
    Files.move(stray, root.resolve("own/test/cat/.list.txt"));
    assertThatCode(() -> load(source(Fit.EXACT, 0), ONE)).doesNotThrowAnyException();
    Files.move(root.resolve("own/test/cat"), root.resolve("own/test/cats"));
    refusesToLoad(
        source(Fit.EXACT, 0),
        "Cannot read "
            + root.resolve("own")
            + ": train and test must have the same class folders; train has also cat, test also cats");
    Files.move(root.resolve("own/test/cats"), root.resolve("own/test/cat"));
    for (int i = 0; i < 2; i++) {
      Files.delete(root.resolve("own/train/007/" + i + ".png"));
    }
    refusesToLoad(
        source(Fit.EXACT, 0),
        "Cannot read " + root.resolve("own/train/007") + ": the class has no pictures");
  }

  private void refusesToLoad(ImageFolder source, String message) {
    assertThatThrownBy(() -> load(source, ONE))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(message);
  }

  @Test
  void refusesSettingsWithTheirValues() {
    assertThatThrownBy(
            () -> new ImageFolder("../x", 3, 8, 8, 2, Fit.EXACT, 0, List.of(0.5), List.of(0.25)))
        .hasMessage(
            "folder must be a path below data-folder, without \"..\", not \"../x\": name the folder"
                + " that holds it as data-folder");
    assertThatThrownBy(
            () -> new ImageFolder("x", 2, 8, 8, 2, Fit.EXACT, 0, List.of(0.5), List.of(0.25)))
        .hasMessage("channels must be 1 or 3, not 2");
    assertThatThrownBy(
            () -> new ImageFolder("x", 3, 8, 8, 2, Fit.EXACT, 1, List.of(0.5), List.of(0.25)))
        .hasMessage("test-share must be in [0, 1), not 1.0");
    assertThatThrownBy(
            () -> new ImageFolder("x", 3, 8, 8, 2, Fit.EXACT, 0, List.of(0.5, 0.5), List.of(0.25)))
        .hasMessage("mean must have 1 number or one per channel, not 2");
    assertThatThrownBy(
            () -> new ImageFolder("x", 3, 8, 8, 2, Fit.EXACT, 0, List.of(0.5), List.of(0.0)))
        .hasMessage("deviation must be in pixel units, above 0 and at most 1, not 0.0");
    assertThatThrownBy(
            () -> new ImageFolder("x", 3, 8, 8, 1, Fit.EXACT, 0, List.of(0.5), List.of(0.25)))
        .hasMessage("classes must be at least 2, not 1");
  }

  @Test
  void readsTinyImageNetsPhotographsAsItsOwnSourceDoes() throws IOException {
    Path photographs = Elsewhere.shared("tiny-imagenet-subset-10");
    try (Stream<Path> files = Files.walk(photographs)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".JPEG")).limit(60).toList()) {
        byte[] theirs = new byte[JpegFolders.SHAPE.size()];
        Jpeg.decode(file, JpegFolders.SHAPE, theirs, 0);
        byte[] ours = new byte[theirs.length];
        Picture.read(file, JpegFolders.SHAPE, Fit.EXACT, ours, 0);
        assertThat(ours).as(file.toString()).isEqualTo(theirs);
      }
    }
  }

  @Test
  void scalesByTheMeanAndCutsToTheMiddle() {
    byte[] plane = new byte[4 * 8];
    for (int i = 0; i < 32; i++) {
      plane[i] = (byte) (8 * (i % 8));
    }
    ImageShape small = new ImageShape(1, 4, 4);
    // the middle columns 2 to 5, untouched
    assertThat(Arrays.copyOf(Scale.to(plane, 4, 8, small, Fit.CENTRE_CROP), 4))
        .containsExactly(16, 24, 32, 40);
    // pairs, each with its neighbours: 1/8, 3/8, 3/8, 1/8; at the ends what is there
    assertThat(Arrays.copyOf(Scale.to(plane, 4, 8, small, Fit.RESIZE), 4))
        .containsExactly(6, 20, 36, 50);
    byte[] flat = new byte[35];
    Arrays.fill(flat, (byte) 130);
    for (Fit fit : new Fit[] {Fit.RESIZE, Fit.CENTRE_CROP}) {
      for (ImageShape shape : List.of(small, new ImageShape(1, 9, 3), new ImageShape(1, 40, 41))) {
        assertThat(Scale.to(flat, 5, 7, shape, fit)).containsOnly(130);
      }
    }
  }
}

package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

class OverviewTest {
  private static final ImageShape SHAPE = new ImageShape(3, 1, 2);

  /** Images of which every channel is of one shade. */
  private static ImageData images(int[] labels, int... shades) {
    byte[] pixels = new byte[6 * labels.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) shades[i / 2];
    }
    return new ImageData(SHAPE, 2, pixels, labels);
  }

  private static Splits splits(List<String> names) {
    return new Splits(
        images(new int[] {0, 1, 1}, 0, 10, 255, 0, 20, 255, 0, 30, 255),
        images(new int[] {1}, 0, 20, 255),
        images(new int[] {0, 0}, 1, 2, 3, 4, 5, 6),
        new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)),
        names,
        "d");
  }

  @Test
  void countsClassesAndImagesThatAreInTwoParts() {
    Overview overview = Overview.of(splits(List.of("cat", "dog")));
    assertThat(overview.shape()).isEqualTo("3x1x2");
    assertThat(overview.names()).containsExactly("cat", "dog");
    assertThat(overview.images().get("train")).containsExactly(1, 2);
    assertThat(overview.images().get("validation")).containsExactly(0, 1);
    assertThat(overview.images().get("test")).containsExactly(2, 0);
    assertThat(overview.repeated()).containsEntry("validation", 1).containsEntry("test", 0);
    assertThat(Overview.of(splits(List.of())).names()).containsExactly("0", "1");
  }

  @Test
  void takesMeanAndDeviationOfTheTrainingImages() {
    Overview overview = Overview.of(splits(List.of()));
    assertThat(overview.mean().get(0)).isZero();
    assertThat(overview.mean().get(1)).isCloseTo(20 / 255.0, within(1e-12));
    assertThat(overview.mean().get(2)).isEqualTo(1);
    assertThat(overview.deviation().get(1)).isCloseTo(Math.sqrt(200 / 3.0) / 255, within(1e-12));
    assertThat(overview.deviation().get(2)).isZero();
  }

  @Test
  void agreesWithThePublishedNumbersOfFashionMnist() {
    Splits splits =
        new FashionMnist()
            .load(
                new Split(),
                Elsewhere.offline(Elsewhere.system("fashion-mnist"), Path.of("nowhere")));
    Overview overview = Overview.of(splits);
    assertThat(overview.mean().get(0)).isCloseTo(0.2860, within(5e-4));
    assertThat(overview.deviation().get(0)).isCloseTo(0.3530, within(5e-4));
  }

  @Test
  void paintsARowAClass(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("sheet.png");
    ContactSheet.write(splits(List.of()).train(), file);
    BufferedImage sheet = ImageIO.read(file.toFile());
    // images are enlarged 32 times, and stand 2 pixels apart
    assertThat(sheet.getWidth()).isEqualTo(12 * 66 + 2);
    assertThat(sheet.getHeight()).isEqualTo(2 * 34 + 2);
    assertThat(sheet.getRGB(2, 2) & 0xffffff).isEqualTo(0x000aff);
    assertThat(sheet.getRGB(2 + 63, 2 + 31) & 0xffffff).isEqualTo(0x000aff);
    assertThat(sheet.getRGB(2, 2 + 34) & 0xffffff).isEqualTo(0x0014ff);
    assertThat(sheet.getRGB(2 + 66, 2 + 34) & 0xffffff).isEqualTo(0x001eff);
    assertThat(sheet.getRGB(2 + 66, 2) & 0xffffff).isEqualTo(0xffffff);
  }
}

package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
  @TempDir Path folder;

  private final StringWriter printed = new StringWriter();
  private Path sweep = Path.of("");

  /** Two classes of three training and two test pictures; the first test cat is a training cat. */
  @BeforeEach
  void draw() throws IOException {
    for (String name : List.of("cat", "dog")) {
      int green = name.equals("cat") ? 0 : 255;
      for (int i = 0; i < 5; i++) {
        Path part = folder.resolve("pets/" + (i < 3 ? "train/" : "test/") + name);
        int red = name.equals("cat") && i == 3 ? 0 : 51 * i;
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(red, green, 0));
        graphics.fillRect(0, 0, 16, 16);
        graphics.dispose();
        Files.createDirectories(part);
        ImageIO.write(image, "png", part.resolve(i + ".png").toFile());
      }
    }
    sweep =
        Files.writeString(
            folder.resolve("pets.yaml"),
            """
            name: pets
            question: Does a sparse network tell cats from dogs under attack?
            data-folder: .
            evaluate:
              - pgd
            base:
              data: {image-folder: {folder: pets, height: 16, width: 16, classes: 2}}
              split: {validation: 2}
              augment: none
              network: {small-cnn: {width: 4}}
              ticket: dense
              recipe: pgd-at
              optimizer: {learning-rate: 0.01}
              schedule: constant
              epochs: 1
              batch: 4
              seed: 1
            """);
  }

  private int tombola(String... arguments) {
    PrintWriter out = new PrintWriter(printed);
    int status = TombolaCommand.execute(arguments, out, out);
    out.flush();
    return status;
  }

  @Test
  void countsClassesAndWarnsOfImagesInTwoParts() {
    Path picture = folder.resolve("pets.png");
    assertThat(tombola("data", sweep.toString(), "--picture", picture.toString())).isZero();
    assertThat(printed.toString())
        .contains("image-folder: images of 3x16x16, 2 classes")
        .containsPattern("\\| cat +\\| +2 \\| +1 \\| +2 \\|")
        .containsPattern("\\| dog +\\| +2 \\| +1 \\| +2 \\|")
        .containsPattern("\\| all +\\| +4 \\| +2 \\| +4 \\|")
        .contains("mean [0.1000, 0.5000, 0.0000], deviation [0.1000, 0.5000, 0.0000]")
        .containsPattern("digest [0-9a-f]{64}")
        .contains(
            "Warning: 1 test images are training images as well; results on them say nothing about"
                + " unseen images")
        .doesNotContain("validation images are");
    assertThat(picture).isRegularFile();
  }

  @Test
  void tellsEveryWrongPictureAndReplacesNoFileUnasked() throws IOException {
    Path one = Files.writeString(folder.resolve("pets/train/cat/1.png"), "no picture");
    Path other = Files.writeString(folder.resolve("pets/train/dog/0.png"), "no picture");
    assertThat(tombola("data", sweep.toString())).isEqualTo(2);
    String reason = ": it is neither a PNG nor a JPEG file, whatever its name says";
    assertThat(printed.toString())
        .contains("Cannot read " + one + reason)
        .contains("Cannot read " + other + reason);
    assertThat(tombola("data", sweep.toString(), "--picture", one.toString())).isEqualTo(2);
    assertThat(printed.toString()).contains("it already exists; --overwrite replaces it");
  }
}

package org.tombola.trial;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.attack.Fgsm;
import org.tombola.data.ImageData;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Checkpoint;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.SmallCnn;
import org.tombola.network.SplitName;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Normalisation;
import org.tombola.ticket.RandomTicket;
import org.tombola.train.Constant;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;

/** Runs the example as its readers do, with DL4J on the class path and no Tombola. */
class ClassifyTest {
  private static final Path EXAMPLE = Path.of("..", "sweeps", "examples", "Classify.java");

  @TempDir Path folder;

  @Test
  void aTrainedTicketSaysInPlainDl4jWhatItSaysHere() throws Exception {
    TrialSpec spec =
        new TrialSpec(
            new Training(
                new Shapes(),
                new Split(96, 32, 32, Split.Order.FILE, 10),
                new None(),
                new SmallCnn(4),
                new RandomTicket(),
                new PgdAt(),
                new Sgd(0.05, 0.9, 5e-4),
                new Constant(),
                3,
                16,
                new Monitor(new Fgsm(), 32, 32, 0),
                3),
            List.of(new Fgsm()),
            new Kernels(),
            false);
    Artifacts results = Artifacts.inMemory();
    TrialRunner.run(
        spec, new Surroundings(null, results, Checkpoints.NEVER, Surroundings.Watcher.NOBODY));
    Path zip = folder.resolve("network.zip");
    try (Export export = Export.of(spec, Checkpoint.FINAL, Export.Channels.ALL, results)) {
      export.dl4j(zip);
      ImageData images = export.images(SplitName.TEST, null).select(new int[] {5});
      assertThat(images.shape().channels()).isEqualTo(1);
      try (Network network = network(spec, results)) {
        saysTheSame(zip, network, images);
      }
    }
  }

  private static Network network(TrialSpec spec, Artifacts results) {
    Network network =
        Network.of(
            spec.training().network(),
            spec.training().data().shape(),
            spec.training().data().normalisation(),
            spec.training().data().classes(),
            Key.ofSeed(spec.training().seed()));
    Bundle trained = results.find(new Stage.Train(spec.training())).orElseThrow();
    network.assign(trained.floats("parameters"));
    return network;
  }

  @Test
  void coloursGoInAsRedGreenAndBlue() throws Exception {
    ImageShape shape = new ImageShape(3, 32, 32);
    Normalisation unequal = new Normalisation(List.of(0.1, 0.5, 0.9), List.of(0.2, 0.25, 0.3));
    byte[] pixels = new byte[shape.size()];
    float[] noise = Key.ofSeed(4).uniform(pixels.length, 0, 256);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) noise[i];
    }
    Path zip = folder.resolve("network.zip");
    try (Network network = Network.of(new SmallCnn(4), shape, unequal, 10, Key.ofSeed(1))) {
      network.design().save(network.parameters(), zip);
      saysTheSame(zip, network, new ImageData(shape, 10, pixels, new int[1]));
    }
  }

  private void saysTheSame(Path zip, Network network, ImageData image) throws Exception {
    Logits logits = network.forward(image.batch(new int[1]), Mode.EVAL).logits();
    double[] powers = Arrays.stream(logits.values()).map(Math::exp).toArray();
    double sum = Arrays.stream(powers).sum();
    List<String> lines = classify(zip, png(image)).lines().toList();
    assertThat(lines).hasSize(1 + 10);
    assertThat(lines.get(0)).isEqualTo("class " + logits.predicted(0));
    for (int i = 0; i < 10; i++) {
      String[] words = lines.get(1 + i).split(" ");
      assertThat(words[0]).isEqualTo(String.valueOf(i));
      assertThat(Double.parseDouble(words[1])).isCloseTo(powers[i] / sum, within(1e-5));
    }
  }

  private Path png(ImageData image) throws IOException {
    ImageShape shape = image.shape();
    BufferedImage drawn =
        new BufferedImage(
            shape.width(),
            shape.height(),
            shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < shape.size(); i++) {
      int place = i % (shape.width() * shape.height());
      drawn
          .getRaster()
          .setSample(
              place % shape.width(),
              place / shape.width(),
              i / (shape.width() * shape.height()),
              image.pixels()[i] & 0xff);
    }
    Path file = folder.resolve("image.png");
    ImageIO.write(drawn, "png", file.toFile());
    return file;
  }

  private String classify(Path zip, Path image) throws Exception {
    String own = Path.of("target").toAbsolutePath().toString();
    String dl4j =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
            .collect(joining(File.pathSeparator));
    assertThat(dl4j).contains("deeplearning4j-nn").doesNotContain("org/tombola", "tombola-core");
    Path told = folder.resolve("told");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // it compiles the example, answers once and ends
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                dl4j,
                EXAMPLE.toString(),
                zip.toString(),
                image.toString())
            .redirectError(told.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(told)).isZero();
    return output;
  }
}

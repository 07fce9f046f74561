package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShapesTest {
  private static final Split SPLIT = new Split(1000, 100, 300, Split.Order.FILE, 0);
  private static final Places NOWHERE = Elsewhere.offline(null, Path.of("nowhere"));

  @Test
  void needsNoFilesAndRepeats() {
    Splits splits = new Shapes().load(SPLIT, NOWHERE);
    assertThat(splits).isEqualTo(new Shapes().load(SPLIT, NOWHERE));
    assertThat(splits.train().shape()).isEqualTo(new Shapes().shape());
    assertThat(splits.train().count()).isEqualTo(1000);
  }

  @Test
  void drawsTheSameImagesHoweverManyThereAre() {
    ImageData few = new Shapes(60, 20, 28, 1, 0.1).load(split(50, 10, 20), NOWHERE).train();
    ImageData many = new Shapes(600, 20, 28, 1, 0.1).load(split(50, 10, 20), NOWHERE).train();
    assertThat(few).isEqualTo(many);
  }

  @Test
  void neverTestsOnTrainingImages() {
    Splits splits = new Shapes(60, 50, 28, 1, 0.1).load(split(50, 10, 50), NOWHERE);
    assertThat(splits.train().pixels()).isNotEqualTo(splits.test().pixels());
  }

  @Test
  void drawsTenClassesEvenlyInColourToo() {
    ImageData data = new Shapes(200, 100, 16, 3, 0.1).load(split(100, 10, 100), NOWHERE).train();
    int[] perClass = new int[10];
    Arrays.stream(data.labels()).forEach(label -> perClass[label]++);
    assertThat(perClass).containsOnly(10);
    assertThat(data.pixels()).hasSize(100 * 3 * 16 * 16);
  }

  /** The nearest of 1,000 neighbours is right about half the time: neither hopeless nor trivial. */
  @Test
  void isNeitherHopelessNorTrivial() {
    Splits splits = new Shapes().load(SPLIT, NOWHERE);
    int right = 0;
    for (int i = 0; i < splits.test().count(); i++) {
      right += nearest(splits.train(), splits.test(), i) == splits.test().labels()[i] ? 1 : 0;
    }
    assertThat(right / 300.0).isBetween(0.35, 0.75);
  }

  @Test
  void normalisesByRoundlyItsOwnMeanAndDeviation() {
    ImageData data = new Shapes().load(SPLIT, NOWHERE).train();
    double sum = 0;
    double squares = 0;
    for (byte pixel : data.pixels()) {
      double value = (pixel & 0xff) / 255.0;
      sum += value;
      squares += value * value;
    }
    double mean = sum / data.pixels().length;
    assertThat(new Shapes().normalisation().mean().get(0)).isCloseTo(mean, within(0.02));
    assertThat(new Shapes().normalisation().deviation().get(0))
        .isCloseTo(Math.sqrt(squares / data.pixels().length - mean * mean), within(0.02));
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    assertThatThrownBy(() -> new Shapes(0, 1, 28, 1, 0))
        .hasMessage("a number of images must be at least 1, not 0");
    assertThatThrownBy(() -> new Shapes(1, 1, 7, 1, 0))
        .hasMessage("side must be at least 8 pixels, so that shapes differ, not 7");
    assertThatThrownBy(() -> new Shapes(1, 1, 28, 2, 0))
        .hasMessage("channels must be 1 or 3, not 2");
    assertThatThrownBy(() -> new Shapes(1, 1, 28, 1, Double.NaN))
        .hasMessage("noise must be in pixel units, 0 to 1, not NaN");
  }

  private static Split split(int train, int validation, int test) {
    return new Split(train, validation, test, Split.Order.FILE, 0);
  }

  private static int nearest(ImageData train, ImageData test, int image) {
    int size = test.shape().size();
    long least = Long.MAX_VALUE;
    int label = -1;
    for (int i = 0; i < train.count(); i++) {
      long distance = 0;
      for (int k = 0; k < size; k++) {
        int difference =
            (test.pixels()[image * size + k] & 0xff) - (train.pixels()[i * size + k] & 0xff);
        distance += (long) difference * difference;
      }
      if (distance < least) {
        least = distance;
        label = train.labels()[i];
      }
    }
    return label;
  }
}

package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;

class AugmentTest {
  private static final ImageShape SHAPE = new ImageShape(3, 6, 5);
  private static final ImageData DATA = noise(SHAPE, 7);
  private static final Key EPOCH = Key.ofSeed(1).child("augment", 1);

  @Test
  void noneLeavesImagesAsTheyAre() {
    float[] expected = new float[SHAPE.size()];
    DATA.write(3, expected, 0);
    assertThat(apply(new None(), 3, EPOCH)).containsExactly(expected);
  }

  @Property(tries = 100)
  void cropFlipIsAShiftOfThePaddedImageAndMaybeAMirror(
      @ForAll @IntRange(min = 0, max = 8) int pad, @ForAll @IntRange(max = 6) int place) {
    float[] written = apply(new CropFlip(pad), place, EPOCH.child("pad", pad));
    List<float[]> possible = new ArrayList<>();
    for (int down = -pad; down <= pad; down++) {
      for (int right = -pad; right <= pad; right++) {
        possible.add(moved(place, down, right, false));
        possible.add(moved(place, down, right, true));
      }
    }
    assertThat(possible).anyMatch(image -> Arrays.equals(image, written));
  }

  @Property(tries = 100)
  void rotationByNothingIsCropFlip(
      @ForAll @IntRange(min = 0, max = 8) int pad,
      @ForAll @IntRange(max = 6) int place,
      @ForAll long seed) {
    Key key = Key.ofSeed(seed);
    assertThat(apply(new CropFlipRotate(pad, 0), place, key))
        .containsExactly(apply(new CropFlip(pad), place, key));
  }

  @Property(tries = 100)
  void rotationOnlyWritesPixelsOfTheImageOrZero(
      @ForAll @IntRange(max = 6) int place, @ForAll long seed) {
    float[] original = new float[SHAPE.size()];
    DATA.write(place, original, 0);
    for (float value : apply(new CropFlipRotate(), place, Key.ofSeed(seed))) {
      if (value != 0) {
        assertThat(original).contains(value);
      }
    }
  }

  @Test
  void aQuarterTurnIsCounterClockwise() {
    // 1 2    2 4
    // 3 4 -> 1 3
    ImageData square =
        new ImageData(
            new ImageShape(1, 2, 2), 1, new byte[] {51, 102, (byte) 153, (byte) 204}, new int[1]);
    float[] into = new float[4];
    new Moved(0, 0, false).write(square, 0, into, 0, Math.PI / 2);
    assertThat(into).containsExactly(0.4f, 0.8f, 0.2f, 0.6f);
  }

  @Test
  void changesAnImageAlikeInEveryBatchAndAnewInEveryEpoch() {
    for (Augment augment : List.of(new CropFlip(), new CropFlipRotate())) {
      float[] alone = apply(augment, 2, EPOCH);
      float[] batch = new float[2 * SHAPE.size()];
      augment.apply(DATA, 6, batch, 0, EPOCH);
      augment.apply(DATA, 2, batch, SHAPE.size(), EPOCH);
      float[] second = new float[SHAPE.size()];
      System.arraycopy(batch, SHAPE.size(), second, 0, SHAPE.size());
      assertThat(second).containsExactly(alone);
      long same = 0;
      for (int epoch = 2; epoch < 12; epoch++) {
        same +=
            Arrays.equals(alone, apply(augment, 2, Key.ofSeed(1).child("augment", epoch))) ? 1 : 0;
      }
      assertThat(same).isLessThan(5);
    }
  }

  @Test
  void flipsHalfTheTimeAndCutsEverywhereEvenly() {
    int flips = 0;
    int[] downs = new int[9];
    int[] rights = new int[9];
    for (int i = 0; i < 9000; i++) {
      Moved moved = Moved.draw(4, EPOCH.child("image", i).stream());
      flips += moved.mirrored() ? 1 : 0;
      downs[moved.down() + 4]++;
      rights[moved.right() + 4]++;
    }
    // six deviations: 4500 +- 285 and 1000 +- 179
    assertThat(flips).isBetween(4215, 4785);
    assertThat(IntStream.concat(Arrays.stream(downs), Arrays.stream(rights)))
        .allSatisfy(count -> assertThat(count).isBetween(821, 1179));
  }

  @Test
  void refusesNumbersWithoutMeaning() {
    assertThatThrownBy(() -> new CropFlip(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pad must be at least 0 pixels, not -1");
    assertThatThrownBy(() -> new CropFlipRotate(4, 181))
        .hasMessage("degrees must be an angle from 0 to 180, not 181.0");
  }

  private static float[] apply(Augment augment, int place, Key key) {
    float[] into = new float[SHAPE.size()];
    augment.apply(DATA, place, into, 0, key);
    return into;
  }

  /** The slow, plain way: pad, cut, mirror. */
  private static float[] moved(int place, int down, int right, boolean mirrored) {
    float[] original = new float[SHAPE.size()];
    DATA.write(place, original, 0);
    float[] cut = new float[SHAPE.size()];
    for (int channel = 0; channel < SHAPE.channels(); channel++) {
      for (int row = 0; row < SHAPE.height(); row++) {
        for (int column = 0; column < SHAPE.width(); column++) {
          int y = row + down;
          int x = (mirrored ? SHAPE.width() - 1 - column : column) + right;
          if (y >= 0 && y < SHAPE.height() && x >= 0 && x < SHAPE.width()) {
            cut[(channel * SHAPE.height() + row) * SHAPE.width() + column] =
                original[(channel * SHAPE.height() + y) * SHAPE.width() + x];
          }
        }
      }
    }
    return cut;
  }

  private static ImageData noise(ImageShape shape, int count) {
    byte[] pixels = new byte[count * shape.size()];
    Key.ofSeed(5).stream().nextBytes(pixels);
    return new ImageData(shape, 1, pixels, new int[count]);
  }
}

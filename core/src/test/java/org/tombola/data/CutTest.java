package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

class CutTest {
  private static final Normalisation NONE = new Normalisation(List.of(0.0), List.of(1.0));

  @Test
  void takesValidationFromTheEndAndTrainingFromTheFront() throws IOException {
    Splits splits = cut(new Split(3, 2, 4, Split.Order.FILE, 0), 10, 6);
    assertThat(splits.train().labels()).containsExactly(0, 1, 2);
    assertThat(splits.validation().labels()).containsExactly(8, 9);
    assertThat(splits.test().labels()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void takesAllThatIsLeftWhenAskedForNone() throws IOException {
    Splits splits = cut(new Split(0, 2, 0, Split.Order.FILE, 0), 10, 6);
    assertThat(splits.train().labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(splits.test().labels()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Property(tries = 200)
  void trainingAndValidationAreApartAndTogetherTheFile(
      @ForAll @IntRange(min = 2, max = 200) int all,
      @ForAll @IntRange(min = 1, max = 199) int validation,
      @ForAll long shuffle)
      throws IOException {
    int held = Math.min(validation, all - 1);
    Splits splits = cut(new Split(0, held, 0, Split.Order.SHUFFLED, shuffle), all, 1);
    int[] both =
        IntStream.concat(
                Arrays.stream(splits.train().labels()), Arrays.stream(splits.validation().labels()))
            .sorted()
            .toArray();
    assertThat(both).containsExactly(IntStream.range(0, all).toArray());
    assertThat(splits.validation().count()).isEqualTo(held);
  }

  @Property(tries = 50)
  void fewerTrainingImagesAreTheFirstOfMore(
      @ForAll @IntRange(min = 1, max = 89) int train, @ForAll Split.Order order)
      throws IOException {
    int[] few = cut(new Split(train, 10, 0, order, 3), 100, 1).train().labels();
    int[] many = cut(new Split(0, 10, 0, order, 3), 100, 1).train().labels();
    assertThat(few).containsExactly(Arrays.copyOf(many, train));
  }

  @Test
  void shufflesBySeedAlone() throws IOException {
    Split split = new Split(20, 10, 0, Split.Order.SHUFFLED, 1);
    Splits one = cut(split, 100, 1);
    assertThat(one).isEqualTo(cut(split, 100, 1));
    assertThat(one.digest())
        .isNotEqualTo(cut(new Split(20, 10, 0, Split.Order.SHUFFLED, 2), 100, 1).digest());
    assertThat(one.validation().labels()).isNotEqualTo(one.test().labels());
  }

  @Test
  void digestSeesEveryPixelLabelAndPart() throws IOException {
    ImageData images = images(10);
    Split split = new Split(4, 3, 0, Split.Order.FILE, 0);
    Pool.Pair pools = new Pool.Pair(Pool.of(images), Pool.of(images(2)));
    String before = Cut.cut("Toys", split, pools, NONE).digest();
    images.pixels()[8] ^= 1;
    assertThat(Cut.cut("Toys", split, pools, NONE).digest()).isNotEqualTo(before);
    images.pixels()[8] ^= 1;
    images.labels()[8] ^= 1;
    assertThat(Cut.cut("Toys", split, pools, NONE).digest()).isNotEqualTo(before);
    images.labels()[8] ^= 1;
    assertThat(Cut.cut("Toys", split, pools, NONE).digest()).isEqualTo(before);
    // image 5 is in no part
    images.pixels()[5] ^= 1;
    assertThat(Cut.cut("Toys", split, pools, NONE).digest()).isEqualTo(before);
  }

  @Test
  void saysHowManyImagesThereAre() {
    assertThatThrownBy(() -> cut(new Split(9, 2, 0, Split.Order.FILE, 0), 10, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot split Toys: 9 training and 2 validation images requested, but there are 10");
    assertThatThrownBy(() -> cut(new Split(0, 10, 0, Split.Order.FILE, 0), 10, 6))
        .hasMessage(
            "Cannot split Toys: 1 training and 10 validation images requested, but there are 10");
    assertThatThrownBy(() -> cut(new Split(0, 2, 7, Split.Order.FILE, 0), 10, 6))
        .hasMessage("Cannot split Toys: 7 test images requested, but there are 6");
  }

  /** Image i has label i and one pixel of value i. */
  private static Splits cut(Split split, int train, int test) throws IOException {
    return Cut.cut(
        "Toys", split, new Pool.Pair(Pool.of(images(train)), Pool.of(images(test))), NONE);
  }

  private static ImageData images(int count) {
    byte[] pixels = new byte[count];
    IntStream.range(0, count).forEach(i -> pixels[i] = (byte) i);
    return new ImageData(new ImageShape(1, 1, 1), 256, pixels, IntStream.range(0, count).toArray());
  }
}

package org.tombola.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImagesTest {
  private static final ImageShape PAIR = new ImageShape(1, 1, 2);
  private static final Images THREE = new Images(new float[] {0, 1, 2, 3, 4, 5}, 3, PAIR);

  @Test
  void rowsAreCopiesOfTheImages() {
    float[][] rows = THREE.rows();
    assertThat(rows).isDeepEqualTo(new float[][] {{0, 1}, {2, 3}, {4, 5}});
    rows[0][0] = 9;
    assertThat(THREE.rows()[0]).containsExactly(0, 1);
    assertThat(Images.of(rows, PAIR).pixels()).containsExactly(9, 1, 2, 3, 4, 5);
  }

  @Test
  void someAreThoseAtTheirPlacesInTheOrderAsked() {
    assertThat(THREE.of(new int[] {2, 0}).pixels()).containsExactly(4, 5, 0, 1);
    assertThat(THREE.part(1, 3).pixels()).containsExactly(2, 3, 4, 5);
    assertThat(THREE.part(1, 1).count()).isZero();
    assertThat(Images.rows(new float[0], 0)).isEmpty();
  }

  @Test
  void pixelsOfAnotherNumberOfImagesAreRefused() {
    assertThatThrownBy(() -> new Images(new float[5], 3, PAIR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make 3 images of 1x1x2 of 5 pixels");
  }
}

package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScienceTest {
  private static final String RANDOM = "{\"seed\":1,\"ticket\":{\"random\":{\"sparsity\":0.8}}}";
  private static final String BIRD = RANDOM.replace("random", "flying-bird");
  private static final String PLUS = RANDOM.replace("random", "flying-bird-plus");

  @Test
  void aMethodThatChangedLosesItsOlderRowsAndNoOther() {
    assertThat(Science.changes()).containsOnlyKeys("flying-bird", "flying-bird-plus");
    assertThat(Science.holds(2, RANDOM)).isTrue();
    assertThat(Science.holds(3, RANDOM)).isTrue();
    for (String moved : new String[] {BIRD, PLUS}) {
      assertThat(Science.holds(2, moved)).isFalse();
      assertThat(Science.holds(3, moved)).isTrue();
    }
  }

  @Test
  void rowsOfVersionsBeforeTheOldestAndOfLaterBuildsDoNotHold() {
    assertThat(Science.holds(Science.OLDEST - 1, RANDOM)).isFalse();
    assertThat(Science.holds(-1, RANDOM)).isFalse();
    assertThat(Science.holds(Science.VERSION + 1, RANDOM)).isFalse();
  }

  /** A name inside another, or in a text, is not the method. */
  @Test
  void namesAreWhole() {
    assertThat(Science.since("{\"ticket\":{\"not-flying-bird\":{}}}")).isEqualTo(Science.OLDEST);
    assertThat(Science.since(PLUS)).isEqualTo(3);
  }
}

package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.method.Family;

class ScheduleTest {
  static Stream<Schedule> schedules() {
    return Family.of(Schedule.class).methods().stream()
        .map(method -> method.standard().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void factorsAreFractions(Schedule schedule) {
    for (int epochs : new int[] {1, 2, 7, 200}) {
      for (double progress = 0; progress <= epochs; progress += epochs / 64.0) {
        assertThat(schedule.factor(progress, epochs)).isBetween(0.0, 1.0);
      }
    }
  }

  /** Of 200 epochs: x1 through epoch 100, x0.1 through 150, x0.01 from there. */
  @Test
  void stepsFallAtTheStartOfTheirEpochs() {
    Step step = new Step();
    assertThat(step.factor(0, 200)).isEqualTo(1);
    assertThat(step.factor(99.99, 200)).isEqualTo(1);
    assertThat(step.factor(100, 200)).isCloseTo(0.1, within(1e-15));
    assertThat(step.factor(149.99, 200)).isCloseTo(0.1, within(1e-15));
    assertThat(step.factor(150, 200)).isCloseTo(0.01, within(1e-15));
    assertThat(step.factor(199.99, 200)).isCloseTo(0.01, within(1e-15));
  }

  /** A half of 5 epochs is rounded to 3: the rate never moves inside an epoch. */
  @Test
  void stepsWaitForAWholeEpoch() {
    Step step = new Step(List.of(0.5), 0.1);
    assertThat(step.factor(2.5, 5)).isEqualTo(1);
    assertThat(step.factor(2.99, 5)).isEqualTo(1);
    assertThat(step.factor(3, 5)).isCloseTo(0.1, within(1e-15));
  }

  @Test
  void cosineFallsFromOneThroughAHalfToZero() {
    Cosine cosine = new Cosine();
    assertThat(cosine.factor(0, 60)).isEqualTo(1);
    assertThat(cosine.factor(15, 60)).isCloseTo(0.5 + Math.sqrt(0.125), within(1e-15));
    assertThat(cosine.factor(30, 60)).isCloseTo(0.5, within(1e-15));
    assertThat(cosine.factor(60, 60)).isCloseTo(0, within(1e-15));
    // every step, not every epoch
    assertThat(cosine.factor(0.5, 60)).isLessThan(1);
  }

  @Test
  void cyclicClimbsToItsPeakAndFallsToZero() {
    Cyclic cyclic = new Cyclic(0.4);
    assertThat(cyclic.factor(0, 30)).isEqualTo(0);
    assertThat(cyclic.factor(6, 30)).isCloseTo(0.5, within(1e-15));
    assertThat(cyclic.factor(12, 30)).isCloseTo(1, within(1e-15));
    assertThat(cyclic.factor(21, 30)).isCloseTo(0.5, within(1e-15));
    assertThat(cyclic.factor(30, 30)).isCloseTo(0, within(1e-15));
  }

  /** Wong et al. train CIFAR-10 for 15 epochs with the top after half of the steps. */
  @Test
  void cyclicPeaksInTheMiddleAsInItsPapersCode() {
    Cyclic cyclic = new Cyclic();
    assertThat(cyclic.factor(3.75, 15)).isCloseTo(0.5, within(1e-15));
    assertThat(cyclic.factor(7.5, 15)).isCloseTo(1, within(1e-15));
    assertThat(cyclic.factor(11.25, 15)).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void constantStays() {
    assertThat(new Constant().factor(7.3, 9)).isEqualTo(1);
  }

  /** The two climbs of the released code, at a rate of 0.1. */
  @Test
  void warmUpClimbsOnceAnEpochAsReleased() {
    WarmUp vgg = new WarmUp(0.1, 9, List.of(0.5, 0.75), 0.1);
    WarmUp resnet = new WarmUp();
    for (int t = 0; t < 10; t++) {
      assertThat(0.1 * vgg.factor(t + 0.99, 100)).isCloseTo(0.1 * (t + 1) * 0.1, within(1e-15));
    }
    for (int t = 0; t < 11; t++) {
      assertThat(0.1 * resnet.factor(t + 0.5, 100))
          .isCloseTo(0.05 + t * (0.1 - 0.05) / 10, within(1e-15));
    }
    assertThat(vgg.factor(11, 100)).isEqualTo(1);
    assertThat(resnet.factor(49.99, 100)).isEqualTo(1);
    assertThat(resnet.factor(50, 100)).isCloseTo(0.1, within(1e-15));
    assertThat(resnet.factor(75, 100)).isCloseTo(0.01, within(1e-15));
    // of 20 epochs one has VGG-16's full rate
    assertThat(vgg.factor(9, 20)).isEqualTo(1);
    assertThat(vgg.factor(8.9, 20)).isLessThan(1);
    assertThat(vgg.factor(10, 20)).isCloseTo(0.1, within(1e-15));
  }

  /** Of 5 epochs: 1.5 becomes 2, 3.75 becomes 4. */
  @Test
  void warmUpDropsAtFractionsRoundedUp() {
    WarmUp plain = new WarmUp(1, 0, List.of(0.3, 0.75), 0.1);
    assertThat(plain.factor(1.9, 5)).isEqualTo(1);
    assertThat(plain.factor(2, 5)).isCloseTo(0.1, within(1e-15));
    assertThat(plain.factor(3.9, 5)).isCloseTo(0.1, within(1e-15));
    assertThat(plain.factor(4, 5)).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void climbsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new WarmUp(0, 10, List.of(), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("start must be a factor in (0, 1], not 0.0");
    assertThatThrownBy(() -> new WarmUp(0.5, -1, List.of(), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("climb must be at least 0, not -1");
    assertThatThrownBy(() -> new WarmUp(0.5, 1, List.of(2.0), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at must be ascending fractions of the training between 0 and 1, not [2.0]");
  }

  @Test
  void fractionsOutsideTheTrainingAreRefused() {
    for (List<Double> at : List.of(List.of(0.0), List.of(1.0), List.of(0.6, 0.5), List.of(100.0))) {
      assertThatThrownBy(() -> new Step(at, 0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("at must be ascending fractions of the training between 0 and 1, not " + at);
    }
    assertThatThrownBy(() -> new Step(List.of(0.5), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("by must be a factor above 0, not 0.0");
    assertThatThrownBy(() -> new Cyclic(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("peak must be a fraction between 0 and 1, not 1.0");
  }

  @Test
  void theFirstDecayIsTheEpochThatBeginsWithHalfOfTheHighestRate() {
    assertThat(new Step().firstDecay(20)).hasValue(11);
    assertThat(new Step(List.of(0.25, 0.5), 0.6).firstDecay(20)).hasValue(11);
    assertThat(new Cosine().firstDecay(20)).hasValue(11);
    assertThat(new Cosine().firstDecay(200)).hasValue(101);
    // up to 1 after 10 epochs, down to a half after 15
    assertThat(new Cyclic().firstDecay(20)).hasValue(16);
    // the top, 1, is inside the second epoch
    assertThat(new Cyclic(0.6).firstDecay(2)).isEmpty();
    assertThat(new Cyclic(0.5).firstDecay(3)).isEmpty();
    assertThat(new Constant().firstDecay(20)).isEmpty();
    assertThat(new Step().firstDecay(1)).isEmpty();
    assertThat(new Step(List.of(0.5), 0.9).firstDecay(20)).isEmpty();
    assertThat(new Step().firstDecay(2)).hasValue(2);
  }
}

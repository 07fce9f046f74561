package org.tombola.spark.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tombola.spark.crew.Attempts.Ending;
import org.tombola.trial.Outcome.Kind;

class StrikesTest {
  private final Strikes strikes =
      new Strikes(new Crew.Rules(3, 2, Duration.ofSeconds(1), Duration.ofMinutes(30)));

  private static Attempts.Try tried(Kind kind, Ending ending, int epoch) {
    return new Attempts.Try(
        Report.failed("id", kind, "Cannot run the trial: why", "host", "1", Report.Fitness.FIT),
        ending,
        epoch);
  }

  @Test
  void whatMayPassIsTriedThriceWithLongerAndLongerPauses() {
    assertThat(strikes.count(tried(Kind.EXTERNAL, Ending.ANSWERED, 0)))
        .isEqualTo("Cannot run the trial: why");
    assertThat(strikes.out(Kind.EXTERNAL)).isFalse();
    assertThat(strikes.pause()).isEqualTo(Duration.ofSeconds(1));
    strikes.count(tried(Kind.RESOURCE, Ending.CANCELLED, 0));
    assertThat(strikes.out(Kind.RESOURCE)).isFalse();
    assertThat(strikes.pause()).isEqualTo(Duration.ofSeconds(2));
    strikes.count(tried(Kind.EXTERNAL, Ending.ANSWERED, 0));
    assertThat(strikes.out(Kind.EXTERNAL)).isTrue();
  }

  @Test
  void whatCannotPassIsTriedOnce() {
    strikes.count(tried(Kind.INTERNAL, Ending.ANSWERED, 0));
    assertThat(strikes.out(Kind.INTERNAL)).isTrue();
    assertThat(strikes.out(Kind.USER)).isTrue();
  }

  @Test
  void whatTakesTwoExecutorsDownIsQuarantined() {
    strikes.count(tried(Kind.RESOURCE, Ending.KILLED, 0));
    assertThat(strikes.out(Kind.RESOURCE)).isFalse();
    assertThat(strikes.count(tried(Kind.RESOURCE, Ending.KILLED, 0)))
        .isEqualTo(
            "Cannot run the trial: it is quarantined, because it crashed 2 executors; the last:"
                + " why");
    assertThat(strikes.out(Kind.RESOURCE)).isTrue();
  }

  @Test
  void aTrainingThatComesFurtherEachTimeIsNotGivenUp() {
    for (int epoch = 1; epoch <= 20; epoch++) {
      strikes.count(tried(Kind.RESOURCE, Ending.KILLED, epoch));
      assertThat(strikes.out(Kind.RESOURCE)).isFalse();
      assertThat(strikes.pause()).isEqualTo(Duration.ofSeconds(1));
    }
    strikes.count(tried(Kind.RESOURCE, Ending.KILLED, 20));
    assertThat(strikes.out(Kind.RESOURCE)).isTrue();
  }

  @Test
  void whatHangsWhereNothingCanEndItIsNotTriedAgain() {
    strikes.count(tried(Kind.EXTERNAL, Ending.HUNG_FOR_GOOD, 0));
    assertThat(strikes.out(Kind.EXTERNAL)).isTrue();
  }
}

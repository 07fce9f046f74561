package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tombola.spark.dispatch.Attempts.Ending;
import org.tombola.trial.Outcome.Kind;

class RetriesTest {
  private final Retries retries =
      new Retries(new SweepDriver.Rules(3, 2, Duration.ofSeconds(1), Duration.ofMinutes(30)));

  private static Attempts.Try tried(Kind kind, Ending ending, int epoch) {
    return new Attempts.Try(
        Report.failed("id", kind, "Cannot run the trial: why", "host", "1", Report.Fitness.FIT),
        ending,
        epoch);
  }

  @Test
  void whatMayPassIsTriedThriceWithLongerAndLongerPauses() {
    assertThat(retries.count(tried(Kind.EXTERNAL, Ending.ANSWERED, 0)))
        .isEqualTo("Cannot run the trial: why");
    assertThat(retries.out(Kind.EXTERNAL)).isFalse();
    assertThat(retries.pause()).isEqualTo(Duration.ofSeconds(1));
    retries.count(tried(Kind.RESOURCE, Ending.CANCELLED, 0));
    assertThat(retries.out(Kind.RESOURCE)).isFalse();
    assertThat(retries.pause()).isEqualTo(Duration.ofSeconds(2));
    retries.count(tried(Kind.EXTERNAL, Ending.ANSWERED, 0));
    assertThat(retries.out(Kind.EXTERNAL)).isTrue();
  }

  @Test
  void whatCannotPassIsTriedOnce() {
    retries.count(tried(Kind.INTERNAL, Ending.ANSWERED, 0));
    assertThat(retries.out(Kind.INTERNAL)).isTrue();
    assertThat(retries.out(Kind.USER)).isTrue();
  }

  @Test
  void whatTakesTwoExecutorsDownIsQuarantined() {
    retries.count(tried(Kind.RESOURCE, Ending.KILLED, 0));
    assertThat(retries.out(Kind.RESOURCE)).isFalse();
    assertThat(retries.count(tried(Kind.RESOURCE, Ending.KILLED, 0)))
        .isEqualTo(
            "Cannot run the trial: it is quarantined, because it crashed 2 executors; the last:"
                + " why");
    assertThat(retries.out(Kind.RESOURCE)).isTrue();
  }

  @Test
  void aTrainingThatComesFurtherEachTimeIsNotGivenUp() {
    for (int epoch = 1; epoch <= 20; epoch++) {
      retries.count(tried(Kind.RESOURCE, Ending.KILLED, epoch));
      assertThat(retries.out(Kind.RESOURCE)).isFalse();
      assertThat(retries.pause()).isEqualTo(Duration.ofSeconds(1));
    }
    retries.count(tried(Kind.RESOURCE, Ending.KILLED, 20));
    assertThat(retries.out(Kind.RESOURCE)).isTrue();
  }

  @Test
  void whatHangsWhereNothingCanEndItIsNotTriedAgain() {
    retries.count(tried(Kind.EXTERNAL, Ending.HUNG_FOR_GOOD, 0));
    assertThat(retries.out(Kind.EXTERNAL)).isTrue();
  }
}

package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tombola.spark.Made;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Outcome;

class ProgressTest {
  private final Instant begun = Instant.parse("2026-01-01T00:00:00Z");
  private final List<PlannedTrial> plan =
      List.of(
          Made.planned(Made.DENSE, 0.1, 1),
          Made.planned(Made.RANDOM, 0.02, 2),
          Made.planned(Made.RANDOM, 0.02, 3));
  private final Names names = Names.of(plan);
  private final Agenda agenda = new Agenda(plan, Set.of(), null, id -> false, stage -> null);
  private final List<Agenda.Item> running = new ArrayList<>();
  private Optional<Heartbeat> beat = Optional.empty();
  private Progress progress;

  @BeforeEach
  void begin() {
    progress = new Progress(agenda::counts, 0, begun, id -> beat);
  }

  private Agenda.Item start() {
    Agenda.Item item = agenda.next().orElseThrow();
    progress.started(item, names.of(item));
    running.add(item);
    return item;
  }

  private void done(Agenda.Item item) {
    agenda.done(item, Optional.of(new Agenda.Standing(false, 0.5)));
    progress.done(
        item, new Report("id", null, null, false, 0.5, "host", "1", Report.Fitness.FIT, null));
  }

  @Test
  void tellsEpochRobustAccuracyAndTimeLeft() {
    done(start());
    Agenda.Item evaluation = start();
    Agenda.Item training = start();
    beat =
        Optional.of(
            new Heartbeat(
                "id", "train", "name", 1, 1, 2, 0.4567, 9, 0, "", "", "host", "1", "", 0, 0));
    assertThat(progress.lines(begun.plus(Duration.ofMinutes(1))))
        .hasSize(3)
        .last()
        .isEqualTo("  train " + names.of(training) + "  epoch 1/2, robust accuracy 45.7 %");
    assertThat(progress.line(begun.plus(Duration.ofMinutes(1))))
        .startsWith("trials 0/3 done, stages 1/6, 2 running, 0 failed, 1 min 00 s elapsed, about ");
    assertThat(names.of(evaluation)).isEqualTo("dense, learning rate 0.1, seed 1, pgd");
  }

  @Test
  void nothingIsKnownOfTheTimeLeftBeforeAnythingIsFinished() {
    start();
    assertThat(progress.line(begun)).contains("trials 0/3 done", "1 running", "time left unknown");
  }

  @Test
  void aTryThatFailedIsToldAndTheTrialIsNotFailedYet() {
    Agenda.Item training = start();
    progress.failed(training, "why", null);
    assertThat(progress.line(begun)).contains("1 running, 0 failed, 1 retried");
  }

  @Test
  void failedTrialsAreNotDone() {
    Agenda.Run training = (Agenda.Run) start();
    Outcome.Failed failure = new Outcome.Failed(Outcome.Kind.INTERNAL, "why", "train", 1, "host");
    agenda.failed(training, failure);
    progress.failed(training, "why", failure);
    Agenda.Item givenUp = start();
    agenda.done(givenUp, Optional.empty());
    progress.failed(givenUp, "why", failure);
    assertThat(givenUp).isInstanceOf(Agenda.GiveUp.class);
    assertThat(progress.line(begun)).contains("trials 0/3 done", "0 running, 1 failed");
    assertThat(progress.failures()).isEqualTo(1);
  }

  @Test
  void aDownloadIsToldWhileThereIsOne() {
    var download = new org.tombola.data.Download("train-images.gz", 12_345_678, 26_421_880);
    assertThat(HeartbeatWriter.words(download)).isEqualTo("train-images.gz 12.3 of 26.4 MB");
    assertThat(HeartbeatWriter.words(new org.tombola.data.Download("a.deb", 500_000, -1)))
        .isEqualTo("a.deb 0.5 MB");
    Heartbeat fetching =
        new Heartbeat(
            "id",
            "train",
            "name",
            1,
            0,
            2,
            Double.NaN,
            0,
            0,
            "",
            HeartbeatWriter.words(download),
            "host",
            "1",
            "",
            0,
            0);
    assertThat(fetching.words()).isEqualTo("fetching train-images.gz 12.3 of 26.4 MB");
  }

  @Test
  void longRunsAreToldInHours() {
    assertThat(Progress.clock(Duration.ofMinutes(125))).isEqualTo("2 h 05 min");
  }
}

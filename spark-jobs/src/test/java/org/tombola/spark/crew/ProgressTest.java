package org.tombola.spark.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tombola.spark.Made;
import org.tombola.sweeps.PlannedTrial;

class ProgressTest {
  private final Instant begun = Instant.parse("2026-01-01T00:00:00Z");
  private final PlannedTrial first = Made.planned(Made.DENSE, 0.1, 1);
  private final PlannedTrial second = Made.planned(Made.RANDOM, 0.02, 2);
  private final PlannedTrial third = Made.planned(Made.RANDOM, 0.02, 3);

  @Test
  void tellsEpochRobustAccuracyAndTimeLeft() {
    Progress progress =
        new Progress(
            List.of(first, second, third),
            4,
            begun,
            Progress.names(List.of(first, second, third)),
            id ->
                id.equals(second.id())
                    ? Optional.of(new Heartbeat(1, 2, 0.4567, ""))
                    : Optional.empty());
    progress.started(first);
    progress.started(second);
    progress.ended(first, new Report(first.id(), Report.Ending.COMPLETED, null));
    progress.started(third);
    // 3 of 6 epochs took a minute
    assertThat(progress.lines(begun.plus(Duration.ofMinutes(1))))
        .containsExactly(
            "trials 5/7 done, 2 running, 0 failed, 1 min 00 s gone, 1 min 00 s left",
            "  random, learning rate 0.02, seed 2  epoch 1/2, robust accuracy 45.7 %",
            "  random, learning rate 0.02, seed 3  starting, 2 epochs");
  }

  @Test
  void failedTrialsAreNotDone() {
    Progress progress =
        new Progress(List.of(first), 0, begun, PlannedTrial::id, id -> Optional.empty());
    progress.started(first);
    assertThat(progress.line(begun)).contains("trials 0/1 done, 1 running", "time left unknown");
    progress.ended(first, new Report(first.id(), Report.Ending.FAILED, "why"));
    assertThat(progress.line(begun)).startsWith("trials 0/1 done, 0 running, 1 failed");
  }

  @Test
  void stoppedTrialsAreNeitherDoneNorFailed() {
    Progress progress =
        new Progress(List.of(first), 0, begun, PlannedTrial::id, id -> Optional.empty());
    progress.started(first);
    progress.ended(first, new Report(first.id(), Report.Ending.STOPPED, null));
    assertThat(progress.line(begun)).startsWith("trials 0/1 done, 0 running, 0 failed");
  }

  @Test
  void aDownloadIsToldWhileThereIsOne() {
    var download = new org.tombola.data.Progress("train-images.gz", 12_345_678, 26_421_880);
    assertThat(Pulse.words(download)).isEqualTo("train-images.gz 12.3 of 26.4 MB");
    assertThat(Pulse.words(new org.tombola.data.Progress("a.deb", 500_000, -1)))
        .isEqualTo("a.deb 0.5 MB");
    Progress progress =
        new Progress(
            List.of(first),
            0,
            begun,
            trial -> "name",
            id -> Optional.of(new Heartbeat(0, 2, 0, Pulse.words(download))));
    progress.started(first);
    assertThat(progress.lines(begun))
        .last()
        .isEqualTo("  name  fetching train-images.gz 12.3 of 26.4 MB");
  }

  @Test
  void longRunsAreToldInHours() {
    assertThat(Progress.clock(Duration.ofMinutes(125))).isEqualTo("2 h 05 min");
  }
}

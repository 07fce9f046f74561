package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.cli.Rehearsal;
import org.tombola.spark.schema.StoredRow;

/** Trials that throw, exhaust memory, hang, diverge and take executors down, in one sweep. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class FaultTest {
  private static final long THROWS = 1;
  private static final long EXHAUSTS = 2;
  private static final long HANGS = 3;
  private static final long HALTS = 4;
  private static final long SOUND = 5;
  // nine seconds without a step: a slow machine may take a few
  private static final String MINUTES = "0.15";

  @TempDir static Path folder;
  private static Path out;
  private static Path journal;
  private static int code;
  private static String printed;

  @BeforeAll
  static void run(Cluster cluster) {
    out = folder.resolve("out");
    journal = folder.resolve("journal");
    Path file =
        Tiny.file(
            folder,
            1,
            "ticket: [dense]",
            "optimizer.learning-rate: [0.05, 1e30]",
            "seed: [1, 2, 3, 4, 5]");
    Driver driver =
        Driver.start(
            cluster,
            "faults",
            Rehearsal.class.getName(),
            List.of(
                "run",
                file.toString(),
                "--out",
                out.toString(),
                "--master",
                cluster.url(),
                "--watchdog",
                MINUTES,
                // a stage that does not listen to interrupts takes its executor with it
                "--conf",
                "spark.task.reaper.killTimeout=2s",
                "--conf",
                "spark.task.reaper.pollingInterval=1s"),
            Map.of(),
            Faults.properties(journal, "1=THROW,2=EXHAUST,3=HANG,4=HALT"));
    code = driver.await(Duration.ofSeconds(480));
    printed = driver.printed();
  }

  @Test
  void oneThatThrowsIsInternalAndTriedOnce() {
    ends(THROWS, "internal", 1, message -> message.contains("an internal error of Tombola"));
  }

  @Test
  void oneThatExhaustsItsMemoryIsOfResourcesAndTriedAgain() {
    ends(EXHAUSTS, "resource", 3, message -> message.contains("set spark.executor.memory,"));
  }

  @Test
  void oneThatHangsIsExternalAndTriedAgain() {
    ends(HANGS, "external", 3, message -> message.contains("hangs"));
  }

  @Test
  void oneThatTakesTwoExecutorsDownIsQuarantined() {
    ends(HALTS, "resource", 2, message -> message.contains("quarantined"));
  }

  @Test
  void theOthersGoOn() {
    assertThat(sane(SOUND).text("outcome")).contains("completed");
    assertThat(Rows.trials(out)).hasSize(10);
    assertThat(Rows.trials(out).stream().filter(row -> !sane(row)))
        .hasSize(5)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("diverged"));
    assertThat(code).as(printed).isEqualTo(1);
  }

  @Test
  void nothingElseRunsWhereOneHangs() {
    Set<Long> hung = new HashSet<>();
    for (Faults.Entry entry : Faults.read(journal)) {
      assertThat(hung).as(entry.toString()).doesNotContain(entry.pid());
      if (entry.seed() == HANGS && sane(entry)) {
        hung.add(entry.pid());
      }
    }
    assertThat(hung).hasSize(3);
  }

  private static boolean sane(Faults.Entry entry) {
    // the other training of this seed diverges and ends
    Set<String> ended =
        Faults.read(journal).stream()
            .filter(each -> each.what().equals("end"))
            .map(Faults.Entry::stage)
            .collect(Collectors.toSet());
    return !ended.contains(entry.stage());
  }

  private static void ends(long seed, String kind, int attempts, Predicate<String> message) {
    StoredRow row = sane(seed);
    assertThat(row.text("outcome")).contains("failed");
    assertThat(row.text("failure_kind")).contains(kind);
    assertThat(row.text("failure_stage")).contains("train");
    assertThat(row.whole("failure_attempts")).hasValue(attempts);
    assertThat(row.text("failure_host").orElse("")).isNotIn("", "unknown");
    assertThat(row.text("failure_message").orElse("")).startsWith("Cannot ").matches(message);
  }

  private static StoredRow sane(long seed) {
    return Rows.trials(out).stream()
        .filter(row -> row.whole("seed").orElse(0) == seed && sane(row))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no trial of seed " + seed + "\n" + printed));
  }

  private static boolean sane(StoredRow row) {
    return row.real("learning_rate").orElse(0) < 1;
  }
}

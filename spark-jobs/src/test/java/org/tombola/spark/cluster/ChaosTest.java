package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.spark.Tombola;
import org.tombola.spark.cli.Rehearsal;

/**
 * Whatever is killed whenever, the tables become those of an undisturbed run. Few rounds always,
 * many with {@code -Pchaos}.
 */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class ChaosTest {
  private static final Duration AT_MOST = Duration.ofSeconds(480);
  private static final int TRIALS = 12;

  /** What is killed: by turns, so that few rounds meet all. */
  private enum Victim {
    EXECUTOR,
    WORKER,
    DRIVER;

    static Victim of(int round) {
      return values()[round % values().length];
    }
  }

  @TempDir static Path folder;
  private static Path file;
  private static List<String> undisturbed;
  private static Duration span;

  static IntStream rounds() {
    return IntStream.range(0, Integer.getInteger("tombola.chaos.rounds", 3));
  }

  @BeforeAll
  static void runUndisturbed(Cluster cluster) {
    file =
        Tiny.file(
            folder,
            3,
            "ticket: [dense, {one-shot-magnitude: {sparsity: 0.8}}]",
            "seed: [1, 2, 3, 4, 5, 6]");
    Driver driver = start(cluster, "undisturbed", folder.resolve("undisturbed"));
    awaitExecutors(cluster, driver);
    Instant began = Instant.now();
    driver.succeeds(AT_MOST);
    span = Duration.between(began, Instant.now());
    assertThat(Rows.trials(folder.resolve("undisturbed")))
        .hasSize(TRIALS)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("completed"));
    undisturbed = Rows.of(folder.resolve("undisturbed"));
  }

  @ParameterizedTest(name = "round {0}")
  @MethodSource("rounds")
  void aKillLeavesTheTablesOfAnUndisturbedRun(int round, Cluster cluster) {
    SplittableRandom random = new SplittableRandom(round);
    Victim victim = Victim.of(round);
    Path out = folder.resolve("round-" + round);
    Instant began = Instant.now();
    Driver driver = start(cluster, "round-" + round, out);
    awaitExecutors(cluster, driver);
    Instant up = Instant.now();
    await(random, round, out, driver);
    Duration delay = Duration.between(up, Instant.now());
    int done = Rows.trials(out).size();
    driver = kill(victim, random, cluster, driver, out);
    driver.succeeds(AT_MOST);
    System.out.printf(
        "chaos round %d: killed %s after %.1f s with %d of %d trials done, whole run %.1f s%n",
        round,
        victim.name().toLowerCase(Locale.ROOT),
        delay.toMillis() / 1e3,
        done,
        TRIALS,
        Duration.between(began, Instant.now()).toMillis() / 1e3);
    assertThat(Rows.of(out)).isEqualTo(undisturbed);
    assertThat(Rehearsal.call("verify", out.toString())).endsWith("exit code 0");
    assertThat(Rows.files(out)).isEqualTo(Rows.files(folder.resolve("undisturbed")));
  }

  /** A random time, or, every second round, until a random number of trials is done. */
  private static void await(SplittableRandom random, int round, Path out, Driver driver) {
    if (round % 2 == 0) {
      Patience.rest((long) (span.toMillis() * 0.9 * random.nextDouble()));
      return;
    }
    int trials = random.nextInt(1, TRIALS);
    Patience.until(
        trials + " trials",
        AT_MOST,
        () -> Rows.trials(out).size() >= trials || !driver.isRunning(),
        () -> "");
  }

  private static Driver kill(
      Victim victim, SplittableRandom random, Cluster cluster, Driver driver, Path out) {
    switch (victim) {
      case EXECUTOR -> {
        List<Executor> executors = cluster.executors();
        if (!executors.isEmpty()) {
          Cluster.kill(executors.get(random.nextInt(executors.size())).process());
        }
      }
      case WORKER -> {
        int index = random.nextInt(Cluster.WORKERS);
        cluster.killWorker(index);
        cluster.restartWorker(index);
      }
      case DRIVER -> {
        driver.kill();
        return start(cluster, out.getFileName() + "-again", out);
      }
    }
    return driver;
  }

  private static void awaitExecutors(Cluster cluster, Driver driver) {
    Patience.until(
        "four executors",
        AT_MOST,
        () -> cluster.executors().size() == Cluster.GPUS || !driver.isRunning(),
        cluster::logs);
  }

  private static Driver start(Cluster cluster, String name, Path out) {
    return Driver.start(
        cluster,
        name,
        Tombola.class.getName(),
        List.of(
            "run",
            file.toString(),
            "--out",
            out.toString(),
            "--master",
            cluster.url(),
            "--checkpoint-epochs",
            "1"),
        Map.of(),
        Map.of());
  }
}

package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Tombola;

/** A whole sweep on a real cluster. */
@ExtendWith(OnCluster.class)
class ClusterTest {
  @TempDir Path folder;

  @Test
  void aSweepCompletesOnFourExecutors(Cluster cluster) {
    Path file = Tiny.file(folder, 1, "ticket: [dense, {random: {sparsity: 0.9}}]", "seed: [1, 2]");
    Path out = folder.resolve("out");
    Driver driver =
        Driver.start(
            cluster,
            "completes",
            Tombola.class.getName(),
            List.of("run", file + "", "--out", out + "", "--master", cluster.url(), "--slots", "4"),
            Map.of(),
            Map.of());
    Set<String> executors = new HashSet<>();
    while (driver.isRunning()) {
      cluster.executors().forEach(executor -> executors.add(executor.id()));
      Patience.rest(20);
    }
    driver.succeeds(Duration.ofSeconds(1));
    assertThat(executors).containsExactlyInAnyOrder("0", "1", "2", "3");
    assertThat(Rows.trials(out))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("completed"));
  }
}

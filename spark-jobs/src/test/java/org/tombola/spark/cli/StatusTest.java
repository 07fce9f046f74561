package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.claim.Holder;
import org.tombola.spark.dispatch.Heartbeat;
import org.tombola.spark.store.Store;

class StatusTest {
  @TempDir Path folder;

  private String status() {
    StringWriter out = new StringWriter();
    PrintWriter both = new PrintWriter(out);
    assertThat(TombolaCommand.execute(new String[] {"status", folder.toString()}, both, both))
        .isZero();
    return out.toString();
  }

  private void driver(String machine, long pid, Duration silence) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("_running")).resolve("driver.json"),
        """
        {"host": "far", "machine": "%s", "pid": %d, "process": "", "token": "t",
         "started": "2026-01-01T00:00:00Z", "beat": "%s", "status": {}}
        """
            .formatted(machine, pid, Instant.now().minus(silence)));
  }

  private void beat() {
    long now = System.currentTimeMillis();
    new Heartbeat(
            "f00d", "train", "random s1", 1, 3, 9, 0.5, 70, 0, "", "", "far", "4", "", now, now)
        .leave(folder.toString(), new Configuration());
  }

  @Test
  void aDriverElsewhereThatIsSilentIsNotTakenForOneThatWorks() throws IOException {
    driver("another machine", 7, Duration.ofMinutes(9).plusSeconds(5));
    beat();
    assertThat(status())
        .contains(
            "The run of far, process 7, since 2026-01-01T00:00:00Z, has sent no heartbeat for 9"
                + " min; if it is dead, its finished work is kept. Run the same command to"
                + " continue.")
        .contains("epoch 3/9")
        .doesNotContain("is in use by");
  }

  @Test
  void aDriverElsewhereThatIsHeardOfWorks() throws IOException {
    driver("another machine", 7, Duration.ZERO);
    beat();
    assertThat(status()).contains(folder + " is in use by far, process 7").contains("epoch 3/9");
  }

  @Test
  void whatADeadRunLeftIsNotShownAsRunning() throws IOException {
    Store store = Store.at(folder.toString(), new Configuration());
    String here;
    try (Claim claim = Claim.take(store, Claim.Purpose.RUN, told -> {})) {
      assertThat(claim.held()).isTrue();
      here = Claim.of(store).map(Holder::machine).orElseThrow();
    }
    beat();
    assertThat(status()).contains("No run is working on ").doesNotContain("epoch 3/9");
    // no process has the largest number there is
    driver(here, Integer.MAX_VALUE, Duration.ZERO);
    assertThat(status())
        .contains(" has died; its finished work is kept")
        .doesNotContain("epoch 3/9");
  }
}

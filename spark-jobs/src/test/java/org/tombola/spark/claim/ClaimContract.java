package org.tombola.spark.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.tombola.method.Refused;
import org.tombola.spark.store.StageContract;

/** One process at a time works on a store. */
public abstract class ClaimContract extends StageContract {
  private static final Claim.Timing QUICK =
      new Claim.Timing(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofMillis(50));

  private Claim take(List<String> told) {
    return Claim.take(store, Claim.Purpose.RUN, told::add, QUICK);
  }

  private void claimed(Holder by) throws IOException {
    // whole, as its process would: what is written in place a beat may take away half done
    files().write(new Path(store.folder(), "_running/driver.json"), out -> out.write(by.json()));
  }

  private static Holder holder(String host, String machine, long pid) {
    String then = "2026-01-01T00:00:00Z";
    return new Holder(host, machine, pid, "", "a token", then, then, "{}");
  }

  @Test
  void aStoreIsClaimedOnceAndGivenBack() throws Exception {
    List<String> told = new ArrayList<>();
    try (Claim claim = take(told)) {
      Holder first = Claim.of(store).orElseThrow();
      assertThat(first.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThatThrownBy(() -> take(told))
          .isInstanceOf(Refused.class)
          .hasMessageMatching(
              "Cannot run: another run is working on \\Q%s\\E: \\S+, process %d, since \\S+Z, last"
                      .formatted(store.folder(), first.pid())
                  + " heartbeat \\d+ s ago; wait for it, stop it, or use another --out");
      claim.tell("{\"left\":7}");
      for (int i = 0; i < 100 && !Claim.of(store).orElseThrow().status().contains("7"); i++) {
        Thread.sleep(50);
      }
      Holder later = Claim.of(store).orElseThrow();
      assertThat(later.status()).isEqualTo("{\"left\":7}");
      assertThat(later.beat()).isGreaterThan(first.beat());
      assertThat(claim.held()).isTrue();
    }
    assertThat(told).isEmpty();
    assertThat(Claim.of(store)).isEmpty();
    take(told).close();
  }

  @Test
  void aHolderWhoseProcessIsGoneIsReplacedAtOnce() throws IOException {
    // no process has the largest number there is
    claimed(holder("here", Holder.here().machine(), Integer.MAX_VALUE));
    List<String> told = new ArrayList<>();
    try (Claim claim = take(told)) {
      assertThat(claim.held()).isTrue();
      assertThat(Claim.of(store).orElseThrow().near()).isTrue();
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aFileThatNamesNoHolderKeepsNobodyOut() throws IOException {
    Path place = new Path(store.folder(), "_running/driver.json");
    for (String text :
        List.of("", "{}", "[1]", "{\"token\":\"a\"}", "{\"beat\":\"2026-01-01T00:00:00Z\"}", "{")) {
      put(place, text.getBytes(StandardCharsets.UTF_8));
      assertThat(Claim.of(store)).as(text).isEmpty();
      List<String> told = new ArrayList<>();
      try (Claim claim = take(told)) {
        assertThat(claim.held()).isTrue();
        assertThat(Claim.of(store)).as(text).isPresent();
      }
      assertThat(told).isEmpty();
    }
  }

  @Test
  void recoveryRemovesTheHeartbeatsOfTheDead() throws IOException {
    put(new Path(store.folder(), "_running/" + STAGE + ".beat"), new byte[] {1});
    try (Claim claim = take(new ArrayList<>())) {
      store.recover();
      assertThat(claim.held()).isTrue();
      // the claim is renewed meanwhile, and a server may show what is being written
      assertThat(names())
          .contains("_running/driver.json")
          .allMatch(name -> name.matches("_running/_?driver[.]json.*"));
    }
  }

  @Test
  void aHolderElsewhereIsReplacedWhenItIsSilent() throws IOException {
    claimed(holder("far", "another machine", 1));
    List<String> told = new ArrayList<>();
    try (Claim claim = take(told)) {
      assertThat(Claim.of(store).orElseThrow().near()).isTrue();
    }
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("far, process 1, since 2026-01-01T00:00:00Z, last heartbeat ")
        .endsWith("waiting up to 1 s to see whether it is still running");
  }

  @Test
  void aHolderElsewhereThatBeatsIsLeftAlone() throws Exception {
    Holder far = holder("far", "another machine", 1);
    claimed(far);
    Thread beating =
        new Thread(
            () -> {
              try {
                Thread.sleep(200);
                files()
                    .write(
                        new Path(store.folder(), "_running/driver.json"),
                        out -> out.write(far.beating("{}").json()));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    beating.start();
    assertThatThrownBy(() -> take(new ArrayList<>()))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith(
            "Cannot run: another run is working on "
                + store.folder()
                + ": far, process 1, since 2026-01-01T00:00:00Z, last heartbeat ");
    beating.join();
    assertThat(Claim.of(store).orElseThrow().token()).isEqualTo("a token");
  }

  @Test
  void aClaimThatWasTakenOverIsNoticedAndNotTakenBack() throws Exception {
    try (Claim claim = take(new ArrayList<>())) {
      Holder other = holder("far", "another machine", 1);
      for (int i = 0; i < 100 && claim.held(); i++) {
        claimed(other); // in between two beats, or again
        Thread.sleep(50);
      }
      assertThat(claim.held()).isFalse();
      claim.close();
      assertThat(Claim.of(store).orElseThrow().token()).isEqualTo("a token");
    }
  }
}

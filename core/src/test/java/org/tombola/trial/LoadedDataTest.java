package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.tombola.data.Download;
import org.tombola.data.Places;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.data.Splits;

class LoadedDataTest {
  private static final Download HALF = new Download("images.gz", 5, 10);

  @Test
  void whoeverWaitsForAnotherThatFetchesSaysHowFarThatIs() throws Exception {
    Splits splits =
        new Shapes()
            .load(new Split(8, 8, 8, Split.Order.FILE, 1), Places.ofThisMachine(null, told -> {}));
    CountDownLatch fetches = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(1);
    AtomicReference<Download> told = new AtomicReference<>();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Splits> first =
          pool.submit(
              () ->
                  LoadedData.of(
                      this,
                      watcher -> {
                        watcher.accept(HALF);
                        fetches.countDown();
                        await(heard);
                        return splits;
                      },
                      progress -> {}));
      assertThat(fetches.await(20, TimeUnit.SECONDS)).isTrue();
      Splits second =
          LoadedData.of(
              this,
              watcher -> {
                throw new AssertionError("read twice");
              },
              progress -> {
                told.set(progress);
                heard.countDown();
              });
      assertThat(told).hasValue(HALF);
      assertThat(second).isSameAs(first.get());
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

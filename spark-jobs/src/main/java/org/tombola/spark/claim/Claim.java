package org.tombola.spark.claim;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.spark.files.WholeFiles;
import org.tombola.spark.store.Store;

/**
 * The right to work on a store: one process has it at a time, and says every few seconds that it
 * still lives, in a file of the store.
 *
 * <p>On the holder's own machine the process list tells whether it lives. Elsewhere its silence
 * does: clocks may differ, so only beats that do not come while one listens count.
 */
public final class Claim implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Claim.class);

  private final Store store;
  private final ScheduledExecutorService beats;
  private Holder self;
  private volatile boolean held = true;

  /** What a store is claimed for. */
  public enum Purpose {
    /** Running trials. */
    RUN("wait for it, stop it, or use another --out"),
    /** Attacking trained networks. */
    EVALUATE("wait for it or stop it"),
    /** Merging files. */
    COMPACT("wait for it or stop it");

    private final String advice;

    Purpose(String advice) {
      this.advice = advice;
    }

    private String refusal(Store store, Holder holder) {
      return "Cannot %s: another run is working on %s: %s; %s"
          .formatted(name().toLowerCase(Locale.ROOT), store.folder(), holder, advice);
    }
  }

  /**
   * How fast things go.
   *
   * @param beat between two signs of life
   * @param silence after which a holder on another machine is taken for dead
   * @param pause after which one that took a dead holder's place looks whether it still has it
   */
  record Timing(Duration beat, Duration silence, Duration pause) {
    static final Timing STANDARD =
        new Timing(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMillis(500));
  }

  private Claim(Store store, Holder self, Timing timing) {
    this.store = store;
    this.self = self;
    this.beats =
        new ScheduledThreadPoolExecutor(
            1,
            runnable -> {
              Thread thread = new Thread(runnable, "claim");
              thread.setDaemon(true);
              return thread;
            });
    long every = timing.beat().toMillis();
    var unused = beats.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes a store for this process. Waits, up to a minute, where a process of another machine has
   * it and is not heard of.
   *
   * @param waiting told why, once, if it waits
   * @throws Refused if another process works on it
   * @throws FileTrouble if the store cannot be read or written
   */
  public static Claim take(Store store, Purpose purpose, Consumer<String> waiting) {
    return take(store, purpose, waiting, Timing.STANDARD);
  }

  static Claim take(Store store, Purpose purpose, Consumer<String> waiting, Timing timing) {
    Holder self = Holder.here();
    try {
      WholeFiles files = store.files();
      Path place = place(store);
      if (!files.create(place, out -> out.write(self.json()))) {
        replace(store, self, purpose, waiting, timing);
      } else if (files.objects(place)) {
        sleep(timing.pause()); // two may have been first
      }
      Optional<Holder> winner = read(store);
      if (winner.isPresent() && !winner.get().token().equals(self.token())) {
        throw new Refused(purpose.refusal(store, winner.get()));
      }
    } catch (IOException e) {
      throw new FileTrouble("Cannot write to " + store.folder(), e);
    }
    return new Claim(store, self, timing);
  }

  /**
   * Who works on a store, or was killed while it did; empty where nobody is.
   *
   * @throws FileTrouble if the store cannot be read
   */
  public static Optional<Holder> of(Store store) {
    try {
      return read(store);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + place(store), e);
    }
  }

  /** Says something with the next beat: JSON, which {@link Holder#status} gives to others. */
  public synchronized void tell(String status) {
    self = self.beating(status);
  }

  /** Whether this process still has the store; it loses it when it stood still for too long. */
  public boolean held() {
    return held;
  }

  /** Gives the store back. */
  @Override
  public void close() {
    beats.shutdownNow();
    synchronized (this) {
      try {
        if (mine()) {
          store.files().delete(place(store));
        }
      } catch (IOException e) {
        // whoever comes next finds that this process is gone
        LOG.warn("Cannot release {}: {}", store.folder(), e.getMessage());
      }
      held = false;
    }
  }

  private synchronized void beat() {
    try {
      if (mine()) {
        self = self.beating(self.status());
        Holder now = self;
        store.files().write(place(store), out -> out.write(now.json()));
      }
    } catch (IOException | RuntimeException e) {
      // the next one may come through; a minute without one and others may take the store
      LOG.warn("Cannot write the driver's heartbeat in {}: {}", store.folder(), e.getMessage());
    }
  }

  private boolean mine() throws IOException {
    if (held) {
      // a file that is gone was removed by hand and is written again
      held = read(store).map(there -> there.token().equals(self.token())).orElse(true);
      if (!held) {
        LOG.error("Another process has taken over {}", store.folder());
      }
    }
    return held;
  }

  private static void replace(
      Store store, Holder self, Purpose purpose, Consumer<String> waiting, Timing timing)
      throws IOException {
    Optional<Holder> dead = read(store);
    if (dead.isPresent()) {
      boolean gone =
          dead.get().near() ? !dead.get().runs() : silent(store, dead.get(), waiting, timing);
      // the one that is replaced is the one found dead, not one that has just replaced it
      Optional<Holder> last = read(store);
      if (!gone || last.isPresent() && !last.get().token().equals(dead.get().token())) {
        throw new Refused(purpose.refusal(store, last.orElse(dead.get())));
      }
    }
    store.files().write(place(store), out -> out.write(self.json()));
    sleep(timing.pause());
  }

  /** Whether no beat comes for as long as a living process never is silent. */
  private static boolean silent(Store store, Holder holder, Consumer<String> waiting, Timing timing)
      throws IOException {
    waiting.accept(
        "%s holds %s; waiting up to %d s to see whether it is still running"
            .formatted(holder, store.folder(), timing.silence().toSeconds()));
    long deadline = System.nanoTime() + timing.silence().toNanos();
    while (System.nanoTime() < deadline) {
      sleep(timing.beat().dividedBy(2));
      Optional<Holder> now = read(store);
      if (now.isEmpty()) {
        return true;
      }
      if (!now.get().equals(holder)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Holder> read(Store store) throws IOException {
    try {
      Optional<Holder> holder = Holder.read(store.files().read(place(store)));
      if (holder.isEmpty()) {
        // what a machine that lost its power may leave; nobody can be behind it
        LOG.warn("Skipping {}: it is damaged", place(store));
      }
      return holder;
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Path place(Store store) {
    return new Path(store.running(), "driver.json");
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("Cannot go on: interrupted", e);
    }
  }
}

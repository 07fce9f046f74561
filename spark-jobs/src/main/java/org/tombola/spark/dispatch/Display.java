package org.tombola.spark.dispatch;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.spark.terminal.Terminal;

/** Shows progress until closed: a block painted over itself, or a plain line now and then. */
public final class Display implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Display.class);
  private static final Duration BLINK = Duration.ofSeconds(1);
  private static final Duration TELL = Duration.ofSeconds(5);
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(20);

  private final Progress progress;
  private final PrintWriter out;
  private final Mode mode;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "display");
            thread.setDaemon(true);
            return thread;
          });
  private int painted;
  private boolean closed;

  /** Where it is shown. */
  public enum Mode {
    /** A terminal that can be painted over. */
    TERMINAL,
    /** A file or a pipe. */
    PLAIN
  }

  private Display(Progress progress, PrintWriter out, Mode mode) {
    this.progress = progress;
    this.out = out;
    this.mode = mode;
  }

  /**
   * Starts showing.
   *
   * @param told called every few seconds meanwhile
   */
  public static Display of(Progress progress, PrintWriter out, Mode mode, Runnable told) {
    Display display = new Display(progress, out, mode);
    var telling =
        display.clock.scheduleAtFixedRate(
            () -> unbroken(told), 0, TELL.toSeconds(), TimeUnit.SECONDS);
    long period = (mode == Mode.TERMINAL ? BLINK : NOW_AND_THEN).toSeconds();
    var unused =
        display.clock.scheduleAtFixedRate(
            () -> unbroken(display::show), 1, period, TimeUnit.SECONDS);
    return display;
  }

  /** A clock stops for good at the first exception. */
  private static void unbroken(Runnable shown) {
    try {
      shown.run();
    } catch (RuntimeException e) {
      LOG.warn("Cannot show the progress", e);
    }
  }

  private synchronized void show() {
    if (closed) {
      return;
    }
    if (mode == Mode.PLAIN) {
      out.println(progress.line(Instant.now()));
    } else {
      paint(progress.lines(Instant.now()));
    }
    out.flush();
  }

  private void paint(List<String> lines) {
    erase();
    for (String line : lines) {
      String seen = Terminal.visible(line);
      // a line that wraps would be painted over only in part
      out.println(seen.length() > 118 ? seen.substring(0, 118) : seen);
    }
    painted = lines.size();
  }

  private void erase() {
    if (painted > 0 && out instanceof Terminal terminal) {
      terminal.erase(painted);
    }
    painted = 0;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      if (closed) {
        return; // a run that is stopped closes it early
      }
      closed = true;
      erase();
      out.println(progress.line(Instant.now()));
      out.flush();
    }
  }
}

package org.tombola.ticket;

import java.util.stream.IntStream;
import org.tombola.ticket.TicketMethod.Usage;

/** When a mask moves. */
final class Updates {
  private Updates() {}

  /** Whether an update follows a step, counted from 1 over all epochs, in an epoch from 0. */
  interface Due {
    boolean after(long step, int epoch);
  }

  /**
   * Whether any does whose outcome is still trained; true where only the files say how many images
   * there are: papers' settings fit those.
   *
   * @param due of steps that one of the intervals divides, and of all those of an epoch if of the
   *     first of them
   */
  static boolean any(Usage usage, Due due, int... intervals) {
    return usage.stepsAnEpoch() == 0
        || IntStream.of(intervals).anyMatch(interval -> any(usage, due, interval));
  }

  private static boolean any(Usage usage, Due due, int interval) {
    // a move after the last step would never be trained
    for (long step = interval; step < steps(usage); ) {
      long epoch = (step - 1) / usage.stepsAnEpoch();
      if (due.after(step, (int) epoch)) {
        return true;
      }
      long last = (epoch + 1) * usage.stepsAnEpoch();
      step = (last / interval + 1) * interval;
    }
    return false;
  }

  /** Steps the training takes; 0 where that is not known. */
  static long steps(Usage usage) {
    return usage.plan().epochs() * usage.stepsAnEpoch();
  }
}

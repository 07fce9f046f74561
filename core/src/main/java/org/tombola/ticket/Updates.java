package org.tombola.ticket;

import java.util.stream.IntStream;
import org.tombola.ticket.TicketMethod.Setting;

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
  static boolean any(Setting setting, Due due, int... intervals) {
    return setting.stepsAnEpoch() == 0
        || IntStream.of(intervals).anyMatch(interval -> any(setting, due, interval));
  }

  private static boolean any(Setting setting, Due due, int interval) {
    // a move after the last step would never be trained
    for (long step = interval; step < steps(setting); ) {
      long epoch = (step - 1) / setting.stepsAnEpoch();
      if (due.after(step, (int) epoch)) {
        return true;
      }
      long last = (epoch + 1) * setting.stepsAnEpoch();
      step = (last / interval + 1) * interval;
    }
    return false;
  }

  /** Steps the training takes; 0 where that is not known. */
  static long steps(Setting setting) {
    return setting.plan().epochs() * setting.stepsAnEpoch();
  }
}

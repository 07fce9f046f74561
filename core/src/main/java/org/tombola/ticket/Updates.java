package org.tombola.ticket;

import java.util.stream.LongStream;
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
   */
  static boolean any(Setting setting, Due due) {
    long stepsAnEpoch = setting.stepsAnEpoch();
    // a move after the last step would never be trained
    return stepsAnEpoch == 0
        || LongStream.range(1, steps(setting))
            .anyMatch(step -> due.after(step, (int) ((step - 1) / stepsAnEpoch)));
  }

  /** Steps the training takes; 0 where that is not known. */
  static long steps(Setting setting) {
    return setting.plan().epochs() * setting.stepsAnEpoch();
  }
}

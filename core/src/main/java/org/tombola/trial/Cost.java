package org.tombola.trial;

import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Monitor;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;

/**
 * What a stage takes at most, told before it runs: images a network has broken soon take fewer
 * passes, and where the last epoch is the best one, one network is evaluated instead of two.
 *
 * @param passes network passes, measuring included
 * @param known whether the numbers of images are: {@code files: any} does not say how many there
 *     are, so that where all of them are asked for they are taken for as many as CIFAR's
 */
public record Cost(Passes passes, boolean known) {
  private static final Source.Published GUESS = new Source.Published("CIFAR", 50_000, 10_000);

  /** Of a whole stage. */
  public static Cost of(Stage stage) {
    return of(stage, 0);
  }

  /**
   * Of what is left of a stage.
   *
   * @param done epochs of a training that are there already; of no matter to an evaluation
   */
  public static Cost of(Stage stage, int done) {
    return stage.cost(done);
  }

  /** Images of a split; taken for as many as CIFAR's where only the files tell. */
  record Images(int train, int validation, int test, boolean known) {
    static Images of(Training training) {
      return of(training.data(), training.split());
    }

    static Images of(Source data, Split split) {
      Source.Published there = data.published().orElse(GUESS);
      boolean all = split.train() == 0 || split.test() == 0;
      return new Images(
          split.train() == 0 ? Math.max(1, there.train() - split.validation()) : split.train(),
          split.validation(),
          split.test() == 0 ? there.test() : split.test(),
          !all || data.published().isPresent());
    }

    int of(SplitName one) {
      return switch (one) {
        case TRAIN -> train;
        case VALIDATION -> validation;
        case TEST -> test;
      };
    }

    /** Those of epochs that are alike are told at once. */
    Passes epochs(Training training, int from, int until) {
      int change = Math.min(until, Math.max(from, training.recipe().changesAt()));
      return times(training, from, change).plus(times(training, change, until));
    }

    private Passes times(Training training, int from, int until) {
      return until > from ? epoch(training, from).times(until - from) : Passes.NONE;
    }

    private Passes epoch(Training training, int epoch) {
      Monitor monitor = training.monitor();
      int looked =
          looked(monitor.train(), train)
              + looked(monitor.validation(), validation)
              + looked(monitor.test(), test);
      return training
          .recipe()
          .passes(epoch, train, training.batch())
          .plus(new Evaluation(monitor.attack(), training.batch()).passes(looked));
    }

    static int looked(int asked, int there) {
      return asked == 0 ? there : Math.min(asked, there);
    }
  }
}

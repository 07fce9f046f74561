package org.tombola.trial;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack;
import org.tombola.data.ImageData;
import org.tombola.measure.Counts;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Suspicion;
import org.tombola.network.Checkpoint;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.ticket.TicketMethod;

/**
 * What a training leaves to classify images with. That is its own network, or the networks of a
 * switch's members, which take turns.
 */
sealed interface Classifier permits OneNetwork, Switch {
  /** That of a training. */
  static Classifier of(Training training) {
    List<TicketMethod> members = training.ticket().members();
    return members.isEmpty() ? new OneNetwork(training) : new Switch(training, members);
  }

  /** Whether it is a network the training leaves itself. */
  boolean own();

  /** Epochs the training trains itself. */
  int epochs();

  /**
   * Pairs of networks that an attack's examples are carried between, at each checkpoint and split.
   */
  int transfers(Attack attack);

  /** Passes of training some epochs and measuring after each. */
  Passes epochs(Cost.Images images, int from, int until);

  /** Passes of judging images at one checkpoint. */
  Passes judging(Attack attack, int images);

  /** The trainings whose networks it consists of. */
  List<Stage.Train> networks();

  /** Makes it, its inputs being there. */
  Bundle train(Stage.Train stage, Surroundings surroundings);

  /** Makes the networks of a checkpoint ready, whose parameters are in the trainings' order. */
  Judge judge(
      Stage.Evaluate stage,
      Checkpoint checkpoint,
      List<float[]> parameters,
      Network network,
      Surroundings surroundings);

  /** What an evaluation found. */
  Found found(List<EvaluationRecord> rows, List<TransferRecord> transfers);

  /** Judges images of a split by the networks of a checkpoint. */
  interface Judge extends AutoCloseable {
    /** Judges those in some places; tells how far it is. */
    Evaluated of(SplitName split, ImageData images, int[] places, Evaluation.Observer progress);

    @Override
    default void close() {}
  }

  /**
   * What became of images.
   *
   * @param broken images each part of the attack broke, by its name
   * @param suspicion null where nobody looked
   * @param arrays of each image, by name
   * @param transfers between networks
   */
  record Evaluated(
      Counts counts,
      Map<String, Integer> broken,
      @Nullable Suspicion suspicion,
      Map<String, float[]> arrays,
      List<TransferRecord> transfers) {}
}

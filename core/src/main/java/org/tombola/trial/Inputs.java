package org.tombola.trial;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.tombola.data.Splits;
import org.tombola.mask.Mask;
import org.tombola.network.Checkpoint;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.ticket.Drawing;
import org.tombola.ticket.Ticket;
import org.tombola.train.Teacher;

/** What a training reads of the stages before it. */
final class Inputs {
  private Inputs() {}

  /**
   * The ticket a training starts with.
   *
   * @param network of the training, with its initial parameters
   * @throws MissingResult if the result of a stage before it is not there
   */
  static Ticket ticket(Training training, Network network, Splits data, Surroundings surroundings) {
    Optional<Stage.Draw> search = training.search();
    if (search.isPresent()) {
      Bundle found = StageRunner.input(search.get(), surroundings);
      Mask mask = Mask.of(network.layout(), BitSet.valueOf(found.bytes("mask")));
      return new Ticket(mask, found.floats("parameters"));
    }
    List<Drawing.Finished> before = new ArrayList<>();
    for (Stage.Train earlier : training.before()) {
      before.add(
          finished(StageRunner.input(earlier, surroundings), new Contents(earlier).layout()));
    }
    return training.ticket().draw(new Drawing(network, data.train(), before, key(training.seed())));
  }

  /** Root of the draws of a ticket. */
  static Key key(long seed) {
    return Key.ofSeed(seed).child("ticket");
  }

  private static Drawing.Finished finished(Bundle bundle, ParameterLayout layout) {
    float[] parameters = bundle.floats("parameters");
    return new Drawing.Finished(
        layout,
        parameters,
        best(bundle),
        Mask.of(layout, BitSet.valueOf(bundle.bytes("mask"))),
        StageRunner.trained(bundle).epochs().size());
  }

  /** Parameters of the network of a training that was most robust on validation images. */
  static float[] best(Bundle bundle) {
    return bundle.floats(bestIsLast(bundle) ? "parameters" : "best");
  }

  /** Parameters of a network of a training. */
  static float[] parameters(Bundle bundle, Checkpoint checkpoint) {
    return checkpoint == Checkpoint.BEST ? best(bundle) : bundle.floats("parameters");
  }

  /** Whether that network is the last one. */
  static boolean bestIsLast(Bundle bundle) {
    return !bundle.arrays().containsKey("best");
  }

  /** Parameters of the networks a training's recipe learns from. */
  static List<float[]> teachers(Training training, Surroundings surroundings) {
    List<float[]> parameters = new ArrayList<>();
    List<Teacher> teachers = training.recipe().teachers();
    for (int i = 0; i < teachers.size(); i++) {
      Bundle bundle = StageRunner.input(training.teachers().get(i), surroundings);
      parameters.add(parameters(bundle, teachers.get(i).checkpoint()));
    }
    return parameters;
  }
}

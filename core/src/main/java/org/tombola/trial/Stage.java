package org.tombola.trial;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tombola.attack.Attack;
import org.tombola.attack.Crafting;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.method.Canonical;
import org.tombola.network.Architecture;
import org.tombola.ticket.Dense;
import org.tombola.ticket.TicketMethod;

/**
 * A piece of a trial whose result is kept, so that all trials that need it share it.
 *
 * <p>What a stage's result depends on is its record's components and the version of the science
 * since which their numbers hold, and nothing else: the fingerprint hashes exactly these.
 */
public sealed interface Stage {

  /** What is done: "draw", "train", "kernel" or "evaluate". */
  String kind();

  /** Stages whose results this one reads. */
  List<Stage> inputs();

  /** Whether another is the same training and goes further. */
  default boolean partOf(Stage other) {
    return this instanceof Train shorter
        && other instanceof Train longer
        && longer.until() > shorter.until()
        && longer.training().equals(shorter.training());
  }

  /** The identity of the result: 20 hexadecimal digits. */
  default String fingerprint() {
    String json = Canonical.json(this);
    return fingerprint(Science.since(json), json);
  }

  /** The identity of a stage's result by the science of a version. */
  static String fingerprint(int science, String json) {
    return Hash.of(science + "\n" + json, Hash.STAGE);
  }

  /**
   * Trains a network, up to an epoch. A longer training of the same network goes on from a shorter
   * one's state where it finds it, with the same result as if it had not.
   *
   * @param training what
   * @param until epochs done when the stage ends, from 1 to all of them
   */
  record Train(Training training, int until) implements Stage {
    /** Checks the epoch. */
    public Train {
      if (until < 1 || until > training.epochs()) {
        throw new IllegalArgumentException(
            "a training of " + training.epochs() + " epochs cannot end after " + until);
      }
    }

    /** Trains to the end. */
    public Train(Training training) {
      this(training, training.epochs());
    }

    /** Whether this is the whole training. */
    public boolean whole() {
      return until == training.epochs();
    }

    @Override
    public String kind() {
      return "train";
    }

    @Override
    public List<Stage> inputs() {
      List<Stage> inputs = new ArrayList<>(training.before());
      training.search().ifPresent(inputs::add);
      inputs.addAll(training.teachers());
      return inputs;
    }
  }

  /**
   * Searches a ticket with network passes of its own.
   *
   * @param data the data set
   * @param split which of its images are searched with: those that train
   * @param network the architecture
   * @param ticket to draw
   * @param seed of everything drawn
   */
  record Draw(Source data, Split split, Architecture network, TicketMethod ticket, long seed)
      implements Stage {
    @Override
    public String kind() {
      return "draw";
    }

    @Override
    public List<Stage> inputs() {
      return List.of();
    }
  }

  /**
   * Attacks the best and the final network of a training, on all splits unless it is limited; those
   * of a switch's members are read where they are.
   *
   * @param training of the networks
   * @param attack and its settings
   */
  record Evaluate(Training training, Attack attack) implements Measurement {
    @Override
    public String kind() {
      return "evaluate";
    }

    @Override
    public List<Stage> inputs() {
      List<Stage> inputs = new ArrayList<>(List.of(new Train(training)));
      attack.twins().forEach(twin -> inputs.add(new Train(training.twin(twin))));
      if (!training.ticket().members().isEmpty()) {
        inputs.addAll(training.before());
      }
      return inputs;
    }
  }

  /**
   * Compares the tangent kernels of a training and of its dense twin at one epoch.
   *
   * @param training of the sparse network
   * @param epoch from 0, before training, to its last
   * @param points images on each side of the kernel
   * @param probes of its norms; 0 for exact ones
   * @param crafting of the adversarial side
   */
  record Kernel(Training training, int epoch, int points, int probes, Crafting crafting)
      implements Measurement {
    @Override
    public String kind() {
      return "kernel";
    }

    /** The same training of all weights. */
    Training dense() {
      return training.of(training.network(), new Dense(), training.plan());
    }

    @Override
    public List<Stage> inputs() {
      if (epoch > 0) {
        return List.of(new Train(dense(), epoch), new Train(training, epoch));
      }
      List<Stage> inputs = new ArrayList<>(training.before());
      training.search().ifPresent(inputs::add);
      return inputs;
    }
  }

  /** Looks at networks that were trained, and leaves none. */
  sealed interface Measurement extends Stage {
    /** Of the network looked at. */
    Training training();
  }

  /** All stages of a trial, each after its inputs: the last are its evaluations, in their order. */
  static List<Stage> of(TrialSpec spec) {
    Set<Stage> stages = new LinkedHashSet<>();
    Training training = Training.of(spec);
    // before the evaluations, for these want the whole training: a shorter one is then its
    // beginning
    Kernels kernels = spec.kernels();
    for (int epoch : spec.ticket() instanceof Dense ? List.<Integer>of() : kernels.epochs()) {
      add(
          new Kernel(training, epoch, kernels.points(), kernels.probes(), kernels.crafting()),
          stages);
    }
    for (Attack attack : spec.evaluate()) {
      add(new Evaluate(training, attack), stages);
    }
    return new ArrayList<>(stages);
  }

  /** A training and all stages it needs, each after its inputs: it is the last. */
  static List<Stage> of(Train train) {
    Set<Stage> stages = new LinkedHashSet<>();
    add(train, stages);
    return new ArrayList<>(stages);
  }

  private static void add(Stage stage, Set<Stage> into) {
    stage.inputs().forEach(input -> add(input, into));
    into.add(stage);
  }
}

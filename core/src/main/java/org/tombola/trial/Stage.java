package org.tombola.trial;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tombola.attack.Attack;
import org.tombola.attack.Crafting;
import org.tombola.attack.Extent;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Judged;
import org.tombola.method.Canonical;
import org.tombola.method.Names;
import org.tombola.network.Architecture;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
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
  default String kind() {
    return Names.kebab(getClass().getSimpleName());
  }

  /** Stages whose results this one reads. */
  List<Stage> inputs();

  /** The data set. */
  Source data();

  /** The architecture. */
  Architecture network();

  /** Images a pass; 0 where its method says. */
  default int batch() {
    return 0;
  }

  /** Epochs done when it ends; 0 where it is no training. */
  default int until() {
    return 0;
  }

  /** The same to its end. */
  default Stage whole() {
    return this;
  }

  /** Whether another is the same training and goes further. */
  default boolean partOf(Stage other) {
    return other.until() > until() && other.whole().equals(whole());
  }

  /** Whether it looks at networks that were trained, and leaves none. */
  default boolean measures() {
    return false;
  }

  /** What it does beside the training it is of, for a reader; empty where that is all. */
  default String words() {
    return "";
  }

  /**
   * What is left of it takes at most.
   *
   * @param done epochs that are there already; of no matter to any but a training
   */
  Cost cost(int done);

  /**
   * Does it, on this thread.
   *
   * @return the result, which is not kept yet
   */
  Bundle work(Surroundings surroundings);

  /**
   * Checks what its result says it found, and the arrays beside.
   *
   * @throws IllegalStateException if it cannot have left them
   */
  default void check(Found found, Bundle bundle) {}

  /**
   * Checks a checkpoint, as far as that goes without the data.
   *
   * @throws IllegalStateException if it cannot have left it
   */
  default void checkSaved(Bundle bundle) {
    StageResult result = new Contents(this).described(bundle.json());
    new Found.Evaluate(result.found().evaluations()).check(bundle);
    bundle.floats(EvaluateRunner.STATE + Judged.DONE);
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
  record Train(Training training, int until) implements OfTraining {
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

    @Override
    public Train whole() {
      return new Train(training);
    }

    @Override
    public Cost cost(int done) {
      Cost.Images images = Cost.Images.of(training);
      int first = Math.max(done, training.ticket().startsAfter());
      return new Cost(training.classifier().epochs(images, first, until), images.known());
    }

    @Override
    public Bundle work(Surroundings surroundings) {
      return TrainRunner.run(this, surroundings);
    }

    @Override
    public void check(Found found, Bundle bundle) {
      // a switch has no network of its own, and of one that diverged nobody makes anything
      if (found.trained().diverged() == 0 && training.leavesNetwork()) {
        new Contents(this).network(bundle);
      }
    }

    @Override
    public void checkSaved(Bundle bundle) {
      Saved.of(bundle, this, new Contents(this).layout());
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
    public Cost cost(int done) {
      Cost.Images images = Cost.Images.of(data, split);
      return new Cost(ticket.search(images.train(), data.classes()), images.known());
    }

    @Override
    public Bundle work(Surroundings surroundings) {
      return StageRunner.draw(this, surroundings);
    }

    @Override
    public void check(Found found, Bundle bundle) {
      new Contents(this).network(bundle);
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
    public String words() {
      return ", " + Names.of(attack.getClass());
    }

    @Override
    public Cost cost(int done) {
      Cost.Images images = Cost.Images.of(training);
      Extent extent = attack.extent();
      Passes passes = Passes.NONE;
      for (SplitName split : extent.splits()) {
        int looked = images.looked(extent.images(), images.of(split));
        passes = passes.plus(training.classifier().judging(attack, looked));
      }
      return new Cost(passes.times(extent.checkpoints().size()), images.known());
    }

    @Override
    public Bundle work(Surroundings surroundings) {
      return EvaluateRunner.run(this, surroundings);
    }

    @Override
    public void check(Found found, Bundle bundle) {
      List<EvaluationRecord> rows = found.evaluations();
      Set<String> places =
          rows.stream()
              .map(row -> row.checkpoint() + " " + row.split())
              .collect(Collectors.toSet());
      Extent extent = attack.extent();
      Set<String> wanted =
          extent.checkpoints().stream()
              .flatMap(c -> extent.splits().stream().map(s -> c + " " + s))
              .collect(Collectors.toSet());
      Contents.require(
          rows.isEmpty() || (rows.size() == wanted.size() && places.equals(wanted)),
          "it has evaluations of %s, not of %s".formatted(places, wanted));
      for (EvaluationRecord row : rows) {
        Contents.require(
            Contents.possible(row.counts()),
            "it counts more right answers than images: " + row.counts());
      }
      // what belongs beside the rows is for the stage to say, not for the file
      training.classifier().found(rows, found.transfers()).check(bundle);
    }

    @Override
    public List<Stage> inputs() {
      Set<Stage> inputs = new LinkedHashSet<>(List.of(new Train(training)));
      attack.twins().forEach(twin -> inputs.add(new Train(training.twin(twin))));
      inputs.addAll(training.classifier().networks());
      return List.copyOf(inputs);
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
    public String words() {
      return ", kernel after epoch " + epoch;
    }

    @Override
    public Cost cost(int done) {
      Cost.Images images = Cost.Images.of(training);
      return new Cost(KernelRunner.passes(this, images.train(), data().classes()), images.known());
    }

    @Override
    public Bundle work(Surroundings surroundings) {
      return KernelRunner.run(this, surroundings);
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

  /** Of one training. */
  sealed interface OfTraining extends Stage {
    /** Of the network. */
    Training training();

    @Override
    default Source data() {
      return training().data();
    }

    @Override
    default Architecture network() {
      return training().network();
    }

    @Override
    default int batch() {
      return training().batch();
    }
  }

  /** Looks at networks that were trained, and leaves none. */
  sealed interface Measurement extends OfTraining {
    @Override
    default boolean measures() {
      return true;
    }
  }

  /** All stages of a trial, each after its inputs: the last are its evaluations, in their order. */
  static List<Stage> of(TrialSpec spec) {
    Set<Stage> stages = new LinkedHashSet<>();
    Training training = spec.training();
    // before the evaluations, for these want the whole training: a shorter one is then its
    // beginning
    Kernels kernels = spec.kernels();
    for (int epoch :
        spec.training().ticket() instanceof Dense ? List.<Integer>of() : kernels.epochs()) {
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

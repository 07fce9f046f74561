package org.tombola.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tombola.attack.Attack.Targets;
import org.tombola.data.Augment;
import org.tombola.data.ImageData;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics.EpochResult;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.tensor.Images;

/** The training loop: the recipe before the step, the variables it moves, the schedule over it. */
public final class Trainer implements AutoCloseable {

  /**
   * How to train.
   *
   * @param recipe makes examples and their loss
   * @param optimizer and its settings
   * @param schedule of the learning rate
   * @param epochs passes over the images
   * @param batch images a step; the last of an epoch may have fewer
   * @param augment of the images
   */
  public record Plan(
      Recipe recipe, Sgd optimizer, Schedule schedule, int epochs, int batch, Augment augment) {}

  /**
   * What a training starts with, the network's parameters aside.
   *
   * @param mask over them
   * @param motion what the steps move
   * @param watch what may end it
   * @param teachers parameters of the networks the recipe learns from
   */
  public record Setup(Mask mask, Motion motion, Watch watch, List<float[]> teachers) {}

  /**
   * What one epoch of training gave.
   *
   * @param learningRate of the last step
   * @param loss mean over the examples, as optimised
   * @param right examples the network had right when it was trained on them
   * @param images examples trained on
   * @param alarm what the recipe found wrong after it, in words; empty where nothing is
   * @param end why training ends after it; empty where it does not
   */
  public record Epoch(
      double learningRate,
      double loss,
      long right,
      long images,
      String alarm,
      Optional<String> end) {}

  /**
   * Where a training stands between two epochs, the network's parameters aside; with them, going on
   * from here gives what going on without a break gives.
   *
   * @param step optimiser steps done
   * @param keptSum weights kept of each prunable slice, summed over the steps
   * @param mask places kept
   * @param arrays what variables, recipe and watch remember: float[] or byte[] by name
   */
  public record State(long step, double[] keptSum, BitSet mask, Map<String, Object> arrays) {}

  private static final String COURSE = "recipe-";
  private static final String WATCH = "watch-";

  private final Network network;
  private final ImageData images;
  private final Plan plan;
  private final Key seed;
  private final Motion motion;
  private final Watch watch;
  private Variables variables;
  private final RecipeRun run;
  private final List<EpochResult> history = new ArrayList<>();
  private final double[] keptSum;
  private long step;

  /**
   * Begins: the mask is applied to the network's weights.
   *
   * @param images to train on
   * @param seed root of the trial's randomness
   */
  public Trainer(Network network, ImageData images, Plan plan, Setup start, Key seed) {
    this.network = network;
    this.images = images;
    this.plan = plan;
    this.seed = seed;
    this.motion = start.motion();
    this.watch = start.watch();
    this.keptSum = new double[start.mask().counts().length];
    this.variables = motion.begin(network, start.mask(), plan.optimizer(), seed.child("ticket"));
    try {
      this.run =
          plan.recipe().begin(new Recipe.Ingredients(network, images, plan, start.teachers()));
    } catch (RuntimeException | Error e) {
      // nobody else can free what an object holds whose constructor throws
      variables.close();
      throw e;
    }
  }

  /**
   * Goes on from a state; the network's parameters are already those of it.
   *
   * @param history what was measured after each epoch done
   * @throws IllegalArgumentException if the state is of another network
   */
  public void resume(State state, List<EpochResult> history) {
    if (state.keptSum().length != keptSum.length) {
      throw new IllegalArgumentException(
          "Cannot go on: the state is of a network of %d prunable layers, not %d"
              .formatted(state.keptSum().length, keptSum.length));
    }
    step = state.step();
    System.arraycopy(state.keptSum(), 0, keptSum, 0, keptSum.length);
    this.history.addAll(history);
    variables.resume(state.arrays());
    run.resume(named(COURSE, state.arrays()));
    watch.resume(named(WATCH, state.arrays()));
  }

  private static Map<String, Object> named(String prefix, Map<String, Object> arrays) {
    Map<String, Object> own = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          if (name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), array);
          }
        });
    return own;
  }

  /** Where the training stands. */
  public State state() {
    Map<String, Object> arrays = new TreeMap<>(variables.state());
    run.state().forEach((name, array) -> arrays.put(COURSE + name, array));
    watch.state().forEach((name, array) -> arrays.put(WATCH + name, array));
    return new State(step, keptSum.clone(), mask().places(), arrays);
  }

  /**
   * Trains one pass over the images.
   *
   * @param epoch from 0
   * @param stepped told after every step
   * @throws Diverged if the loss is no finite number
   */
  public Epoch epoch(int epoch, Runnable stepped) throws Diverged {
    int[] order = seed.child("order", epoch).permutation(images.count());
    int batches = batchesAnEpoch();
    int replays = plan.recipe().replays();
    Optional<Place> before = run.mayGoBack() ? Optional.of(place()) : Optional.empty();
    double lossSum = 0;
    long right = 0;
    double rate = 0;
    for (int i = 0; i < batches; i++) {
      int first = i * plan.batch();
      int count = Math.min(plan.batch(), order.length - first);
      int[] places = Arrays.copyOfRange(order, first, first + count);
      Images batch = batch(images, places, plan.augment(), seed.child("augment", epoch));
      Targets clean = new Targets(batch, images.labelsOf(places), places);
      for (int replay = 0; replay < replays; replay++) {
        double progress = epoch + (i + (double) replay / replays) / batches;
        rate = plan.optimizer().learningRate() * plan.schedule().factor(progress, plan.epochs());
        Recipe.Made made = step(clean, new RecipeRun.Position(epoch, replay, i == 0, mask()), rate);
        lossSum += made.loss() * count;
        right += made.right();
        stepped.run();
      }
    }
    RecipeRun.After after = run.after(epoch + 1, mask(), seed.child("recipe", epoch));
    boolean back = after.then() == RecipeRun.Then.GO_BACK;
    if (back) {
      goBack(before.orElseThrow());
    }
    Optional<String> watched = shown(() -> watch.after(network, epoch + 1));
    long examples = (long) order.length * replays;
    return new Epoch(
        rate,
        lossSum / examples,
        right,
        examples,
        after.alarm(),
        back ? Optional.of(after.alarm()) : watched);
  }

  /** What a training can go back to: all that moves. */
  private record Place(float[] parameters, BitSet mask, Map<String, Object> variables) {}

  private Place place() {
    return new Place(network.parameters(), mask().places(), variables.state());
  }

  private void goBack(Place place) {
    network.assign(place.parameters());
    variables.close();
    variables =
        motion.begin(
            network,
            Mask.of(network.layout(), place.mask()),
            plan.optimizer(),
            seed.child("ticket"));
    variables.resume(place.variables());
  }

  private Recipe.Made step(Targets clean, RecipeRun.Position at, double rate) throws Diverged {
    step++;
    Recipe.Made made = run.make(clean, at, seed.child("train-attack", at.epoch()));
    requireFinite(made.loss());
    // before the mask moves: this step is made with it
    int[] kept = mask().counts();
    for (int l = 0; l < kept.length; l++) {
      keptSum[l] += kept[l];
    }
    long steps = (long) batchesAnEpoch() * plan.recipe().replays() * plan.epochs();
    variables.step(
        made.gradient(),
        clean.count(),
        new Variables.Update(step, at.epoch(), steps, plan.epochs(), rate, history));
    return made;
  }

  /** What was measured after the epoch just trained. */
  public void measured(EpochResult measured) {
    history.add(measured);
  }

  /**
   * Uses the network with the parameters that are to be measured and kept, which need not be those
   * training goes on with.
   */
  public <T> T shown(Supplier<T> use) {
    Optional<float[]> shown = run.shown(mask());
    if (shown.isEmpty()) {
      return use.get();
    }
    float[] trained = network.parameters();
    network.assign(shown.get());
    try {
      return use.get();
    } finally {
      network.assign(trained);
    }
  }

  /**
   * Ends the training where a loss is no finite number.
   *
   * @throws Diverged with the step under way, or the last one done
   */
  public void requireFinite(double loss) throws Diverged {
    if (!Double.isFinite(loss)) {
      throw new Diverged(step, loss);
    }
  }

  private int batchesAnEpoch() {
    return (images.count() + plan.batch() - 1) / plan.batch();
  }

  /** Some of the images, augmented. */
  static Images batch(ImageData images, int[] places, Augment augment, Key key) {
    int size = images.shape().size();
    float[] pixels = new float[places.length * size];
    for (int i = 0; i < places.length; i++) {
      augment.apply(images, places[i], pixels, i * size, key);
    }
    return new Images(pixels, places.length, images.shape());
  }

  /** The mask in force. */
  public Mask mask() {
    return variables.mask();
  }

  /** Weights kept of each prunable slice, averaged over the steps so far. */
  public double[] meanKept() {
    return Arrays.stream(keptSum).map(sum -> sum / Math.max(1, step)).toArray();
  }

  @Override
  public void close() {
    run.close();
    variables.close();
  }
}

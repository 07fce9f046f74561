package org.tombola.train;

import java.util.Arrays;
import java.util.BitSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.attack.Attack.Targets;
import org.tombola.data.Augment;
import org.tombola.data.ImageData;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.ticket.Mask;
import org.tombola.ticket.MaskDynamics;

/**
 * The training loop: the recipe before the step, the mask around it, the schedule over it.
 *
 * <p>The mask works on the stored weights, after each step, and on the momentum; gradients at
 * masked places stay dense (growth needs them).
 */
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
   * What one epoch of training gave.
   *
   * @param learningRate of the last step
   * @param loss mean over the examples, as optimised
   * @param right examples the network had right when it was trained on them
   * @param images examples trained on
   */
  public record Epoch(double learningRate, double loss, long right, long images) {}

  /**
   * Where a training stands between two epochs, the network's parameters aside; with them, going on
   * from here gives what going on without a break gives.
   *
   * @param step optimiser steps done
   * @param keptSum weights kept of each prunable slice, summed over the steps
   * @param mask places kept
   * @param velocity of the momentum, flat
   */
  public record State(long step, double[] keptSum, BitSet mask, float[] velocity) {}

  private final Network network;
  private final ImageData images;
  private final Plan plan;
  private final MaskDynamics dynamics;
  private final Key seed;
  private final Momentum momentum;
  private final double[] keptSum;
  private Mask mask;
  private long step;

  /**
   * Begins: the mask is applied to the network's weights.
   *
   * @param images to train on
   * @param mask released with this object, or where this throws
   * @param seed root of the trial's randomness
   */
  public Trainer(
      Network network, ImageData images, Plan plan, Mask mask, MaskDynamics dynamics, Key seed) {
    this.network = network;
    this.images = images;
    this.plan = plan;
    this.mask = mask;
    this.dynamics = dynamics;
    this.seed = seed;
    this.momentum = new Momentum(plan.optimizer(), network.layout());
    this.keptSum = new double[mask.counts().length];
    closedUnless(() -> mask.apply(network.parameters()));
  }

  /**
   * Goes on from a state; the network's parameters are already those of it.
   *
   * @param images to train on
   * @param seed root of the trial's randomness
   * @throws IllegalArgumentException if the state is of another network
   */
  public Trainer(
      Network network, ImageData images, Plan plan, State state, MaskDynamics dynamics, Key seed) {
    this(network, images, plan, Mask.of(network.layout(), state.mask()), dynamics, seed);
    closedUnless(() -> take(state));
  }

  private void take(State state) {
    if (state.keptSum().length != keptSum.length
        || state.velocity().length != network.layout().length()) {
      throw new IllegalArgumentException(
          "Cannot go on: the state is of %d weights and %d prunable layers, the network of %d and %d"
              .formatted(
                  state.velocity().length,
                  state.keptSum().length,
                  network.layout().length(),
                  keptSum.length));
    }
    step = state.step();
    System.arraycopy(state.keptSum(), 0, keptSum, 0, keptSum.length);
    try (INDArray velocity = Nd4j.createFromArray(state.velocity())) {
      momentum.velocity().assign(velocity);
    }
  }

  /** Nobody else can free what an object holds whose constructor throws. */
  private void closedUnless(Runnable works) {
    try {
      works.run();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Where the training stands. */
  public State state() {
    return new State(step, keptSum.clone(), mask.places(), momentum.velocity().toFloatVector());
  }

  /** Trains one pass over the images. */
  public Epoch epoch(int epoch) throws Diverged {
    return epoch(epoch, () -> {});
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
    int steps = stepsAnEpoch();
    double lossSum = 0;
    long right = 0;
    double rate = 0;
    for (int i = 0; i < steps; i++) {
      double progress = epoch + (double) i / steps;
      rate = plan.optimizer().learningRate() * plan.schedule().factor(progress, plan.epochs());
      int first = i * plan.batch();
      int count = Math.min(plan.batch(), order.length - first);
      int[] places = Arrays.copyOfRange(order, first, first + count);
      Recipe.Made made = step(places, epoch, rate);
      lossSum += made.loss() * count;
      right += made.right();
      stepped.run();
    }
    return new Epoch(rate, lossSum / order.length, right, order.length);
  }

  private Recipe.Made step(int[] places, int epoch, double rate) throws Diverged {
    step++;
    Recipe.Made made;
    try (INDArray batch = batch(places, seed.child("augment", epoch))) {
      Targets clean = new Targets(batch, images.labelsOf(places), places);
      made = plan.recipe().make(network, clean, seed.child("train-attack", epoch));
    }
    requireFinite(made.loss());
    momentum.step(network.parameters(), made.gradient(), places.length, rate);
    applyMask(mask);
    // before the mask moves: this step was made with it
    int[] kept = mask.counts();
    for (int l = 0; l < kept.length; l++) {
      keptSum[l] += kept[l];
    }
    move(made.gradient(), epoch);
    return made;
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

  // a mask that stays is the very one in force: an equal one may follow a move, or prune and regrow
  @SuppressWarnings("ReferenceEquality")
  private void move(INDArray gradient, int epoch) {
    MaskDynamics.Move move =
        dynamics.after(
            new MaskDynamics.Moment(
                step,
                epoch,
                (long) stepsAnEpoch() * plan.epochs(),
                mask,
                network.parameters(),
                gradient,
                seed.child("ticket")));
    if (move.survivors() != mask || move.mask() != mask) {
      applyMask(move.survivors());
      move.survivors().release();
      mask.release();
      mask = move.mask();
    }
  }

  private void applyMask(Mask applied) {
    applied.apply(network.parameters());
    applied.apply(momentum.velocity());
  }

  private int stepsAnEpoch() {
    return (images.count() + plan.batch() - 1) / plan.batch();
  }

  private INDArray batch(int[] places, Key key) {
    int size = images.shape().size();
    float[] pixels = new float[places.length * size];
    for (int i = 0; i < places.length; i++) {
      plan.augment().apply(images, places[i], pixels, i * size, key);
    }
    return Nd4j.createFromArray(pixels)
        .reshape(
            places.length,
            images.shape().channels(),
            images.shape().height(),
            images.shape().width());
  }

  /** The mask in force. */
  public Mask mask() {
    return mask;
  }

  /** Weights kept of each prunable slice, averaged over the steps so far. */
  public double[] meanKept() {
    return Arrays.stream(keptSum).map(sum -> sum / Math.max(1, step)).toArray();
  }

  @Override
  public void close() {
    momentum.close();
    mask.release();
  }
}

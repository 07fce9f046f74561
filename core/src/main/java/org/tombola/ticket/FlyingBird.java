package org.tombola.ticket;

import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.train.Motion;

/**
 * A ticket that moves while training: now and then each layer drops its smallest weights and as
 * many grow, from 0 where they were not kept before (Chen et al. 2022, "Sparsity Winning Twice",
 * arXiv 2202.09844, Flying Bird, as its released code has it). The share dropped falls by half a
 * cosine over the training.
 *
 * <p>With random growth a layer's density is kept in expectation only and drifts a little; gradient
 * growth keeps it exactly. Convolutions and dense layers all take part, stem and classifier too. It
 * misleads in short trainings: its intervals have to be set for them, and weights grown shortly
 * before the end have had no time to learn.
 *
 * @param sparsity fraction of prunable weights that are zero at the start, in [0, 1)
 * @param densities how the layers share it
 * @param deathRate share of a layer's kept weights dropped by an update at the start, in [0, 1]
 * @param finalDeathRate the same at the end, at most the first
 * @param interval an update follows every step whose number, over all epochs, it divides
 * @param lateInterval the same in late epochs
 * @param lateAfter share of the epochs after which they are late, in [0, 1]
 * @param growth which weights grow
 */
@Card(
    value = "prunes the smallest and grows new weights while training (Chen et al. 2022)",
    since = 3)
public record FlyingBird(
    double sparsity,
    Densities densities,
    double deathRate,
    double finalDeathRate,
    int interval,
    int lateInterval,
    double lateAfter,
    Growth growth)
    implements TicketMethod {

  /** Which weights grow. Those just pruned may grow again. */
  public enum Growth {
    /**
     * Each weight that is not kept, with the same probability: as many as were dropped, on average.
     */
    RANDOM,
    /** Those with the largest gradients of the step just done: exactly as many as were dropped. */
    GRADIENT
  }

  /** 80 % by IGQ; half of the weights move every 900 steps, 0.5 % every 1200 in the end. */
  public FlyingBird() {
    this(0.8, new Igq(), 0.5, 0.005, 900, 1200, 0.5, Growth.RANDOM);
  }

  /** Checks the numbers. */
  public FlyingBird {
    require(sparsity, deathRate, finalDeathRate, interval, lateInterval, lateAfter);
  }

  static void require(
      double sparsity,
      double deathRate,
      double finalDeathRate,
      int interval,
      int lateInterval,
      double lateAfter) {
    Sparsity.require(sparsity);
    Refusal.unless(
        deathRate >= 0 && deathRate <= 1, "death-rate", "must be in [0, 1], not " + deathRate);
    if (!(finalDeathRate >= 0 && finalDeathRate <= deathRate)) {
      throw new Refusal(
          "final-death-rate",
          "must be from 0 to death-rate " + deathRate + ", not " + finalDeathRate);
    }
    AtLeast.one("interval", interval);
    AtLeast.one("late-interval", lateInterval);
    Refusal.unless(
        lateAfter >= 0 && lateAfter <= 1, "late-after", "must be in [0, 1], not " + lateAfter);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return Ticket.of(draw(drawing.network().layout(), drawing.key()), drawing.network());
  }

  /** The mask training starts with: a random one. */
  public Mask draw(ParameterLayout layout, Key key) {
    return new RandomTicket(sparsity, densities).draw(layout, key);
  }

  @Override
  public void check(Usage usage) {
    int epochs = usage.plan().epochs();
    if (!Updates.any(usage, (step, epoch) -> due(step, epoch, epochs), interval, lateInterval)) {
      throw new IllegalArgumentException(
          ("flying-bird would never change its mask: interval is %d, late-interval %d after %s of"
                  + " the epochs, but this training has %d steps")
              .formatted(interval, lateInterval, lateAfter, Updates.steps(usage)));
    }
  }

  @Override
  public Motion motion() {
    return new Motion.Weights(dynamics());
  }

  /** How the mask moves. */
  public MaskDynamics dynamics() {
    return now ->
        due(now.number(), now.epoch(), now.epochs())
            ? FlyingBirdUpdate.mask(
                now,
                growth,
                new FlyingBirdUpdate.Pace(deathRateAfter(now.number(), now.iterations()), 0, 1))
            : now.mask();
  }

  /**
   * Whether an update follows a step, counted from 1 over all epochs, in an epoch, from 0, of so
   * many.
   */
  boolean due(long iteration, int epoch, int epochs) {
    return iteration % (epoch > lateAfter * epochs ? lateInterval : interval) == 0;
  }

  /** The share of kept weights an update after so many steps drops. */
  double deathRateAfter(long iteration, long iterations) {
    double cosine = StrictMath.cos(Math.PI * iteration / iterations);
    return finalDeathRate + (deathRate - finalDeathRate) / 2 * (1 + cosine);
  }
}

package org.tombola.ticket;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.mask.MaskDynamics.EpochResult;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.train.Motion;

/**
 * {@link FlyingBird} whose density adapts: where the robust generalization gap rises, an update
 * drops more than it grows; where the adversarial validation loss does not fall, it grows more than
 * it drops; both may happen at once (Chen et al. 2022, "Sparsity Winning Twice", arXiv 2202.09844,
 * Flying Bird+, as its released code has it).
 *
 * <p>The gap is the running accuracy on training examples less the robust accuracy on validation
 * images, one record an epoch done. Unlike in that code, an image counts as broken at any point of
 * the monitor's attack and its loss is the one there, so that the loss rises less where training
 * overfits. With fewer records than asked for nothing adapts. The density has no bounds: with the
 * paper's settings on CIFAR one of 0.2 ends between 0.0645 and 0.229. It misleads where its cost is
 * told by the final mask: up to the first epoch that adapts it trains at the density it began with.
 * The first eight parameters are Flying Bird's.
 *
 * @param sparsity fraction of prunable weights that are zero at the start, in [0, 1)
 * @param densities how the layers share it
 * @param deathRate share of a layer's kept weights dropped by an update at the start, in [0, 1]
 * @param finalDeathRate the same at the end, at most the first
 * @param interval an update follows every step whose number, over all epochs, it divides
 * @param lateInterval the same in late epochs
 * @param lateAfter share of the epochs after which they are late, in [0, 1]
 * @param growth which weights grow
 * @param adaptFrom the first epoch, counted from 0, whose updates adapt
 * @param records latest epochs looked at, at least 2
 * @param share of the differences between these that is to rise, in (0, 1]
 * @param prune further weights dropped, for one that is dropped and replaced, in [0, 1]
 * @param grow weights grown for one that was dropped, at least 1
 */
@Card(value = "Flying Bird whose density follows gap and loss (Chen et al. 2022)", since = 3)
public record FlyingBirdPlus(
    double sparsity,
    Densities densities,
    double deathRate,
    double finalDeathRate,
    int interval,
    int lateInterval,
    double lateAfter,
    FlyingBird.Growth growth,
    int adaptFrom,
    int records,
    double share,
    double prune,
    double grow)
    implements TicketMethod {

  /** Flying Bird's settings; from epoch 100 on, half of the last four differences decide. */
  public FlyingBirdPlus() {
    this(
        0.8,
        new Igq(),
        0.5,
        0.005,
        900,
        1200,
        0.5,
        FlyingBird.Growth.RANDOM,
        100,
        5,
        0.5,
        0.4,
        1.05);
  }

  /** Checks the numbers. */
  public FlyingBirdPlus {
    FlyingBird.require(sparsity, deathRate, finalDeathRate, interval, lateInterval, lateAfter);
    Refusal.unless(adaptFrom >= 0, "adapt-from", "must be at least 0, not " + adaptFrom);
    Refusal.unless(records >= 2, "records", "must be at least 2, not " + records);
    Refusal.unless(share > 0 && share <= 1, "share", "must be in (0, 1], not " + share);
    Refusal.unless(prune >= 0 && prune <= 1, "prune", "must be in [0, 1], not " + prune);
    Refusal.unless(Double.isFinite(grow) && grow >= 1, "grow", "must be at least 1, not " + grow);
  }

  /** The same without adaptation. */
  private FlyingBird plain() {
    return new FlyingBird(
        sparsity, densities, deathRate, finalDeathRate, interval, lateInterval, lateAfter, growth);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return plain().draw(drawing);
  }

  /** The mask training starts with: Flying Bird's. */
  public Mask draw(ParameterLayout layout, Key key) {
    return plain().draw(layout, key);
  }

  @Override
  public void check(Usage usage) {
    FlyingBird plain = plain();
    plain.check(usage);
    int first = Math.max(adaptFrom, records);
    int epochs = usage.plan().epochs();
    if (first >= epochs
        || !Updates.any(
            usage,
            (step, epoch) -> epoch >= first && plain.due(step, epoch, epochs),
            interval,
            lateInterval)) {
      throw new IllegalArgumentException(
          ("flying-bird-plus would never adapt its density: no update comes after %d epochs"
                  + " (adapt-from %d, records %d), but this training has %d")
              .formatted(first, adaptFrom, records, epochs));
    }
  }

  @Override
  public Motion motion() {
    return new Motion.Weights(dynamics());
  }

  /** How the mask moves. */
  public MaskDynamics dynamics() {
    FlyingBird plain = plain();
    return now -> {
      if (!plain.due(now.number(), now.epoch(), now.epochs())) {
        return now.mask();
      }
      boolean adapts = now.epoch() >= adaptFrom;
      return FlyingBirdUpdate.mask(
          now,
          growth,
          new FlyingBirdUpdate.Pace(
              plain.deathRateAfter(now.number(), now.iterations()),
              adapts && prunes(now.history()) ? prune : 0,
              adapts && grows(now.history()) ? grow : 1));
    };
  }

  /** Whether the gap rose in enough of the latest epochs. */
  boolean prunes(List<EpochResult> history) {
    return rising(history, epoch -> epoch.running() - epoch.robust(), false);
  }

  /** Whether the adversarial validation loss rose, or stayed, in enough of them. */
  boolean grows(List<EpochResult> history) {
    return rising(history, EpochResult::robustLoss, true);
  }

  private boolean rising(
      List<EpochResult> history, ToDoubleFunction<EpochResult> value, boolean orStays) {
    if (history.size() < records) {
      return false;
    }
    int rises = 0;
    for (int i = history.size() - records + 1; i < history.size(); i++) {
      double before = value.applyAsDouble(history.get(i - 1));
      double after = value.applyAsDouble(history.get(i));
      rises += after > before || (orStays && after == before) ? 1 : 0;
    }
    return rises >= share * (records - 1);
  }
}

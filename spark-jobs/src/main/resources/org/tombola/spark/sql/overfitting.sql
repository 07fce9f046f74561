-- One row per completed trial: the effect of training beyond the best epoch (highest RA on
-- validation images). `robust_overfitting` is test RA of the best network minus the final network,
-- positive if RA was lost. `train_ra_gained` is the increase of RA on training images from best to
-- final, and `gap_growth` that of the robust gap.
select
  trial_id, ticket, sparsity, learning_rate, seed, epochs, best_epoch,
  epochs - best_epoch as epochs_after_best,
  test_ra_best, test_ra_final, robust_overfitting,
  train_ra_final - train_ra_best as train_ra_gained,
  robust_gap_best, robust_gap_final, robust_gap_final - robust_gap_best as gap_growth,
  best_rate, setting
from gaps

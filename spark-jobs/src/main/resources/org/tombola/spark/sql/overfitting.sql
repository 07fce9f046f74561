-- One row a completed trial: what training on after the best epoch (most robust on validation
-- images) did. `robust_overfitting` is test RA of the best minus the final network, positive where
-- RA was lost; `train_ra_gained` is what training images gained meanwhile; `gap_growth` how much the
-- robust gap grew.
select
  trial_id, ticket, sparsity, learning_rate, seed, epochs, best_epoch,
  epochs - best_epoch as epochs_after_best,
  test_ra_best, test_ra_final, robust_overfitting,
  train_ra_final - train_ra_best as train_ra_gained,
  robust_gap_best, robust_gap_final, robust_gap_final - robust_gap_best as gap_growth,
  best_rate, setting
from gaps

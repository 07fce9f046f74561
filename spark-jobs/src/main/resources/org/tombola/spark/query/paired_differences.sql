-- Each trial against the dense trial of the same seed and otherwise equal settings: dense_id, and
-- how much higher (positive) the trial came out in gap, RA, SA and overfitting; `time_ratio` is its
-- processor time of training, with what came before, as a share of dense's, where one engine ran both
-- on one processor. Where learning rates
-- were swept, `same_rate` marks pairs of one rate, `best_rates` pairs of which each is at the rate
-- best for its method (see gaps); a trial may have one row of each kind. Choose one of the two.
select
  trial.trial_id, dense.trial_id as dense_id, trial.ticket, trial.sparsity, trial.seed,
  trial.learning_rate, dense.learning_rate as dense_learning_rate,
  trial.beside = dense.beside as same_rate,
  trial.best_rate and dense.best_rate as best_rates,
  trial.robust_gap_final - dense.robust_gap_final as gap_difference,
  trial.robust_gap_best - dense.robust_gap_best as gap_best_difference,
  trial.test_ra_final - dense.test_ra_final as test_ra_difference,
  trial.test_ra_best - dense.test_ra_best as test_ra_best_difference,
  trial.test_sa_final - dense.test_sa_final as test_sa_difference,
  trial.robust_overfitting - dense.robust_overfitting as overfitting_difference,
  if(trial.engine = dense.engine and trial.cpu = dense.cpu, trial.cpu_seconds / dense.cpu_seconds, null)
    as time_ratio,
  trial.setting
from gaps as trial
join gaps as dense
  on dense.ticket = 'dense' and dense.seed = trial.seed and dense.beside_rate = trial.beside_rate
where trial.ticket <> 'dense'
  and (trial.beside = dense.beside or trial.best_rate and dense.best_rate)

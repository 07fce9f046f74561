-- Each trial against the dense trial of the same seed and otherwise equal settings: dense_id, and
-- how much higher (positive) the trial came out in gap, RA, SA and overfitting; `time_ratio` is its
-- processor time of training, with what came before, as a share of dense's, where one engine ran both
-- on one processor. Where learning rates
-- were swept, `same_rate` marks pairs of one rate, `best_rates` pairs of which each is at the rate
-- best for its method (see gaps); a trial may have one row of each kind. Choose one of the two.
select * from paired_differences_read

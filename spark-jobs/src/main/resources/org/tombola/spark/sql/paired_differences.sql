-- Each trial compared with the dense trial of the same seed and otherwise equal settings:
-- `dense_id`, and the trial's gap, RA, SA and overfitting minus dense's. `time_ratio` is the ratio
-- of CPU times of training, including the stages before it, if one engine ran both on one CPU
-- model. If learning rates were swept, `same_rate` marks pairs with equal rates, and `best_rates`
-- marks pairs of which each trial has the best rate of its method (see gaps). A trial may have one
-- row of each kind: select one of the two.
select * from paired_differences_read

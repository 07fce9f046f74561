-- The gap table: one row a setting (a method at one sparsity and learning rate), over its seeds.
-- Each measured number is a mean with the bounds of its 95 % Student interval, empty where one
-- seed gives none. `gap_minus_dense` is paired by seed with dense at the same learning rate,
-- `gap_minus_best_dense`, only where `best_rate`, with dense at its own best rate; an interval that
-- covers 0 is inconclusive. Of both there are `_p`, the p-value of no difference (Student's, by
-- seed), `_p_holm`, that corrected by Holm for all settings compared under the same data and attack,
-- and `_seeds_to_settle`, how many seeds in all would make an inconclusive one conclusive at the same
-- mean and deviation: an estimate, mostly low; empty where it is settled, where one seed gives no
-- deviation, or where 1,000 seeds are too few. `test_ra_minus_dense` and `test_ra_minus_best_dense`
-- are the same of test RA, final network. `cpu_seconds` is the processor time of training, with what
-- came before; `time_ratio` and `best_time_ratio` are its share of dense's at the same and at the best
-- rate, paired by seed, where one engine ran both on one processor.
with seeds as (
  select setting, sort_array(collect_list(struct(seed as first, *))) as s
  from gaps
  group by setting
), same as (
  select
    setting,
    sort_array(
      collect_list(struct(seed, gap_difference as d, test_ra_difference as r, time_ratio as t))
    ) as s
  from paired_differences
  where same_rate
  group by setting
), best as (
  select
    setting,
    sort_array(
      collect_list(struct(seed, gap_difference as d, test_ra_difference as r, time_ratio as t))
    ) as s
  from paired_differences
  where best_rates
  group by setting
), compared as (
  select
    seeds.s, setting, same.s.d as same, best.s.d as best, same.s.r as same_ra,
    best.s.r as best_ra, filter(same.s.t, t -> t is not null) as same_time,
    filter(best.s.t, t -> t is not null) as best_time, student_p(same.s.d) as same_p, student_p(best.s.d) as best_p,
    student_p(same.s.r) as same_ra_p, student_p(best.s.r) as best_ra_p,
    seeds.s[0].data_settings as data_settings, seeds.s[0].attack as attack
  from seeds left join same using (setting) left join best using (setting)
), corrected as (
  select
    data_settings, attack, holm(collect_list(same_p)) as same_holm,
    holm(collect_list(best_p)) as best_holm, holm(collect_list(same_ra_p)) as same_ra_holm,
    holm(collect_list(best_ra_p)) as best_ra_holm
  from compared
  group by data_settings, attack
)
select
  s[0].data as data, s[0].network as network, s[0].ticket as ticket, s[0].sparsity as sparsity,
  student_mean(s.sparsity_reached) as sparsity_reached,
  s[0].recipe as recipe, s[0].learning_rate as learning_rate, attack, size(s) as seeds,
  student_mean(s.test_sa_best) as test_sa_best,
  student_low(s.test_sa_best) as test_sa_best_low,
  student_high(s.test_sa_best) as test_sa_best_high,
  student_mean(s.test_sa_final) as test_sa_final,
  student_low(s.test_sa_final) as test_sa_final_low,
  student_high(s.test_sa_final) as test_sa_final_high,
  student_mean(s.test_ra_best) as test_ra_best,
  student_low(s.test_ra_best) as test_ra_best_low,
  student_high(s.test_ra_best) as test_ra_best_high,
  student_mean(s.test_ra_final) as test_ra_final,
  student_low(s.test_ra_final) as test_ra_final_low,
  student_high(s.test_ra_final) as test_ra_final_high,
  student_mean(s.train_ra_final) as train_ra_final,
  student_low(s.train_ra_final) as train_ra_final_low,
  student_high(s.train_ra_final) as train_ra_final_high,
  student_mean(s.robust_gap_final) as robust_gap,
  student_low(s.robust_gap_final) as robust_gap_low,
  student_high(s.robust_gap_final) as robust_gap_high,
  student_mean(s.robust_overfitting) as overfitting,
  student_low(s.robust_overfitting) as overfitting_low,
  student_high(s.robust_overfitting) as overfitting_high,
  student_mean(same) as gap_minus_dense,
  student_low(same) as gap_minus_dense_low,
  student_high(same) as gap_minus_dense_high,
  same_p as gap_minus_dense_p, same_holm[same_p] as gap_minus_dense_p_holm,
  seeds_to_settle(same) as gap_minus_dense_seeds_to_settle,
  student_mean(best) as gap_minus_best_dense,
  student_low(best) as gap_minus_best_dense_low,
  student_high(best) as gap_minus_best_dense_high,
  best_p as gap_minus_best_dense_p, best_holm[best_p] as gap_minus_best_dense_p_holm,
  seeds_to_settle(best) as gap_minus_best_dense_seeds_to_settle,
  student_mean(same_ra) as test_ra_minus_dense,
  student_low(same_ra) as test_ra_minus_dense_low,
  student_high(same_ra) as test_ra_minus_dense_high,
  same_ra_p as test_ra_minus_dense_p, same_ra_holm[same_ra_p] as test_ra_minus_dense_p_holm,
  seeds_to_settle(same_ra) as test_ra_minus_dense_seeds_to_settle,
  student_mean(best_ra) as test_ra_minus_best_dense,
  student_low(best_ra) as test_ra_minus_best_dense_low,
  student_high(best_ra) as test_ra_minus_best_dense_high,
  best_ra_p as test_ra_minus_best_dense_p,
  best_ra_holm[best_ra_p] as test_ra_minus_best_dense_p_holm,
  seeds_to_settle(best_ra) as test_ra_minus_best_dense_seeds_to_settle,
  student_mean(s.flops_paper_training) as flops_paper_training,
  student_mean(s.flops_paper_ratio) as flops_paper_ratio,
  student_mean(s.training_macs) as training_macs,
  student_mean(s.macs_ratio) as macs_ratio,
  student_mean(s.before_macs) as before_macs,
  student_mean(s.cpu_seconds) as cpu_seconds,
  if(s[0].ticket = 'dense', s[0].cpu_seconds / s[0].cpu_seconds, student_mean(same_time))
    as time_ratio,
  if(s[0].ticket = 'dense', s[0].cpu_seconds / s[0].cpu_seconds, student_mean(best_time))
    as best_time_ratio,
  s[0].best_rate as best_rate, setting, s[0].beside as beside, data_settings
from compared join corrected using (data_settings, attack)

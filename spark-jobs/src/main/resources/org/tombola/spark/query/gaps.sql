-- One row a completed trial of this build's science: what was asked, the robust accuracies (RA) and
-- standard accuracies (SA) of its best and its final network, the gaps, and what it cost. Trials
-- whose evaluations look suspicious are left out, as `gap` leaves them.
-- `setting` is a hash of the specification without the seed: trials with the same one are seeds of
-- one method. `beside` hashes what the ticket is trained with, the specification without ticket and
-- seed; `beside_rate` that without the learning rate too. `best_rate`: of settings that differ in
-- their learning rate only, this one has the most seeds and of those the highest mean RA of the
-- best network on validation images; the smaller rate of equals.
with asked as (
  select
    trial_id, sweep, data, data_settings, network, ticket, coalesce(sparsity, 0) as sparsity,
    sparsity_reached, recipe, augment, schedule, learning_rate, weight_decay, epochs, batch,
    attack, norm, epsilon, seed, best_epoch,
    best_train_robust_accuracy as train_ra_best,
    final_train_robust_accuracy as train_ra_final,
    best_validation_robust_accuracy as validation_ra_best,
    best_test_robust_accuracy as test_ra_best,
    final_test_robust_accuracy as test_ra_final,
    best_test_standard_accuracy as test_sa_best,
    final_test_standard_accuracy as test_sa_final,
    robust_gap_best, robust_gap_final, robust_overfitting,
    flops_paper_training, flops_paper_ratio, training_macs, macs_ratio, before_macs,
    train_cpu_seconds + before_cpu_seconds as cpu_seconds, engine, cpu,
    map_filter(from_json(spec, 'map<string,string>'), (k, v) -> k <> 'seed') as settings,
    transform_values(
      map_filter(from_json(spec, 'map<string,string>'), (k, v) -> k <> 'seed'),
      (k, v) -> if(k = 'optimizer', regexp_replace(v, '"learning-rate":[^,}]*,?', ''), v)
    ) as rateless
  from trials_read
  where outcome = 'completed' and science_version between ${since} and ${science}
    and coalesce(suspicion, '') = ''
), hashed as (
  select
    * except (settings, rateless),
    substr(sha2(to_json(settings), 256), 1, 16) as setting,
    substr(sha2(to_json(map_filter(settings, (k, v) -> k <> 'ticket')), 256), 1, 16) as beside,
    substr(sha2(to_json(map_filter(rateless, (k, v) -> k <> 'ticket')), 256), 1, 16)
      as beside_rate,
    to_json(rateless) as method
  from asked
), chosen as (
  select
    *,
    count(*) over (partition by setting) as seeds,
    student_mean(
      sort_array(
        collect_list(struct(seed, validation_ra_best as ra)) over (partition by setting)
      ).ra
    ) as validation_ra
  from hashed
)
select
  * except (method, seeds, validation_ra),
  dense_rank() over (
    partition by method order by seeds desc, validation_ra desc nulls first, learning_rate
  ) = 1 as best_rate
from chosen

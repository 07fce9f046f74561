-- title: Do other attacks find more?
-- see: Test robust accuracy of the final network under each attack, mean over seeds with its 95 % interval. The lowest is the most that is known, where all saw as many images: the table has how many. A gradient attack far above others hints at masked gradients. Suspicions that the evaluation found are in the table.
-- chart: {"kind": "points", "x": "name", "y": "robust_accuracy", "low": "robust_accuracy_low", "high": "robust_accuracy_high", "by": "attack", "percent": true}
with seeds as (
  select
    name, place, attack_words(settings) as attack,
    sort_array(collect_list(struct(seed, robust_accuracy as ra))).ra as ra,
    max(images) as images,
    array_join(
      sort_array(
        collect_set(case when suspicion <> '' then suspicion end)
      ), '; '
    ) as suspicions
  from evaluations join trial_names using (trial_id)
  where checkpoint = 'final' and split = 'test'
  group by name, place, settings
)
select
  name, attack, size(ra) as seeds, images, student_mean(ra) as robust_accuracy,
  student_low(ra) as robust_accuracy_low, student_high(ra) as robust_accuracy_high, suspicions
from seeds
where (select count(distinct attack) from seeds) > 1
  or (select count(*) from seeds where suspicions <> '') > 0
order by place, attack

-- title: Do other attacks find more?
-- see: Test robust accuracy of the final network under each attack, mean over seeds with its 95 % interval. Choose the images above the plot: attacks are compared on the same images only. The lowest value is the best estimate of robustness; a gradient attack far above the others is a sign of masked gradients. The table lists what the evaluation found suspicious.
-- chart: {"kind": "points", "x": "name", "y": "robust_accuracy", "low": "robust_accuracy_low", "high": "robust_accuracy_high", "by": "attack", "facet": "judged_on", "percent": true}
with judged as (
  select trial_id, settings, images, robust_accuracy as ra, suspicion
  from evaluations
  where checkpoint = 'final' and split = 'test'
), few as (
  -- attacks limited to some images
  select trial_id, settings as limited, images
  from judged join (select trial_id, max(images) as most from judged group by trial_id)
    using (trial_id)
  where images < most
), stood as (
  select trial_id, settings, image, broken_by = '' as stands
  from predictions
  where checkpoint = 'final' and split = 'test'
), others as (
  -- what other attacks left of those images, where it is known of each of them
  select
    few.trial_id, few.limited, few.images, other.settings, avg(int(other.stands)) as ra
  from few
    join stood as own on own.trial_id = few.trial_id and own.settings = few.limited
    join stood as other
      on other.trial_id = few.trial_id and other.image = own.image
        and other.settings <> few.limited
  group by few.trial_id, few.limited, few.images, other.settings
  having count(*) = few.images
), each as (
  select judged.trial_id, settings, limited, judged.images, ra, suspicion
  from judged left join few on few.trial_id = judged.trial_id and few.limited = judged.settings
  union all
  select trial_id, settings, limited, images, ra, '' as suspicion from others
), seeds as (
  select
    name, place, limited, images, attack_words(settings) as attack,
    sort_array(collect_list(struct(seed, ra))).ra as ra,
    array_join(
      sort_array(collect_set(case when suspicion <> '' then suspicion end)), '; '
    ) as suspicions
  from each join trial_names using (trial_id)
  group by name, place, limited, images, settings
)
select
  if(limited is null, concat('all ', images, ' images'),
    concat('the images of ', attack_words(limited))) as judged_on,
  name, attack, size(ra) as seeds, student_mean(ra) as robust_accuracy,
  student_low(ra) as robust_accuracy_low, student_high(ra) as robust_accuracy_high, suspicions
from seeds
where (select count(distinct attack) from seeds) > 1
  or (select count(*) from seeds where suspicions <> '') > 0
order by images, judged_on, place, attack

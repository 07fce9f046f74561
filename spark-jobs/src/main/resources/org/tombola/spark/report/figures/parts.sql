-- title: Which part of an attack breaks the images?
-- see: Share of the test images that each part of an attack broke, final network, mean over seeds. Each part attacks only images that are classified correctly without attack and that earlier parts did not break. The space above the bar is images that stayed correct or were wrong without attack. If late parts still break many images, the first ones are weak here.
-- chart: {"kind": "bars", "x": "name", "y": "broken_share", "by": "part", "facet": "attack", "percent": true}
with broken as (
  select
    trial_id, settings, images, posexplode(from_json(parts, 'map<string,bigint>'))
      as (position, part, broken)
  from evaluations
  where checkpoint = 'final' and split = 'test'
    and size(from_json(parts, 'map<string,bigint>')) > 1
), seeds as (
  select
    name, place, settings, position, part,
    sort_array(collect_list(struct(seed, broken / images as share))).share as shares
  from broken join trial_names using (trial_id)
  group by name, place, settings, position, part
)
select
  attack_words(settings) as attack, name, part, size(shares) as seeds,
  student_mean(shares) as broken_share, student_low(shares) as broken_share_low,
  student_high(shares) as broken_share_high
from seeds
order by attack, place, position

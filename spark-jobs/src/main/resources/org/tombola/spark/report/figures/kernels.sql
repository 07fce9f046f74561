-- title: How far is the ticket's tangent kernel from dense?
-- see: Distance between the tangent kernels of the sparse network and of its dense twin, relative to the norm of the twin's (0: equal). Mean over seeds with its 95 % interval, at the measured epochs; epoch 0 is before training.
-- chart: {"kind": "lines", "x": "epoch", "y": "kernel_distance", "low": "kernel_distance_low", "high": "kernel_distance_high", "by": "name"}
with seeds as (
  select name, place, epoch, sort_array(collect_list(struct(seed, kernel_distance as d))).d as d
  from kernels join trial_names using (trial_id)
  group by name, place, epoch
)
select
  name, epoch, size(d) as seeds, student_mean(d) as kernel_distance,
  student_low(d) as kernel_distance_low, student_high(d) as kernel_distance_high
from seeds
order by place, epoch

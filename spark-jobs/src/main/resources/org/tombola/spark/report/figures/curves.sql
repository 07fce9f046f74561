-- title: Do networks overfit while they train?
-- see: Robust accuracy on training images (dashed) and test images (solid), as monitored during training, mean over seeds with its 95 % interval. The monitor has its own attack and uses only the first images of each split, so levels differ from the table: read the trend, not the gap. Where training accuracy rises and test accuracy falls, the network overfits. The pin marks the mean best epoch, chosen on validation images. Choose what is drawn above the plot.
-- chart: {"kind": "curves", "x": "epoch", "y": "test_ra", "low": "test_ra_low", "high": "test_ra_high", "other": "train_ra", "mark": "best_epoch", "by": "name", "percent": true}
with step as (
  select greatest(1, int(ceil(max(epoch) / 80))) as step, max(epoch) as last from monitored
), each as (
  select monitored.* from monitored cross join step
  where epoch % step = 0 or epoch = 1 or epoch = last
), seeds as (
  select
    name, place, epoch, sort_array(collect_list(struct(seed, train_ra, test_ra, best_epoch))) as s
  from each
  group by name, place, epoch
)
select
  name, epoch, size(s) as seeds,
  student_mean(s.test_ra) as test_ra, student_low(s.test_ra) as test_ra_low,
  student_high(s.test_ra) as test_ra_high,
  student_mean(s.train_ra) as train_ra, student_low(s.train_ra) as train_ra_low,
  student_high(s.train_ra) as train_ra_high,
  student_mean(s.best_epoch) as best_epoch
from seeds
order by place, epoch

-- title: Does the mask settle?
-- see: Share of prunable weights whose mask bit changed in an epoch, mean over the epochs since the previous point and over seeds. A line that reaches 0 is a mask that has settled; tickets whose mask never changes are left out.
-- chart: {"kind": "lines", "x": "epoch", "y": "mask_change", "by": "name", "percent": true}
with step as (
  select greatest(1, int(ceil(max(epoch) / 80))) as step, max(epoch) as last from monitored
), each as (
  select
    trial_id, name, place, least(last, int(ceil(epoch / step) * step)) as epoch,
    avg(mask_change) as mask_change
  from monitored cross join step
  group by trial_id, name, place, least(last, int(ceil(epoch / step) * step))
), means as (
  select name, place, epoch, count(*) as seeds, avg(mask_change) as mask_change
  from each
  group by name, place, epoch
)
select name, epoch, seeds, mask_change
from means
where place in (select place from means where mask_change > 0)
order by place, epoch

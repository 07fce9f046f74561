-- title: Where in the network are the weights kept?
-- see: Share of each layer's weights that the mask keeps after the last epoch, mean over seeds. Layers are in forward order; a column near the low end is a layer that is almost removed.
-- chart: {"kind": "heat", "x": "layer", "y": "name", "value": "density", "percent": true}
with last as (
  select
    trial_id, layer, position, max_by(kept / weights, epoch) as density
  from layers
  group by trial_id, layer, position
)
select name, layer, position, count(*) as seeds, avg(density) as density
from last join trial_names using (trial_id)
where sparsity > 0
group by name, place, layer, position
order by place, position

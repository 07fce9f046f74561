-- title: How much does sparsity save, in FLOPs, MACs and time?
-- see: Cost of training as a share of dense, by sparsity: FLOPs by the paper's formula, actual multiply-accumulates (MACs), and measured processor time including what came before training. Time is compared only if the same engine ran both on the same processor model.
-- chart: {"kind": "lines", "x": "sparsity", "y": "share", "by": "cost", "facet": "method", "percent": true}
with costs as (
  select
    method, sparsity, seeds, place,
    explode(
      array(
        struct(1 as row, 'FLOPs, by formula' as cost, flops_paper_ratio as share),
        struct(2 as row, 'MACs, counted' as cost, macs_ratio as share),
        struct(3 as row, 'time, measured' as cost, best_time_ratio as share)
      )
    ) as line
  from shown
  where ticket <> 'dense' and best_time_ratio is not null
)
select method, line.cost as cost, sparsity, seeds, line.share as share
from costs
order by method, line.row, sparsity

-- title: What does sparsity save, as promised and as measured?
-- see: Cost of training as a share of dense, by sparsity: floating-point operations by the papers' rule and multiply-accumulates truly counted, which an engine can save at most, and the processor time that was measured, with what came before, where one engine ran both on one processor.
-- chart: {"kind": "lines", "x": "sparsity", "y": "share", "by": "cost", "facet": "method", "percent": true}
with costs as (
  select
    method, sparsity, seeds, place,
    explode(
      array(
        struct(1 as row, 'FLOPs, promised' as cost, flops_paper_ratio as share),
        struct(2 as row, 'MACs, promised' as cost, macs_ratio as share),
        struct(3 as row, 'time, measured' as cost, best_time_ratio as share)
      )
    ) as line
  from shown
  where ticket <> 'dense' and best_time_ratio is not null
)
select method, line.cost as cost, sparsity, seeds, line.share as share
from costs
order by method, line.row, sparsity

-- title: Which method is most robust for its cost?
-- see: Test robust accuracy of the final network against the cost of training by the paper's FLOP formula. The line joins the methods that are not dominated (the Pareto front, by means): no other method on this page is at least as robust at no higher cost.
-- chart: {"kind": "front", "x": "flops_paper_training", "y": "test_ra_final", "low": "test_ra_final_low", "high": "test_ra_final_high", "by": "name", "flag": "dominated", "percent": true}
with costs as (
  select *, training_macs + coalesce(before_macs, 0) as total_macs from shown
  where flops_paper_training > 0
)
select
  name, flops_paper_training, test_ra_final, test_ra_final_low, test_ra_final_high, total_macs,
  -- as the view pareto has it, of the lines that are drawn
  max(struct(test_ra_final, -flops_paper_training)) over (
    partition by data_settings, attack order by flops_paper_training
  ) > struct(test_ra_final, -flops_paper_training) as dominated,
  max(struct(test_ra_final, -total_macs)) over (
    partition by data_settings, attack order by total_macs
  ) > struct(test_ra_final, -total_macs) as dominated_by_macs
from costs
order by place

-- title: Which method is most robust for its cost?
-- see: Test robust accuracy of the final network against what training costs by the paper's rule. The line joins methods that no other beats in both (the Pareto front, by means); those below it are dominated.
-- chart: {"kind": "front", "x": "flops_paper_training", "y": "test_ra_final", "low": "test_ra_final_low", "high": "test_ra_final_high", "by": "name", "flag": "dominated", "percent": true}
select
  name, pareto.flops_paper_training, pareto.test_ra_final, pareto.test_ra_final_low,
  pareto.test_ra_final_high, total_macs, dominated, dominated_by_macs
from pareto join shown using (setting)
where pareto.flops_paper_training > 0
order by place

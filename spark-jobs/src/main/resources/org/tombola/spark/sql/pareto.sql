-- One row per setting of methods: mean test RA of the final network with its interval, and the
-- training cost by the paper's FLOP formula (FLOPs) and in actual MACs (including the trainings and
-- searches before it). `dominated`: another setting under the same data and first attack is at
-- least as robust for at most as many FLOPs, and better in one of them. `dominated_by_macs` is the
-- same for MACs, `dominated_by_time` for CPU time, if known. Only means are compared: their
-- intervals may overlap.
with costs as (
  select *, training_macs + coalesce(before_macs, 0) as total_macs from methods
)
select
  ticket, sparsity, learning_rate, seeds,
  test_ra_final, test_ra_final_low, test_ra_final_high,
  flops_paper_training, total_macs, cpu_seconds,
  max(struct(test_ra_final, -flops_paper_training)) over (
    partition by data, data_settings, attack order by flops_paper_training
  ) > struct(test_ra_final, -flops_paper_training) as dominated,
  max(struct(test_ra_final, -total_macs)) over (
    partition by data, data_settings, attack order by total_macs
  ) > struct(test_ra_final, -total_macs) as dominated_by_macs,
  if(
    cpu_seconds is null, null,
    max(if(cpu_seconds is null, null, struct(test_ra_final, -cpu_seconds))) over (
      partition by data, data_settings, attack order by cpu_seconds
    ) > struct(test_ra_final, -cpu_seconds)
  ) as dominated_by_time,
  data, network, attack, best_rate, setting
from costs

-- title: Does the best learning rate move with sparsity?
-- see: Mean test robust accuracy of the final network by learning rate and sparsity. Where the best rate differs between columns, comparing all at one rate would mislead.
-- chart: {"kind": "heat", "x": "sparsity", "y": "learning_rate", "value": "test_ra_final", "facet": "ticket", "percent": true}
with swept as (
  select ticket, sparsity, learning_rate, count(*) as settings, avg(test_ra_final) as test_ra_final,
    avg(robust_gap) as robust_gap
  from methods
  group by ticket, sparsity, learning_rate
)
select ticket, sparsity, learning_rate, settings, test_ra_final, robust_gap
from swept
where (select count(distinct learning_rate) from swept) > 1
  and (select count(distinct sparsity) from swept) > 1
order by ticket = 'dense' desc, ticket, sparsity, learning_rate

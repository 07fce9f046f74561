-- title: Which tickets differ from dense?
-- see: Each ticket minus dense, paired by seed: mean and 95 % interval, in points. Robust gap: left of 0 is a smaller gap than dense. Test robust accuracy (RA) of the final network: right of 0 is more robust than dense. n.s.: the interval covers 0, or there is only one seed.
-- chart: {"kind": "forest", "x": "difference", "y": "name", "low": "difference_low", "high": "difference_high", "by": "measure", "mark": "verdict", "percent": true, "unit": " points"}
with both as (
  select
    place, name,
    inline(array(
      struct(1 as row, 'robust gap' as measure, gap_minus_best_dense as difference,
        gap_minus_best_dense_low as difference_low, gap_minus_best_dense_high as difference_high,
        gap_minus_best_dense_p as p, gap_minus_best_dense_p_holm as p_holm),
      struct(2 as row, 'test RA' as measure, test_ra_minus_best_dense as difference,
        test_ra_minus_best_dense_low as difference_low,
        test_ra_minus_best_dense_high as difference_high,
        test_ra_minus_best_dense_p as p, test_ra_minus_best_dense_p_holm as p_holm)
    ))
  from shown
)
select
  name, measure, difference, difference_low, difference_high,
  if(coalesce(difference_low > 0 or difference_high < 0, false), '', 'n.s.') as verdict, p, p_holm
from both
where difference is not null
order by place, row

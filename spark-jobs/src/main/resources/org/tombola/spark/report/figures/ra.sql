-- title: What does sparsity cost in robust accuracy?
-- see: Test robust accuracy (RA) of the final network under the first attack. Intervals are of each method alone; the first plot, which pairs by seed, shows whether a method differs from dense.
-- chart: {"kind": "lines", "x": "sparsity", "y": "test_ra_final", "low": "test_ra_final_low", "high": "test_ra_final_high", "by": "method", "percent": true}
select method, sparsity, seeds, test_ra_final, test_ra_final_low, test_ra_final_high
from shown
order by place

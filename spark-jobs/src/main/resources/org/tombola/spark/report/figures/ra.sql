-- title: What does sparsity cost in robust accuracy?
-- see: Test robust accuracy (RA) of the final network under the first attack. A ticket keeps its robustness as long as its points stay within dense's interval.
-- chart: {"kind": "lines", "x": "sparsity", "y": "test_ra_final", "low": "test_ra_final_low", "high": "test_ra_final_high", "by": "method", "percent": true}
select method, sparsity, seeds, test_ra_final, test_ra_final_low, test_ra_final_high
from shown
order by place

-- title: What does sparsity cost in standard accuracy?
-- see: Test standard accuracy (SA), without attack, of the final network.
-- chart: {"kind": "lines", "x": "sparsity", "y": "test_sa_final", "low": "test_sa_final_low", "high": "test_sa_final_high", "by": "method", "percent": true}
select method, sparsity, seeds, test_sa_final, test_sa_final_low, test_sa_final_high
from shown
order by place

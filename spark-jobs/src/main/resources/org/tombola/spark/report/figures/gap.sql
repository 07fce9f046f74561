-- title: Does the robust gap shrink with sparsity?
-- see: Robust gap (train RA minus test RA, final network) of each ticket by the sparsity asked for; dense stands at 0. Below dense is a smaller gap. The 95 % intervals are of each method alone; whether a method differs from dense is in the first plot, which pairs by seed.
-- chart: {"kind": "lines", "x": "sparsity", "y": "robust_gap", "low": "robust_gap_low", "high": "robust_gap_high", "by": "method", "percent": true}
select method, sparsity, seeds, robust_gap, robust_gap_low, robust_gap_high
from shown
order by place

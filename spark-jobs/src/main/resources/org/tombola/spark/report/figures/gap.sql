-- title: Does the robust gap shrink with sparsity?
-- see: Robust gap (train RA minus test RA, final network) of each ticket, by requested sparsity; dense is at 0. A point below dense is a smaller gap. The 95 % intervals are of each method alone; the first plot, which pairs by seed, shows whether a method differs from dense.
-- chart: {"kind": "lines", "x": "sparsity", "y": "robust_gap", "low": "robust_gap_low", "high": "robust_gap_high", "by": "method", "percent": true}
select method, sparsity, seeds, robust_gap, robust_gap_low, robust_gap_high
from shown
order by place

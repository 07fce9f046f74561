-- One row a number of a paper, beside ours: `printed` and `ours` are fractions, costs a share of
-- dense's, and `measure` says of what; `methods` has most of them in columns of that name. `source` says where the paper has it,
-- `named` whether a sweep of the store names the paper. Ours is, of settings at their best rate that
-- have this ticket, these `parameters` and the recipe pgd-at, the nearest in sparsity, then in its
-- share of the longest training's epochs, then one whose learning rate falls where the paper's does,
-- then the one with the most seeds and the highest mean RA of the best network on validation images;
-- it stands beside its own nearest row of the paper only. It is a mean over seeds with the bounds of
-- its 95 % Student interval, and `ours_minus_dense` is paired by seed, against dense with the same
-- schedule. Protocols differ: `report` says how.
select * from published_read

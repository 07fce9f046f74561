-- One row a completed trial of this build's science: what was asked, the robust accuracies (RA) and
-- standard accuracies (SA) of its best and its final network, the gaps, and what it cost. Trials
-- whose evaluations look suspicious are left out, as `gap` leaves them.
-- `setting` is a hash of the specification without the seed: trials with the same one are seeds of
-- one method. `beside` hashes what the ticket is trained with, the specification without ticket and
-- seed; `beside_rate` that without the learning rate too. `best_rate`: of settings that differ in
-- their learning rate only, this one has the most seeds and of those the highest mean RA of the
-- best network on validation images; the smaller rate of equals.
select * from gaps_read

-- One row per completed trial of this build's science version: its settings, the robust accuracies
-- (RA) and standard accuracies (SA) of its best and final network, the gaps, and its cost. Trials
-- with suspicious evaluations are left out, as in `gap`.
-- `setting` is a hash of the specification without the seed: trials with the same value are seeds
-- of one method. `beside` is a hash of the specification without ticket and seed; `beside_rate`
-- also leaves out the learning rate. `best_rate` is true for one of the settings that differ only
-- in learning rate: the one with the most seeds; among these the one with the highest mean
-- validation RA of the best network; among equals the one with the smallest rate.
select * from gaps_read

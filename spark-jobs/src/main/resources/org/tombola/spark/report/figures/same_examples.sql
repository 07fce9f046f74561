-- title: Do tickets break on the same images as dense?
-- see: The same test images under the same attack, final networks of one seed: the share that only the ticket classifies correctly, the share that only dense does, and the difference with Tango's 95 % interval. Two networks can be equally robust and break on different images. The table has p (McNemar, exact) and p after Holm's correction. These numbers are about these two networks, not about other seeds.
-- chart: {"kind": "points", "x": "name", "y": "share", "low": "share_low", "high": "share_high", "by": "right", "facet": "attack_and_seed", "percent": true}
with shares as (
  select
    name, place, pairs.seed, attack, images, p, p_holm,
    inline(array(
      struct('only the ticket' as right, only_right / images as share, double(null) as share_low,
        double(null) as share_high),
      struct('only dense' as right, only_other_right / images as share, double(null) as share_low,
        double(null) as share_high),
      struct('difference' as right, ra_difference as share, ra_difference_low as share_low,
        ra_difference_high as share_high)
    ))
  from pairs join trial_names using (trial_id)
)
select
  concat(attack_words(attack), ', seed ', seed) as attack_and_seed, name, right, share,
  share_low, share_high, images, p, p_holm
from shares
order by attack, seed, place, right desc

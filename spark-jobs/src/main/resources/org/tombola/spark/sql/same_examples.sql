-- One row per pair of networks evaluated on the same images: the final networks of two trials with
-- the same seed and otherwise equal settings, each at the best rate of its method (see gaps), under
-- one attack on test images. Only sweeps with `predictions: true` have rows. Each ticket
-- (`trial_id`) is paired with dense and with each other ticket of the same sparsity (`other_id`).
-- `both_right`, `only_right` (only the ticket), `only_other_right` and `neither_right` count images
-- by which networks are correct under attack. `ra_difference` is the ticket's RA minus the other's,
-- with Tango's 95 % interval. `p` is from McNemar's exact test; `p_holm` is this after Holm's
-- correction over all rows with the same data and attack. They hold for these two networks on
-- further images, not for other seeds: to compare methods, see methods.
with judged as (
  select
    trial_id, settings as attack,
    -- two networks count as judged on the same images where these are the same
    count(*) as images, xxhash64(sort_array(collect_list(image))) as looked_at,
    collect_list(if(broken_by = '', int(image), null)) as standing
  from predictions
  where checkpoint = 'final' and split = 'test'
  group by trial_id, settings
), networks as (
  select
    judged.*, ticket, sparsity, seed, setting, beside_rate, data_settings
  from judged join gaps using (trial_id)
  where best_rate
), pairs as (
  select
    one.*, other.trial_id as other_id, other.ticket as other_ticket,
    other.sparsity as other_sparsity, other.setting as other_setting,
    size(other.standing) as other_standing,
    size(array_intersect(one.standing, other.standing)) as both_right
  from networks as one
  join networks as other
    on one.seed = other.seed and one.beside_rate = other.beside_rate
    and one.attack = other.attack and one.images = other.images
    and one.looked_at = other.looked_at
  where one.ticket <> 'dense' and (
    other.ticket = 'dense' or one.sparsity = other.sparsity
    and struct(one.ticket, one.setting) < struct(other.ticket, other.setting)
  )
), counted as (
  select
    *, size(standing) - both_right as only_right, other_standing - both_right as only_other_right,
    images - size(standing) - other_standing + both_right as neither_right
  from pairs
), tested as (
  select *, mcnemar_p(both_right, only_right, only_other_right, neither_right) as p from counted
), corrected as (
  select data_settings, attack, holm(collect_list(p)) as corrected
  from tested
  group by data_settings, attack
)
select
  trial_id, other_id, ticket, sparsity, other_ticket, other_sparsity, seed, attack, images,
  both_right, only_right, only_other_right, neither_right,
  (only_right - only_other_right) / images as ra_difference,
  tango_low(both_right, only_right, only_other_right, neither_right) as ra_difference_low,
  tango_high(both_right, only_right, only_other_right, neither_right) as ra_difference_high,
  p, corrected[p] as p_holm, setting, other_setting
from tested join corrected using (data_settings, attack)

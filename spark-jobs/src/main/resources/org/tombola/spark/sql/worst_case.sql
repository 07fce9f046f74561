-- One row per trial, checkpoint, split, norm, epsilon and number of images: the lowest RA under any
-- single attack, and the name of that attack. Attacks limited to some images are compared only with
-- each other. Images that only another attack breaks are not counted, so RA under all attacks
-- together may be lower.
select
  trial_id, checkpoint, split, norm, epsilon, epsilon_value, images,
  count(*) as attacks,
  min_by(standard_accuracy, robust_accuracy) as standard_accuracy,
  min(robust_accuracy) as worst_robust_accuracy,
  min_by(attack, robust_accuracy) as worst_attack,
  min_by(settings, robust_accuracy) as worst_settings,
  min_by(robust_accuracy_low, robust_accuracy) as worst_robust_accuracy_low,
  min_by(robust_accuracy_high, robust_accuracy) as worst_robust_accuracy_high
from evaluations
group by trial_id, checkpoint, split, norm, epsilon, epsilon_value, images

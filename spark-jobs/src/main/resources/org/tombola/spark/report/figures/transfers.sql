-- title: Do attacks on one ticket break the others?
-- see: Test accuracy of the final network on adversarial images crafted on the ticket of the column and classified by the ticket of the row, mean over seeds. Off the diagonal, higher is better: switching between tickets is robust where attacks do not transfer.
-- chart: {"kind": "heat", "x": "crafted_on", "y": "judged_by", "value": "accuracy", "facet": "method_and_attack", "percent": true}
select
  concat(name, ': ', attack_words(transfers.attack)) as method_and_attack,
  concat('sparsity ', source_sparsity) as crafted_on,
  concat('sparsity ', target_sparsity) as judged_by,
  count(*) as seeds, avg(accuracy) as accuracy
from transfers join trial_names using (trial_id)
where checkpoint = 'final' and split = 'test'
group by name, place, transfers.attack, source_sparsity, target_sparsity
order by place, transfers.attack, source_sparsity, target_sparsity

-- Months that this store has forgotten.
select account, relation, month, epoch_ms(starts) as starts_ms, epoch_ms(ends) as ends_ms, rows, revisions, digest, cluster
  from sync.forgotten
 order by account, relation, month

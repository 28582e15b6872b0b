-- The entry of the transfer that an idempotency key stands for.
select seq
  from entries indexed by one_transfer
 where key = ?

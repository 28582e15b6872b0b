-- The transfer an idempotency key stands for.
select seq, player_id, currency, amount, balance_after
  from entries
 where key = ?

-- Entries in order, for shipping and for following the chain.
select seq, kind, currency, id, key, player_id, code, game, round_id, round, amount, balance_after, flags, received_at, hash
  from entries
 where seq > ?
 order by seq
 limit ?
